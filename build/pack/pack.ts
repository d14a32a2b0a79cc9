/** What `npm run pack` and `npm run dist` do on a Node that runs TypeScript. */
import path from 'node:path';
import { say, StartError } from '../bootstrap/messages.mjs';
import { ROOT } from '../bootstrap/prepare.mjs';
import { fromWhereAsked } from '../author-kit/arguments.ts';
import { readBuiltIns } from './built-in.ts';
import { parsePackCommand, type PackArch } from './command-line.ts';
import { readBrand } from '../brand/read-brand.ts';
import { missingParts, readDistributor } from './distributor.ts';
import { packageApplication } from './package-application.ts';

const ALL_ARCHS: readonly PackArch[] = ['x64', 'arm64'];

/** Answers the exit code. Throws `StartError` for options it does not know, and when a download fails. */
export async function pack(args: readonly string[]): Promise<number> {
  const {
    platform,
    archs,
    variant,
    installers,
    perMachine,
    builtIns: wanted,
  } = parsePackCommand(args, process.platform);
  const brand = readBrand(process.env);
  const distributor = readDistributor(process.env);
  if (installers) for (const missing of missingParts(distributor)) say(missing);
  const builtIns = await readBuiltIns(wanted.map((one) => fromWhereAsked(one)));
  for (const { details, remarks } of builtIns) {
    say(`with ${details.name} ${details.version} (${details.appId})`);
    for (const remark of remarks) say(`  ${remark}`);
  }
  const outputFolder = path.join(ROOT, 'out', variant === 'test' ? 'packages-for-tests' : 'packages');
  const here: PackArch = process.arch === 'arm64' ? 'arm64' : 'x64';
  const result = await packageApplication({
    platform,
    archs: archs.length > 0 ? archs : installers ? ALL_ARCHS : [here],
    targets: installers ? null : ['dir'],
    variant,
    perMachine,
    brand,
    distributor,
    builtIns,
    outputFolder,
    electronFolder: process.env['ELECTRON_OVERRIDE_DIST_PATH'] || null,
  }).catch((error: unknown) => {
    throw unreachable(error) ?? error;
  });
  for (const made of installers ? result.installers : result.folders) say(`made ${path.relative(ROOT, made)}`);
  return 0;
}

const UNREACHABLE = /\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH)\b/;

/** A failed download in plain words; null for any other error. */
export function unreachable(error: unknown): StartError | null {
  // electron-builder joins the errors of several installers, with their stacks, to one message.
  const cause = error instanceof Error ? error.message.split('\n').find((line) => UNREACHABLE.test(line)) : undefined;
  if (cause === undefined) return null;
  return new StartError(
    `electron-builder could not download what it needs (${cause.trim()}). Electron may lie unpacked in a folder ` +
      'of yours: ELECTRON_OVERRIDE_DIST_PATH=DIR npm run pack. Installers other than zip and tar.gz need downloads of their own.',
  );
}
