/** What the install fetch keeps in a mini-program's state file (`installFetch`). */
import * as z from '../support/zod.ts';
import { once } from '../support/once.ts';

const timeMs = () => z.int().check(z.nonnegative());

const installDataSchema = once(() =>
  z.object({
    arrivedAt: timeMs(),
    /** The arguments that were sent. */
    sent: z.object({ appid: z.string(), timestamp: timeMs(), lang: z.string(), version: z.string() }),
  }),
);

export const installStateSchema = once(() =>
  z.object({
    /** A pre-fetch succeeded, or its time is over: it is not asked for again. */
    isOver: z.boolean(),
    data: z.nullable(installDataSchema()),
  }),
);

export type InstallData = z.infer<ReturnType<typeof installDataSchema>>;
export type InstallState = z.infer<ReturnType<typeof installStateSchema>>;
