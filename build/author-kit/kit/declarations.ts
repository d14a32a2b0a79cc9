/** The declarations of the author's kit, made of the files that say what it offers. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

const HERE = path.resolve(import.meta.dirname, '..');

async function runnerDeclarations(): Promise<string> {
  const text = await readFile(path.join(HERE, 'runner', 'runner-api.ts'), 'utf8');
  return `${text}\nexport declare const openMiniProgram: OpenMiniProgram;\n`;
}

/** The types of `bn` are global for authors, and imported here. */
async function fakesDeclarations(): Promise<string> {
  const text = await readFile(path.join(HERE, 'fakes', 'fakes-api.ts'), 'utf8');
  const imported = /^import type \{ ([^}]+) \} from '[^']*\/bn\.ts';\n/m.exec(text);
  if (!imported) throw new Error('Cannot make fakes.d.ts: fakes-api.ts imports the types of bn otherwise.');
  const names = imported[1]?.split(', ') ?? [];
  const aliases = names.map((name) => `type ${name} = Larder.${name};\n`).join('');
  const own = text.replace(imported[0], aliases).replace(/^\/\/(?:\/ <reference| eslint-)[^\n]*\n/gm, '');
  return `/// <reference path="./bn.d.ts" />\n/// <reference path="./background-fetch.d.ts" />\n${own}
export declare const createFakeBn: CreateFakeBn;
export declare const createFakeBackgroundFetch: CreateFakeBackgroundFetch;
`;
}

const INDEX = `/// <reference path="./bn.d.ts" />
/// <reference path="./background-fetch.d.ts" />
export {};
`;

/** Text by file name, for the folder that has `bn.d.ts` and `background-fetch.d.ts`. */
export async function kitDeclarations(): Promise<ReadonlyMap<string, string>> {
  return new Map([
    ['index.d.ts', INDEX],
    ['runner.d.ts', await runnerDeclarations()],
    ['fakes.d.ts', await fakesDeclarations()],
  ]);
}
