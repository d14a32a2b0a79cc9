/** What kind of picture a file is, by its first bytes: neither its name nor a server is believed. */

/** The kinds the launcher's own browser decodes; a drawing is none of them. */
export const SHOWN_EXTENSIONS: Readonly<Record<string, string>> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/x-icon': 'ico',
};

const SHOWN_TYPES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(SHOWN_EXTENSIONS).map(([type, extension]) => [extension, type]),
);

/** Content type of a picture that was kept under this extension, without its dot; `undefined`: none is shown. */
export function shownType(extension: string): string | undefined {
  return SHOWN_TYPES[extension];
}

/** What may stand before a drawing. A comment ends at its first `-->` in every reading: there is one way to match, however many there are. */
const SVG_START = /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->)[\s\S])*-->\s*)*(?:<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]/i;

const SIGNATURES: readonly (readonly [type: string, matches: (bytes: Buffer) => boolean])[] = [
  ['image/png', (bytes) => bytes.subarray(0, 4).toString('latin1') === '\x89PNG'],
  ['image/jpeg', (bytes) => bytes.subarray(0, 3).toString('latin1') === '\xff\xd8\xff'],
  ['image/gif', (bytes) => /^GIF8[79]a/.test(bytes.subarray(0, 6).toString('latin1'))],
  ['image/webp', (bytes) => /^RIFF.{4}WEBP/s.test(bytes.subarray(0, 12).toString('latin1'))],
  ['image/avif', (bytes) => /^.{4}ftypavi[fs]/s.test(bytes.subarray(0, 12).toString('latin1'))],
  ['image/x-icon', (bytes) => bytes.subarray(0, 4).toString('latin1') === '\0\0\x01\0'],
  ['image/svg+xml', (bytes) => SVG_START.test(bytes.subarray(0, 2048).toString('utf8'))],
];

/** `null`: it is no picture that is shown, drawn or not. */
export function imageType(bytes: Buffer): string | null {
  return SIGNATURES.find(([, matches]) => matches(bytes))?.[0] ?? null;
}
