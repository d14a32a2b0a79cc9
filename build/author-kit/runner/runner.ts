/** What `larder-author-kit/runner` offers. */
import path from 'node:path';
import { readMiniProgram } from '../read-mini-program.ts';
import { openProgram } from './open-program.ts';
import type { OpenMiniProgram } from './runner-api.ts';

export type * from './runner-api.ts';

export const openMiniProgram: OpenMiniProgram = async (folder, options = {}) =>
  openProgram(await readMiniProgram(path.resolve(folder)), options);
