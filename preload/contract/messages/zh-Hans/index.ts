/** 简体中文 */
import type { en } from '../en/index.ts';
import type { Translated } from '../format.ts';
import { common } from './common.ts';
import { pages } from './pages.ts';
import { program } from './program.ts';
import { system } from './system.ts';

export const zhHans: Translated<typeof en> = {
  ...common,
  ...pages,
  ...program,
  ...system,
};
