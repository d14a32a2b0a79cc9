/** English: the language the others are translated from and fall back to. */
import { common } from './common.ts';
import { pages } from './pages.ts';
import { program } from './program.ts';
import { system } from './system.ts';

export const en = {
  ...common,
  ...pages,
  ...program,
  ...system,
} as const;
