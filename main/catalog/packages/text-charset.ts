/**
 * In which charset a text of a package is: what it declares in the way of its kind, else UTF-8 when it is that.
 * The header decides in Chromium before anything in the file does, so a wrong one would garble the page.
 */
import { isUtf8 } from 'node:buffer';

/** Kinds that name their charset themselves, or take that of the page which asks for them. */
const DECLARING_TYPE =
  /^(?:text\/(?:html|css|javascript|plain|xml|xsl)|application\/(?:[\w.-]+\+)?xml|image\/svg\+xml)\b/;
/** Where HTML may declare it, with room for long comments (1024 bytes in the standard). */
export const DECLARATION_BYTES = 4096;

/** The part of `type` before its parameters, for texts whose charset is looked for; `null` for others. */
export function declaringType(type: string): string | null {
  return DECLARING_TYPE.exec(type)?.[0] ?? null;
}

/**
 * The Encoding standard's name of it; `null`: it is not UTF-8 and says nothing else, so that Chromium takes the
 * page's (scripts, styles) or guesses (pages). `usual`: what the manifest says of such files.
 */
export function charsetOfText(bytes: Uint8Array, type: string, usual: string | null): string | null {
  return saidCharset(bytes, type) ?? (isUtf8(bytes) ? 'utf-8' : usual);
}

/** What the first `DECLARATION_BYTES` of a text say; `null`: nothing. */
export function saidCharset(start: Uint8Array, type: string): string | null {
  return charsetOfStart(start) ?? declaredCharset(start, type);
}

/** `null` for a label that the Encoding standard does not have. */
export function charsetOfLabel(label: string): string | null {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return null;
  }
}

/** A byte order mark, or the zeros of UTF-16 around the first sign of markup. */
function charsetOfStart(bytes: Uint8Array): string | null {
  const [a, b, c, d] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  const LESS_THAN = 0x3c;
  if (a === 0 && b === LESS_THAN && c === 0 && d !== 0) return 'utf-16be';
  return a === LESS_THAN && b === 0 && c !== 0 && d === 0 ? 'utf-16le' : null;
}

function declaredCharset(bytes: Uint8Array, type: string): string | null {
  const start = Buffer.from(bytes.subarray(0, DECLARATION_BYTES)).toString('latin1');
  const charset = labelsIn(start, type)
    .map(charsetOfLabel)
    .find((known) => known !== null);
  // It was read as ASCII, so it is not UTF-16, whatever it says.
  if (charset?.startsWith('utf-16')) return 'utf-8';
  return charset === 'x-user-defined' ? 'windows-1252' : (charset ?? null);
}

/** The first that anybody knows counts. */
function labelsIn(start: string, type: string): readonly string[] {
  if (type === 'text/css') return labelsBy(/^@charset "([^"]*)";/, start);
  if (type === 'text/javascript' || type === 'text/plain') return [];
  const byXml = labelsBy(/^<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']/, start);
  return type === 'text/html' ? [...labelsOfPage(start), ...byXml] : byXml;
}

function labelsBy(pattern: RegExp, start: string): readonly string[] {
  const label = pattern.exec(start)?.[1];
  return label === undefined ? [] : [label];
}

/** In them a tag is text. */
const NO_MARKUP = /<!--[^]*?(?:-->|$)|<(script|style|title|textarea)\b[^]*?(?:<\/\1\b|$)/gi;
const META = /<meta(?=[\s/])/gi;
const ATTRIBUTE = /[\s/]*([^\s/>=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>][^\s>]*)))?/y;

/** https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding */
function labelsOfPage(start: string): readonly string[] {
  const text = start.replace(NO_MARKUP, '');
  return [...text.matchAll(META)].flatMap(({ 0: tag, index }) => {
    const attributes = attributesAt(text, index + tag.length);
    const isDeclaration = attributes.get('http-equiv')?.trim().toLowerCase() === 'content-type';
    const content = isDeclaration ? attributes.get('content') : undefined;
    const label = attributes.get('charset') ?? /charset\s*=\s*["']?([^"']*)/i.exec(content ?? '')?.[1];
    return label === undefined ? [] : [label.trim().replace(/[\s;][^]*$/, '')];
  });
}

/** The first of each name, in lower case. */
function attributesAt(text: string, position: number): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  ATTRIBUTE.lastIndex = position;
  for (let found = ATTRIBUTE.exec(text); found; found = ATTRIBUTE.exec(text)) {
    const [, name = '', double, single, bare] = found;
    if (!attributes.has(name.toLowerCase())) attributes.set(name.toLowerCase(), double ?? single ?? bare ?? '');
  }
  return attributes;
}
