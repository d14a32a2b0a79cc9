/** The hashes of what an HTML parser would run in the text of a page: worker code, see page-hasher.ts. */
import { createHash } from 'node:crypto';
import { decodeHTML, decodeHTMLAttribute } from 'entities';
import type { InlineScriptHashes } from '../../models/inline-scripts.ts';
import { scanHtml, trimHtml, type ScannedAttribute, type ScannedScript, type ScanOptions } from './html-scanner.ts';

/** https://mimesniff.spec.whatwg.org/#javascript-mime-type */
const JAVASCRIPT_TYPES: ReadonlySet<string> = new Set([
  'application/ecmascript',
  'application/javascript',
  'application/x-ecmascript',
  'application/x-javascript',
  'text/ecmascript',
  'text/javascript',
  'text/javascript1.0',
  'text/javascript1.1',
  'text/javascript1.2',
  'text/javascript1.3',
  'text/javascript1.4',
  'text/javascript1.5',
  'text/jscript',
  'text/livescript',
  'text/x-ecmascript',
  'text/x-javascript',
]);
/** Not code, but modules are found by it, it cannot be in a file, and what it names must be allowed all the same. */
const IMPORT_MAP = 'importmap';

export interface PageHashes extends InlineScriptHashes {
  /** More stands in the page than may be kept. */
  readonly isCut: boolean;
  /** Characters that were looked at. */
  readonly examined: number;
}

/** Hashes of what is inline in `html`, at most `maxHashes`, in the order of the page. */
export function hashInlineScripts(html: string, maxHashes: number, options: ScanOptions = {}): PageHashes {
  /** Texts, hashed at the end: as many as may be kept. */
  const scripts = new Set<string>();
  const handlers = new Set<string>();
  let isCut = false;
  const keep = (set: Set<string>, text: string): void => {
    if (scripts.size + handlers.size < maxHashes) set.add(text);
    else isCut ||= !set.has(text);
  };
  const { examined } = scanHtml(
    preprocessed(html),
    {
      onTag({ attributes }) {
        const seen = new Set<string>();
        for (const { name, value } of attributes) {
          // Of two that are named alike the first counts.
          if (!name.startsWith('on') || seen.has(name)) continue;
          seen.add(name);
          keep(handlers, decodeHTMLAttribute(value));
        }
      },
      onScript(script) {
        if (isInlineCode(script.attributes)) for (const text of textsOf(script)) keep(scripts, text);
      },
    },
    options,
  );
  return { scripts: [...scripts].map(hashSource), handlers: [...handlers].map(hashSource), isCut, examined };
}

/** https://html.spec.whatwg.org/#preprocessing-the-input-stream, and what the tokenizer makes of NUL. */
function preprocessed(html: string): string {
  return html.replace(/\r\n?/g, '\n').replaceAll('\0', '\ufffd');
}

/** https://html.spec.whatwg.org/#prepare-the-script-element: what `type` and `language` make of it. */
function isInlineCode(attributes: readonly ScannedAttribute[]): boolean {
  const valueOf = (wanted: string): string | null => {
    const found = attributes.find(({ name }) => name === wanted);
    return found ? decodeHTMLAttribute(found.value) : null;
  };
  if (valueOf('src') !== null) return false;
  const type = valueOf('type');
  const language = valueOf('language');
  const wanted =
    type === '' || (type === null && (language === null || language === ''))
      ? 'text/javascript'
      : type === null
        ? `text/${language}`
        : trimHtml(type);
  const name = wanted.toLowerCase();
  return name === 'module' || name === IMPORT_MAP || JAVASCRIPT_TYPES.has(name);
}

/** In SVG it depends on what is around it whether references count: both readings are the author's own text. */
function textsOf({ text, isForeign }: ScannedScript): string[] {
  if (!isForeign) return [text];
  const read = text
    .split('<![CDATA[')
    .map((part, index) => {
      if (index === 0) return decodeHTML(part);
      const close = part.indexOf(']]>');
      return close === -1 ? part : part.slice(0, close) + decodeHTML(part.slice(close + 3));
    })
    .join('');
  return [text, read];
}

function hashSource(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}
