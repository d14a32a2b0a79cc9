/** What a test or a demo may change while a backend runs. */
import * as z from 'zod';

const delayMs = z.number().int().min(0).max(600_000);
/** An HTTP status, a connection that is closed without an answer, or one that never answers. */
const failure = z.union([z.number().int().min(300).max(599), z.literal('reset'), z.literal('hang')]).nullable();

const controlsSchema = z.strictObject({
  detailsDelayMs: delayMs,
  codeDelayMs: delayMs,
  dataDelayMs: delayMs,
  /** How long a package takes from its first to its last byte. */
  packageDelayMs: delayMs,
  /** How long the whole of an episode takes; a part of it takes its share. */
  audioDelayMs: delayMs,
  failDetails: failure,
  failCode: failure,
  failData: failure,
  failPackage: failure,
});

export type Controls = z.infer<typeof controlsSchema>;
export type ControlChange = Partial<Controls>;
export type Failure = NonNullable<Controls['failData']>;

export const NO_CONTROLS: Controls = {
  detailsDelayMs: 0,
  codeDelayMs: 0,
  dataDelayMs: 0,
  packageDelayMs: 0,
  audioDelayMs: 0,
  failDetails: null,
  failCode: null,
  failData: null,
  failPackage: null,
};

/** Parses the body of `PUT /_control`. Throws with the name of the wrong field. */
export function parseControlChange(text: string): ControlChange {
  const outcome = controlsSchema.partial().safeParse(JSON.parse(text));
  if (outcome.success) return outcome.data;
  throw new Error(z.prettifyError(outcome.error));
}
