/**
 * The names of a ZIP file's entries, as the tools of this world write them: in which charset, with which
 * slashes, in a folder of their own or not. Every name comes out in one spelling; whether it is a safe one is
 * package-entries.ts's to say, after this.
 */
import { crc32 } from 'node:zlib';
import type { Entry } from 'yauzl';

export interface EntryName {
  /** With `/` between its parts and none at its end; '' is the package's own folder. */
  readonly name: string;
  readonly isFolder: boolean;
}

/** General purpose bit 11 (APPNOTE 4.4.4): the name is UTF-8. */
const UTF8_FLAG = 0x800;
/** Info-ZIP Unicode Path (APPNOTE 4.6.9): the name in UTF-8, beside one in the system's own charset. */
const UNICODE_PATH = 0x7075;
const DOS_FOLDER = 0x10;
const UNIX_TYPE_MASK = 0o170000;
const UNIX_FOLDER = 0o040000;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Two bytes of a Chinese charset may be a letter of UTF-8, too: then it is one that hardly anybody writes, */
const USUAL_LETTERS =
  /^(?:[\u00a1-\u0180\u018f\u01a0\u01a1\u01af\u01b0\u01cd-\u01dc\u0218-\u021b\u0259\u0384-\u03ce\u0400-\u052f\u0531-\u0587\u05d0-\u05ea\u060c-\u06f9]|\p{M})*$/u;
/** or stands beside one of another script. */
const SCRIPTS = ['Latin', 'Greek', 'Cyrillic', 'Armenian', 'Hebrew', 'Arabic'].map(
  (script) => new RegExp(`\\p{Script=${script}}`, 'u'),
);

type NamedEntry = Pick<Entry, 'fileNameRaw' | 'generalPurposeBitFlag' | 'extraFields'>;

/**
 * Without the flag a name is in the charset of the computer that made the file, which no field names: bytes
 * that read well as UTF-8 are taken as that, others could be anything. `null`: it cannot be known.
 */
export function decodeEntryName(entry: NamedEntry): string | null {
  const text = decodeUtf8(entry.fileNameRaw);
  if (saysUtf8(entry) && text !== null) return text;
  return unicodePathOf(entry) ?? (text !== null && readsWell(text) ? text : null);
}

/** Why `decodeEntryName` finds none: the second half of a sentence. */
export function unknownNameProblem(entry: NamedEntry): string {
  const advice = 'pack it with names in UTF-8';
  return saysUtf8(entry)
    ? `is not in UTF-8, though the package says that it is; ${advice}`
    : `is not in UTF-8, or could be in another charset as well, and the package does not say in which; ${advice}`;
}

function saysUtf8({ generalPurposeBitFlag }: NamedEntry): boolean {
  return (generalPurposeBitFlag & UTF8_FLAG) !== 0;
}

/** A character of three bytes and more is UTF-8 for certain, as good as. */
function readsWell(text: string): boolean {
  if (/[\u0800-\uffff]/.test(text)) return true;
  const beyondAscii = text.match(/[^\0-\x7f]+/g) ?? [];
  return beyondAscii.every(
    (run) => USUAL_LETTERS.test(run) && SCRIPTS.filter((script) => script.test(run)).length <= 1,
  );
}

/** For a message: ASCII as it is, other bytes as `%XX`. */
export function showRawName(raw: Uint8Array): string {
  return [...raw].map((byte) => (byte > 0x1f && byte < 0x7f ? String.fromCharCode(byte) : percent(byte))).join('');
}

/**
 * `\` is read as `/`; `./`, doubled slashes and a slash at the end say nothing. An absolute name stays
 * absolute, and `..` stays: both are refused later. Names are kept in Unicode's form C, as pages write them.
 */
export function spellEntryName(
  decoded: string,
  { uncompressedSize, externalFileAttributes }: Pick<Entry, 'uncompressedSize' | 'externalFileAttributes'>,
): EntryName {
  const slashed = decoded.replaceAll('\\', '/').normalize('NFC');
  const parts = slashed.split('/').filter((part) => part !== '' && part !== '.');
  const isMarked =
    (externalFileAttributes & DOS_FOLDER) !== 0 || ((externalFileAttributes >>> 16) & UNIX_TYPE_MASK) === UNIX_FOLDER;
  const isAbsolute = slashed.startsWith('/') && parts.length > 0;
  return {
    name: (isAbsolute ? '/' : '') + parts.join('/'),
    isFolder: /(?:^|\/)\.?$/.test(slashed) || (isMarked && uncompressedSize === 0),
  };
}

/** What file managers and packers put beside the files of the mini-program; nothing asks for it. */
const PACKERS_OWN = [
  // macOS, and what it leaves behind on disks of others.
  /^__MACOSX(?:\/|$)|(?:^|\/)\.DS_Store$|^\.(?:Spotlight-V100|fseventsd|Trashes|TemporaryItems)(?:\/|$)/,
  // Its Finder, for a folder with an icon of its own.
  /(?:^|\/)Icon\r$/,
  // Windows.
  /(?:^|\/)(?:e?h?thumbs\.db|desktop\.ini)$/i,
  // Its streams beside a file, as WSL, Samba and rescue disks write them; U+F03A is the colon of WSL's.
  /[:\uf03a](?:Zone\.Identifier|SmartScreen|encryptable|com\.dropbox\.attr(?:ibute)?s)(?:[:\uf03a]\$DATA)?$/i,
  // KDE's Dolphin, and Synology's disks.
  /(?:^|\/)\.directory$|(?:^|\/)@eaDir(?:\/|$)/,
  // Java's jar. Anything else in that folder is somebody's: e-books have their contents there.
  /^META-INF(?:\/(?:MANIFEST\.MF|INDEX\.LIST))?$/,
];

export function isPackersOwn(name: string): boolean {
  return PACKERS_OWN.some((pattern) => pattern.test(name));
}

/** The name of the file or folder that `name` has the metadata of, where disks cannot keep both in one ("AppleDouble"). */
export function metadataOf(name: string): string | null {
  const [, folder = '', of] = /^(.*\/)?\._([^/]+)$/.exec(name) ?? [];
  return of === undefined ? null : folder + of;
}

/** `dist/` when everything lies in that one folder, the manifest too; '' otherwise. */
export function topFolderOf(names: readonly string[], manifestFile: string): string {
  const top = names[0]?.split('/')[0] ?? '';
  const prefix = `${top}/`;
  const isWhole = top !== '' && names.includes(prefix + manifestFile);
  return isWhole && names.every((name) => name === top || name.startsWith(prefix)) ? prefix : '';
}

/** The field counts only for the name that it was made for. */
function unicodePathOf({ fileNameRaw, extraFields }: NamedEntry): string | null {
  for (const { id, data } of extraFields) {
    const isUsable = id === UNICODE_PATH && data.length > 5 && data[0] === 1;
    const name = isUsable && data.readUInt32LE(1) === crc32(fileNameRaw) ? decodeUtf8(data.subarray(5)) : null;
    if (name !== null) return name;
  }
  return null;
}

function decodeUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
