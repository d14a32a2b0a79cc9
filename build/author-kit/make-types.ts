/**
 * Makes `types/bn.d.ts`, which authors of mini-programs use, of `preload/contract/bn.ts`:
 * `node build/author-kit/make-types.ts` after a change there. A test compares the two.
 */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BN_ERROR_CODES } from '../../preload/contract/errors.ts';

const CONTRACT = path.join(import.meta.dirname, '..', '..', 'preload', 'contract', 'bn.ts');
export const TYPES_FOLDER = path.join(import.meta.dirname, 'types');
const DECLARATIONS = path.join(TYPES_FOLDER, 'bn.d.ts');

const HEAD = `/**
 * The \`bn\` API of Larder, for mini-programs. Put this file into your project; no import is needed.
 *
 * Every function takes one options object with \`success\`, \`failed\` (or \`fail\`) and \`complete\`, all
 * optional. Without any of the three it answers with a Promise.
 */
`;

/** The text of `bn.d.ts`. */
export async function bnDeclarations(): Promise<string> {
  const source = await readFile(CONTRACT, 'utf8');
  const body = source
    .replace(/^\/\*\*[\s\S]*?\*\/\n/, '')
    .replace(/^import [^\n]*\n/gm, '')
    .replace(/^export type \{[^\n]*\n/gm, '')
    .replace(/^declare global \{[\s\S]*$/m, '')
    .replace(/^export /gm, '')
    .trim();
  if (/^(?:import|export)\b/m.test(body))
    throw new Error('Cannot make bn.d.ts: preload/contract/bn.ts has an import or export that is not known here.');
  const codes = `/** Every \`errCode\` there is. */\ntype BnErrorCode =\n${BN_ERROR_CODES.map((code) => `  | '${code}'`).join('\n')};`;
  const indented = `${codes}\n\n${body}`.replace(/^(?=.)/gm, '  ');
  return `${HEAD}declare namespace Larder {\n${indented}\n}\n\ndeclare const bn: Larder.Bn;\n\ninterface Window {\n  readonly bn: Larder.Bn;\n}\n`;
}

if (process.argv[1] === import.meta.filename) await writeFile(DECLARATIONS, await bnDeclarations());
