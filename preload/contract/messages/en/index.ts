/** English: the language the others are translated from and fall back to. */
import { activity } from './activity.ts';
import { common } from './common.ts';
import { pages } from './pages.ts';
import { program } from './program.ts';
import { system } from './system.ts';
import { downloads } from './downloads.ts';
import { frame } from './frame.ts';
import { shelf } from './shelf.ts';

export const en = {
  ...activity,
  ...common,
  ...pages,
  ...program,
  ...system,
  ...downloads,
  ...frame,
  ...shelf,
} as const;
