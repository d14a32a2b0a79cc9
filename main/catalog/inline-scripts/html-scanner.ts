/**
 * The tags of an HTML text and the text of its script elements, in one pass from front to back.
 *
 * It follows the tokenizer of the HTML standard (https://html.spec.whatwg.org/#tokenization) and knows of the
 * tree only what changes tokens: which elements hold raw text, and where SVG and MathML begin and end. No tree,
 * no recursion, nothing that is looked at again: `examined` counts the characters that were looked at, at most
 * a small multiple of the text's length whatever the text is.
 */

export interface ScannedTag {
  /** Lower case. */
  readonly name: string;
  readonly attributes: readonly ScannedAttribute[];
}

export interface ScannedAttribute {
  /** Lower case. */
  readonly name: string;
  /** As it is written: character references are not decoded. */
  readonly value: string;
}

export interface ScannedScript {
  readonly attributes: readonly ScannedAttribute[];
  /** As it is written. */
  readonly text: string;
  /** In SVG, MathML and XHTML: character references and CDATA sections count in `text`. */
  readonly isForeign: boolean;
}

export interface HtmlVisitor {
  /** Every start tag, those of script elements too. */
  onTag(tag: ScannedTag): void;
  /** A script element that has an end. */
  onScript(script: ScannedScript): void;
}

export interface ScanOptions {
  /** The text is XHTML: no element holds raw text. */
  readonly xml?: boolean;
}

export interface ScanResult {
  /** Characters looked at. */
  readonly examined: number;
}

/** Elements whose content is text for the parser of a browser that runs scripts. */
const RAW_TEXT: ReadonlySet<string> = new Set([
  'style',
  'xmp',
  'iframe',
  'noembed',
  'noframes',
  'noscript',
  'textarea',
  'title',
]);
const FOREIGN_ROOTS: ReadonlySet<string> = new Set(['svg', 'math']);
/** In them HTML is HTML again. */
const INTEGRATION_POINTS: ReadonlySet<string> = new Set(['foreignobject', 'desc', 'title', 'annotation-xml']);
/** HTML elements that end SVG and MathML: https://html.spec.whatwg.org/#parsing-main-inforeign */
const BREAKOUTS: ReadonlySet<string> = new Set(
  (
    'b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta ' +
    'nobr ol p pre ruby s small span strong strike sub sup table tt u ul var'
  ).split(' '),
);

const SPACE = /[\t\n\f\r ]/;
const TAG_NAME_END = /[\t\n\f\r />]/g;
const NOT_SPACE_OR_SLASH = /[^\t\n\f\r /]/g;
const NOT_SPACE = /[^\t\n\f\r ]/g;
const ATTRIBUTE_NAME_END = /[\t\n\f\r />=]/g;
const UNQUOTED_VALUE_END = /[\t\n\f\r >]/g;
/** What changes the state inside a script element: https://html.spec.whatwg.org/#script-data-state */
const SCRIPT_MARK = /<!--|-->|<\/?script(?=[\t\n\f\r />])/gi;
const COMMENT_END = /--!?>/g;

/** Scans `html`, whose line ends are `\n` already. Never throws but what the visitor throws. */
export function scanHtml(html: string, visitor: HtmlVisitor, { xml = false }: ScanOptions = {}): ScanResult {
  const end = html.length;
  let position = 0;
  let examined = 0;
  /** SVG, MathML and the integration points in them that are open, innermost last. */
  const foreign: string[] = xml ? ['svg'] : [];
  const isForeign = (): boolean => FOREIGN_ROOTS.has(foreign.at(-1) ?? '');

  /** The position of the next match from here on, or the end. */
  function find(pattern: RegExp, from = position): number {
    pattern.lastIndex = from;
    const found = pattern.exec(html)?.index ?? end;
    examined += found - from + 1;
    return found;
  }
  function findText(text: string, from = position): number {
    const found = html.indexOf(text, from);
    examined += (found === -1 ? end : found) - from + text.length;
    return found === -1 ? end : found;
  }

  /** `position` is behind the tag's name; ends behind its `>`. `null`: the text ends in the tag, which is then none. */
  function attributes(): { readonly list: ScannedAttribute[]; readonly isSelfClosing: boolean } | null {
    const list: ScannedAttribute[] = [];
    for (;;) {
      const before = position;
      position = find(NOT_SPACE_OR_SLASH);
      if (position >= end) return null;
      if (html[position] === '>') {
        position += 1;
        // The `/` of an unquoted value is not one of the tag.
        return { list, isSelfClosing: position - 1 > before && html[position - 2] === '/' };
      }
      // A name may begin with `=`.
      const nameEnd = find(ATTRIBUTE_NAME_END, position + 1);
      const name = html.slice(position, nameEnd).toLowerCase();
      position = find(NOT_SPACE, nameEnd);
      if (html[position] !== '=') {
        list.push({ name, value: '' });
        continue;
      }
      position = find(NOT_SPACE, position + 1);
      const quote = html[position];
      if (quote === '"' || quote === "'") {
        const valueEnd = findText(quote, position + 1);
        if (valueEnd >= end) return null;
        list.push({ name, value: html.slice(position + 1, valueEnd) });
        position = valueEnd + 1;
      } else {
        const valueEnd = find(UNQUOTED_VALUE_END);
        list.push({ name, value: html.slice(position, valueEnd) });
        position = valueEnd;
      }
    }
  }

  /** Behind the end tag of a raw text element, at the end when it has none. */
  function skipRawText(name: string): void {
    position = find(new RegExp(`</${name}(?=[\\t\\n\\f\\r />])`, 'gi'));
    if (position >= end) return;
    position += name.length + 2;
    if (!attributes()) position = end;
  }

  /** The text of a script element, by the rules of escaped scripts; `null` when it has no end. */
  function scriptText(): string | null {
    const start = position;
    let state: 'plain' | 'escaped' | 'double' = 'plain';
    for (;;) {
      const mark = find(SCRIPT_MARK);
      if (mark >= end) return null;
      if (html[mark + 1] === '!') {
        if (state === 'plain') state = 'escaped';
        // Its dashes count for the end, too: `<!-->` is over where it begins.
        position = mark + 2;
      } else if (html[mark] === '-') {
        state = 'plain';
        position = mark + 3;
      } else if (html[mark + 1] === '/') {
        position = mark + 8;
        if (state === 'double') state = 'escaped';
        else {
          if (!attributes()) return null;
          return html.slice(start, mark);
        }
      } else {
        position = mark + 7;
        if (state === 'escaped') state = 'double';
      }
    }
  }

  function startTag(name: string): void {
    const tag = attributes();
    if (!tag) {
      position = end;
      return;
    }
    visitor.onTag({ name, attributes: tag.list });
    if (!xml && isForeign() && (BREAKOUTS.has(name) || (name === 'font' && isHtmlFont(tag.list))))
      while (isForeign()) foreign.pop();
    const inForeign = isForeign();
    if (name === 'script') {
      if (inForeign && tag.isSelfClosing) return;
      const text = scriptText();
      if (text === null) position = end;
      else visitor.onScript({ attributes: tag.list, text, isForeign: inForeign });
    } else if (FOREIGN_ROOTS.has(name)) {
      if (!tag.isSelfClosing && !xml) foreign.push(name);
    } else if (inForeign) {
      if (INTEGRATION_POINTS.has(name) && !tag.isSelfClosing && !xml) foreign.push(name);
    } else if (name === 'plaintext') position = end;
    else if (RAW_TEXT.has(name)) skipRawText(name);
  }

  function endTag(name: string): void {
    if (!attributes()) position = end;
    else if (foreign.at(-1) === name && !xml) foreign.pop();
  }

  function markup(): void {
    const next = html[position + 1] ?? '';
    if (/[a-z]/i.test(next)) {
      const nameEnd = find(TAG_NAME_END, position + 1);
      const name = html.slice(position + 1, nameEnd).toLowerCase();
      position = nameEnd;
      startTag(name);
    } else if (next === '/' && /[a-z]/i.test(html[position + 2] ?? '')) {
      const nameEnd = find(TAG_NAME_END, position + 2);
      const name = html.slice(position + 2, nameEnd).toLowerCase();
      position = nameEnd;
      endTag(name);
    } else if (html.startsWith('<!--', position)) {
      const short = /^(?:-?>)/.exec(html.slice(position + 4, position + 6));
      if (short) {
        position += 4 + short[0].length;
        return;
      }
      const close = find(COMMENT_END, position + 4);
      position = close >= end ? end : close + (html[close + 2] === '!' ? 4 : 3);
    } else if (isForeign() && html.startsWith('<![CDATA[', position)) {
      position = Math.min(end, findText(']]>', position + 9) + 3);
    } else if (next === '!' || next === '?' || next === '/') {
      position = Math.min(end, findText('>', position + 2) + 1);
    } else position += 1;
  }

  while (position < end) {
    position = findText('<');
    if (position < end) markup();
  }
  return { examined };
}

function isHtmlFont(attributes: readonly ScannedAttribute[]): boolean {
  return attributes.some(({ name }) => name === 'color' || name === 'face' || name === 'size');
}

/** Spaces as HTML knows them, at both ends. */
export function trimHtml(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && SPACE.test(text[from] ?? '')) from += 1;
  while (to > from && SPACE.test(text[to - 1] ?? '')) to -= 1;
  return text.slice(from, to);
}
