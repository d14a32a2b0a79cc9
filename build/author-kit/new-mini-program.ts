/** `npm run new -- NAME [--template=TEMPLATE] [--dir=DIR]`: writes a small mini-program to begin with. */
import { mkdir, readdir, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { StartError } from '../bootstrap/messages.mjs';
import { fromWhereAsked, readArguments, shown } from './arguments.ts';
import { readNewName } from './name.ts';
import { templateFiles, TEMPLATES, type Template } from './template-files.ts';

/** How the person who reads this runs the tools: in Larder's own folder, or with the author's kit. */
export interface ToolNames {
  /** `npm run new --`, `npx larder new` */
  readonly make: string;
  /** `npm start -- --dev --open-dir=`, `npx larder dev ` */
  readonly start: string;
  /** `npm run package -- `, `npx larder package ` */
  readonly package: string;
  /** The page that walks through a new mini-program. */
  readonly guide: string;
  /** What a new mini-program's package.json says of the author's kit. */
  kitFor(target: string): Promise<string>;
}

/** Answers the folder, absolute. Throws `StartError`; then nothing is left behind. */
export async function newMiniProgram(
  args: readonly string[],
  print: (line: string) => void,
  tools: ToolNames,
): Promise<string> {
  const usage = `usage: ${tools.make} "NAME" [--template=${TEMPLATES.join('|')}] [--dir=DIR]`;
  const { words, options } = readArguments(args, ['dir', 'template'], usage);
  if (words.length > 1)
    throw new StartError(`put a name of several words in quotes: ${tools.make} "${words.join(' ')}"`);
  const template = TEMPLATES.find((one) => one === (options.template ?? 'plain'));
  if (!template) throw new StartError(`there is no template "${options.template}"; ${usage}`);
  const { name, folder } = readNewName(words[0] ?? '');
  if (folder === null && options.dir === undefined) {
    throw new StartError(
      `"${name}" has no letter or digit to name a folder after; give one: ${tools.make} "${name}" --dir=DIR`,
    );
  }
  const target = fromWhereAsked(options.dir ?? folder ?? '');
  const place = shown(target);
  const quoted = quotedPath(place);
  const files = await templateFiles({
    name,
    template,
    target,
    shownTarget: place,
    kit: template === 'plain' ? '' : await tools.kitFor(target),
    commands: { start: `${tools.start}${place}`, package: `${tools.package}${place}`, guide: tools.guide },
  });
  await writeAll(target, files);
  for (const line of nextSteps(name, template, place, quoted, tools)) print(line);
  return target;
}

function nextSteps(name: string, template: Template, place: string, quoted: string, tools: ToolNames): string[] {
  if (template !== 'plain')
    return [`"${name}" is in ${place}:`, `    cd ${quoted}`, '    npm install', '    npm run dev'];
  return [
    `"${name}" is in ${place}. Start its server:`,
    `    node ${quotedPath(`${place}/server.mjs`)}`,
    'and, in another terminal, Larder with this folder:',
    `    ${tools.start}${quoted}`,
    `${tools.guide} goes on from here.`,
  ];
}

function quotedPath(place: string): string {
  return /[^\w./-]/.test(place) ? `"${place}"` : place;
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
    else for (const name of ['types', 'src', 'tests', 'public']) await rmdir(path.join(target, name)).catch(() => {});
    cannotWrite(place)(error);
  }
}

function cannotWrite(place: string): (error: unknown) => never {
  return (error) => {
    throw new StartError(`${place} cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`);
  };
}
