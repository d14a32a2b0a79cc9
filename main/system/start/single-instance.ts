/** One process per data folder: a second start hands its wishes over and exits. */
import { app } from 'electron';
import * as z from '../../support/zod.ts';
import { once } from '../../support/once.ts';

const handOverSchema = once(() =>
  z.object({
    args: z.array(z.string().check(z.maxLength(16_384))).check(z.maxLength(256)),
    workingDirectory: z.string(),
    /** Where the start that asks awaits the lines of its `--fetch-now`. */
    answerTo: z.optional(z.string().check(z.maxLength(300))),
  }),
);

export type HandOver = z.infer<ReturnType<typeof handOverSchema>>;

/** True in the first instance. `onHandOver` gets what later starts were given. */
export function claimSingleInstance(own: HandOver, onHandOver: (other: HandOver) => void): boolean {
  // Chromium may reorder and extend argv: the exact arguments travel as additional data.
  if (!app.requestSingleInstanceLock(own)) return false;
  app.on('second-instance', (_event, _argv, _workingDirectory, additionalData) => {
    const parsed = handOverSchema().safeParse(additionalData);
    if (parsed.success) onHandOver(parsed.data);
  });
  return true;
}
