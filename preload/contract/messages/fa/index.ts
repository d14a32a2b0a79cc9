/** فارسی */
import type { en } from '../en/index.ts';
import type { Translated } from '../format.ts';
import { common } from './common.ts';

export const fa: Translated<typeof en> = {
  ...common,
};
