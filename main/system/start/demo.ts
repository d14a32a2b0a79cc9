/** The start script names the demo backend and its samples in the environment; see docs/decisions/003. */
import { variableName } from '../../../preload/contract/brand.ts';
import * as z from '../../support/zod.ts';
import { once } from '../../support/once.ts';
import { isAppId } from '../../models/app-id.ts';
import { displayName } from '../../models/display-name.ts';
import { localizedTextsSchema } from '../../models/localized-texts.ts';
import { readBackendUrl } from '../../network/rules/backend-url.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the two functions below may read: an installed copy is no demo, whoever has set its variables. */
export function demoEnvironment(isPackaged: boolean, environment: Environment): Environment {
  return isPackaged ? {} : environment;
}

const sampleSchema = once(() =>
  z.object({
    appId: z.string().check(z.refine(isAppId)),
    name: z.string().check(z.minLength(1), z.maxLength(200)),
    names: z.optional(localizedTextsSchema(200, displayName)),
    iconUrl: z.optional(z.string().check(z.maxLength(2048))),
  }),
);
export type DemoSample = z.infer<ReturnType<typeof sampleSchema>>;

const samplesSchema = once(() => z.array(sampleSchema()).check(z.maxLength(50)));

/** Reads `LARDER_DEMO`, a JSON list of `{appId, name, names?, iconUrl?}`. Anything else means: no demo. */
export function demoSuggestions(environment: Environment): readonly DemoSample[] {
  const text = environment[variableName('DEMO')];
  if (!text) return [];
  try {
    return samplesSchema().parse(JSON.parse(text));
  } catch {
    return [];
  }
}

/** `LARDER_DEMO_BACKEND`: used while no other backend was chosen. */
export function demoBackendUrl(environment: Environment): string | null {
  const reading = readBackendUrl(environment[variableName('DEMO_BACKEND')] ?? '', false);
  return reading.ok ? reading.url : null;
}
