/** `npm run new -- NAME [--dir=DIR]`: writes a small mini-program to begin with. */
import { createHash, randomInt } from 'node:crypto';
import { mkdir, readFile, readdir, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { StartError } from '../bootstrap/messages.mjs';
import { fromWhereAsked, readArguments, shown } from './arguments.ts';
import { TYPES_FOLDER } from './make-types.ts';
import { readNewName } from './name.ts';

const USAGE = 'usage: npm run new -- "NAME" [--dir=DIR]';
const TEMPLATE_FOLDER = path.join(import.meta.dirname, 'template');
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const APP_ID_CHARACTERS = 22;
/** Below the ports that systems give away. */
const FIRST_PORT = 20_000;
const PORTS = 10_000;

/** Answers the folder, absolute. Throws `StartError`; then nothing is left behind. */
export async function newMiniProgram(args: readonly string[], print: (line: string) => void): Promise<string> {
  const { words, options } = readArguments(args, ['dir'], USAGE);
  if (words.length > 1)
    throw new StartError(`put a name of several words in quotes: npm run new -- "${words.join(' ')}"`);
  const { name, folder } = readNewName(words[0] ?? '');
  if (folder === null && options.dir === undefined) {
    throw new StartError(
      `"${name}" has no letter or digit to name a folder after; give one: npm run new -- "${name}" --dir=DIR`,
    );
  }
  const target = fromWhereAsked(options.dir ?? folder ?? '');
  await writeAll(target, await filesFor(name, target));
  const place = shown(target);
  const quoted = /[^\w./-]/.test(place) ? `"${place}"` : place;
  print(`"${name}" is in ${place}. Start its server:`);
  print(`    node ${/[^\w./-]/.test(place) ? `"${place}/server.mjs"` : `${place}/server.mjs`}`);
  print('and, in another terminal, Larder with this folder:');
  print(`    npm start -- --dev --open-dir=${quoted}`);
  print('docs/first-mini-program.md goes on from here.');
  return target;
}

/** Every file's text by its path. */
async function filesFor(name: string, target: string): Promise<ReadonlyMap<string, string>> {
  const hash = createHash('sha256').update(target).digest();
  const values: Readonly<Record<string, string>> = {
    appId: Array.from({ length: APP_ID_CHARACTERS }, () => BASE62[randomInt(BASE62.length)]).join(''),
    // Two mini-programs side by side should not want one port.
    port: String(FIRST_PORT + (hash.readUInt32BE(0) % PORTS)),
    hue: String(hash.readUInt32BE(4) % 360),
    name,
    dir: shown(target),
  };
  const files = new Map<string, string>();
  for (const file of await readdir(TEMPLATE_FOLDER)) {
    const text = await readFile(path.join(TEMPLATE_FOLDER, file), 'utf8');
    files.set(
      file,
      text.replace(/\{\{(\w+)\}\}/g, (_whole, key: string) => escapeFor(path.extname(file), values[key] ?? '')),
    );
  }
  for (const file of await readdir(TYPES_FOLDER))
    files.set(`types/${file}`, await readFile(path.join(TYPES_FOLDER, file), 'utf8'));
  return files;
}

function escapeFor(extension: string, value: string): string {
  if (extension === '.json') return JSON.stringify(value).slice(1, -1);
  if (extension === '.html' || extension === '.svg')
    return value.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  return value;
}

/** Into a folder that is new or empty; nothing that is there is touched. */
async function writeAll(target: string, files: ReadonlyMap<string, string>): Promise<void> {
  const place = shown(target);
  const before = await stat(target).catch(() => null);
  if (before && !before.isDirectory()) throw new StartError(`${place} is a file; nothing was written`);
  if (before && (await readdir(target)).length > 0)
    throw new StartError(
      `${place} is there already and is not empty; nothing was written. Choose another folder with --dir=DIR`,
    );
  const written: string[] = [];
  const made = before ? undefined : await mkdir(target, { recursive: true }).catch(cannotWrite(place));
  try {
    for (const [name, text] of files) {
      const file = path.join(target, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text, { flag: 'wx' });
      written.push(file);
    }
  } catch (error) {
    for (const file of written) await rm(file, { force: true });
    if (made) await rm(made, { recursive: true, force: true });
    else await rmdir(path.join(target, 'types')).catch(() => {});
    cannotWrite(place)(error);
  }
}

function cannotWrite(place: string): (error: unknown) => never {
  return (error) => {
    throw new StartError(`${place} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  };
}
