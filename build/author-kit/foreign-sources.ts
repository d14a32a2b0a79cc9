/** What pages, styles and scripts of a package load from other hosts, and the policy of a mini-program refuses. */

const URL_IN_MARKUP = String.raw`["']?((?:https?:)?\/\/[^"'\s>]+)`;
const URL_IN_TEXT = String.raw`\(?\s*["'\x60]((?:https?:)?\/\/[^"'\x60\s]+)["'\x60]`;

/** Elements by the attribute that loads. Images, media and forms are not among them: service domains may have those. */
const LOADING_ATTRIBUTES: readonly (readonly [elements: string, attribute: string])[] = [
  ['script|iframe|frame|embed', 'src'],
  ['object', 'data'],
];
const IN_PAGES = LOADING_ATTRIBUTES.map(
  ([elements, attribute]) =>
    new RegExp(String.raw`<(?:${elements})\b[^>]*?\s${attribute}\s*=\s*${URL_IN_MARKUP}`, 'gi'),
);
const LINK = /<link\b[^>]*>/gi;
const LOADING_LINK = /\srel\s*=\s*["']?[^"'>]*\b(?:stylesheet|modulepreload)\b/i;
const HREF = new RegExp(String.raw`\shref\s*=\s*${URL_IN_MARKUP}`, 'i');

const IN_STYLES = [
  /@import\s+(?:url\(\s*)?["']?((?:https?:)?\/\/[^"'\s)]+)/gi,
  /@font-face\s*\{[^}]*?url\(\s*["']?((?:https?:)?\/\/[^"'\s)]+)/gi,
];

const IN_SCRIPTS = [
  String.raw`\bimport\s*(?:[\w*{}\s,$]+?\bfrom\s*)?`,
  String.raw`\bexport\s*[\w*{}\s,$]+?\bfrom\s*`,
  String.raw`\bimportScripts\s*`,
  String.raw`\bnew\s+(?:Shared)?Worker\s*`,
  String.raw`\bserviceWorker\s*\.\s*register\s*`,
  String.raw`\baddModule\s*`,
].map((before) => new RegExp(before + URL_IN_TEXT, 'g'));

const IMPORT_MAP = /<script\b[^>]*?\stype\s*=\s*["']?importmap\b[^>]*>([^]*?)<\/script/gi;
const URL_IN_MAP = /:\s*"((?:https?:)?\/\/[^"\s]+)"/gi;

const COMMENTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;

/** Their URLs, each once, in the order of the kinds. */
export function foreignSources(kind: 'page' | 'style' | 'script', text: string): string[] {
  const found: string[] = [];
  const collect = (source: string, patterns: readonly RegExp[]): void => {
    for (const pattern of patterns) for (const [, url = ''] of source.matchAll(pattern)) found.push(url);
  };
  if (kind === 'page') {
    collect(text, IN_PAGES);
    for (const [, map = ''] of text.matchAll(IMPORT_MAP)) collect(map, [URL_IN_MAP]);
    for (const [link] of text.matchAll(LINK)) {
      const url = LOADING_LINK.test(link) ? HREF.exec(link)?.[1] : undefined;
      if (url !== undefined) found.push(url);
    }
  }
  if (kind !== 'script') collect(text, IN_STYLES);
  if (kind !== 'style') collect(text.replace(COMMENTS, ''), IN_SCRIPTS);
  return [...new Set(found)];
}
