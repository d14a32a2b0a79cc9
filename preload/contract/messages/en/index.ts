/** English: the language the others are translated from and fall back to. */
import { oneCatalog } from '../one-catalog.ts';
import { account } from './account.ts';
import { activity } from './activity.ts';
import { common } from './common.ts';
import { diagnostics } from './diagnostics.ts';
import { downloads } from './downloads.ts';
import { folders } from './folders.ts';
import { frame } from './frame.ts';
import { network } from './network.ts';
import { pages } from './pages.ts';
import { policies } from './policies.ts';
import { problems } from './problems.ts';
import { program } from './program.ts';
import { system } from './system.ts';
import { settings } from './settings.ts';
import { shelf } from './shelf.ts';
import { updates } from './updates.ts';
import { welcome } from './welcome.ts';

export const en = oneCatalog(
  account,
  activity,
  common,
  diagnostics,
  downloads,
  folders,
  frame,
  network,
  pages,
  policies,
  problems,
  program,
  system,
  settings,
  shelf,
  updates,
  welcome,
);
