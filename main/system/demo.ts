/** The start script names the demo backend's samples in the environment; see README "The demo". */
import { z } from 'zod';
import type { Suggestion } from '../../preload/contract/launcher.ts';
import { isAppId } from '../catalog/app-id.ts';

const suggestionsSchema = z.array(z.object({ appId: z.string().refine(isAppId), name: z.string().min(1).max(200) })).max(50);

/** Reads `LARDER_DEMO`, a JSON list of `{appId, name}`. Anything else means: no demo. */
export function demoSuggestions(environment: Readonly<Record<string, string | undefined>>): readonly Suggestion[] {
  const text = environment['LARDER_DEMO'];
  if (!text) return [];
  try {
    return suggestionsSchema.parse(JSON.parse(text));
  } catch {
    return [];
  }
}
