/** The name of a new mini-program, and the folder that goes with it. */
import { StartError } from '../bootstrap/messages.mjs';

export interface NewName {
  /** As it is shown to people. */
  readonly name: string;
  /** A file name on every system; `null` when the name has no letter or digit to make one of. */
  readonly folder: string | null;
}

const MAX_NAME_CHARACTERS = 60;
const MAX_FOLDER_CHARACTERS = 40;
/** Names that Windows takes for a device. */
const WINDOWS_DEVICE = /^(?:con|prn|aux|nul|conin|conout|com[0-9]|lpt[0-9])$/;

/** Throws `StartError` with one sentence for a name that cannot be meant. */
export function readNewName(text: string): NewName {
  const name = text.normalize('NFC').trim().replace(/\s+/gu, ' ');
  const refuse = (state: string): StartError =>
    new StartError(`cannot make a mini-program called "${printable(name).slice(0, 80)}": ${state}`);
  if (name === '') throw new StartError('a mini-program needs a name: npm run new -- "My mini-program"');
  if (
    !name.isWellFormed() ||
    /[\p{Cc}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u.test(name)
  ) {
    throw refuse('the name holds a character that cannot be seen');
  }
  if (/[\\/]/.test(name)) throw refuse('a name is no path; the folder is given with --dir=DIR');
  const { length } = [...name];
  if (length > MAX_NAME_CHARACTERS)
    throw refuse(`the name has ${length} characters, and ${MAX_NAME_CHARACTERS} are the most`);
  return { name, folder: folderOf(name) };
}

/** Letters and digits of any script, lower case, with hyphens between the words. */
function folderOf(name: string): string | null {
  const words = name
    .normalize('NFKD')
    // Accents of Latin letters only: in other scripts marks belong to the word.
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, '')
    .normalize('NFC')
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .filter(Boolean);
  let folder = '';
  for (const word of words) {
    const longer = folder ? `${folder}-${word}` : word;
    if (longer.length > MAX_FOLDER_CHARACTERS && folder) break;
    folder = [...longer].slice(0, MAX_FOLDER_CHARACTERS).join('');
  }
  if (!/[\p{L}\p{N}]/u.test(folder)) return null;
  return WINDOWS_DEVICE.test(folder) ? `${folder}-app` : folder;
}

function printable(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '?');
}
