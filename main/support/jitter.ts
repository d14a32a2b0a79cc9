import { createHash } from 'node:crypto';

/** A number in [0, 1) for `key`: the same for ever here, unrelated to other installations'. */
export type Jitter = (key: string) => number;

/** Deterministic pseudo-random numbers that differ from installation to installation. */
export function createJitter(installationId: string): Jitter {
  return (key) => createHash('sha256').update(`${installationId}\n${key}`).digest().readUIntBE(0, 6) / 2 ** 48;
}

/** 0 to 60: how many minutes after the set time this installation's fixed time is. */
export function fixedTimeOffsetMinutes(jitter: Jitter): number {
  return Math.floor(jitter('fixed-time') * 61);
}
