/** English: the language the others are translated from and fall back to. */
import { common } from './common.ts';

export const en = {
  ...common,
} as const;
