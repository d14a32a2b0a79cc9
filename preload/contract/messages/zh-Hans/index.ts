/** 简体中文 */
import type { en } from '../en/index.ts';
import type { Translated } from '../format.ts';
import { common } from './common.ts';

export const zhHans: Translated<typeof en> = {
  ...common,
};
