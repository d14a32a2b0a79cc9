/** `larder dev DIR|URL`: Larder with a folder or a dev server, a backend for codes, and the commands beside it. */
import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { StartError } from '../../bootstrap/messages.mjs';
import { supervise } from '../../bootstrap/supervise.mjs';
import { findChromiumPath } from '../../../tests/chromium-host/index.ts';
import { startBackend } from '../../../tests/demo-backend/backend.ts';
import { kitPlaces } from '../places.ts';
import { runBeside, untilServed } from '../run-beside.ts';
import { nodeForKit } from './node-runtime.mjs';

/** Answers Larder's exit code. Throws `StartError`. */
export async function developMiniProgram(args: readonly string[]): Promise<number> {
  const [source, ...others] = args.filter((arg) => !arg.startsWith('-'));
  if (source === undefined || others.length > 0)
    throw new StartError('name one folder or the address of one dev server: larder dev DIR|URL');
  const isServer = /^https?:\/\//.test(source);
  const options = args.filter((arg) => arg.startsWith('-') && !arg.startsWith('--run='));
  if (!(await findChromiumPath()))
    throw new StartError(
      'there is no Chromium here. Install Chromium or Chrome, or: npx playwright-core install chromium; ' +
        'or name one that you have: LARDER_CHROMIUM=/path/to/chromium',
    );
  const beside = runBeside(args);
  const hasBackend = options.some((option) => option.startsWith('--backend-url='));
  const backend = hasBackend ? null : await startBackend();
  try {
    if (isServer) await untilServed(source);
    const { host, app } = kitPlaces();
    return await supervise(
      nodeForKit(),
      [
        host,
        '--dev',
        ...(options.some((option) => option.startsWith('--user-data-dir=')) ? [] : [`--user-data-dir=${dataFolder()}`]),
        ...(backend ? [`--backend-url=${backend.url}`] : []),
        `--open-dir=${isServer ? source : path.resolve(source)}`,
        ...options,
      ],
      { env: { ...process.env, LARDER_APP_DIR: app } },
    );
  } finally {
    beside.end();
    await backend?.close();
  }
}

/** Tokens and downloads outlive a restart, and belong to the project. */
function dataFolder(): string {
  const modules = path.resolve('node_modules');
  return existsSync(modules)
    ? path.join(modules, '.cache', 'larder', 'data')
    : path.join(os.homedir(), '.cache', 'larder-author-kit');
}
