import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashInlineScripts } from '../../../../main/catalog/inline-scripts/hash-inline-scripts.ts';
import { PROPERTY_RUNS } from '../../../fixtures/property-runs.ts';
import { hashesByTree } from './parse5-hashes.ts';

const ALL = 1_000_000;
const RUNS = { numRuns: PROPERTY_RUNS };

const word = fc.constantFrom(
  'a',
  'x1',
  'día',
  '世界',
  'if(a<b)',
  'a && b',
  "'",
  '"',
  '`',
  '\n',
  '\r\n',
  '\t',
  ' ',
  '&amp;',
  '&lt',
  '\0',
);
const text = fc.array(word, { maxLength: 6 }).map((words) => words.join(''));
const visible = text.map((value) => value.replaceAll('<', '&lt;'));
const code = fc
  .array(
    fc.oneof(
      word,
      fc.constantFrom('<!--', '-->', '<script', '<script>', '</scrip', '<\\/script>', '//', '<p>', '<![CDATA[', ']]>'),
    ),
    {
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(''));
const attribute = fc.oneof(
  fc
    .tuple(fc.constantFrom('id', 'class', 'onclick', 'onLoad', 'ONINPUT', 'data-on', 'src'), text)
    .map(([name, value]) => `${name}="${value.replaceAll('"', '&quot;')}"`),
  fc
    .tuple(fc.constantFrom('title', 'onclick'), text)
    .map(([name, value]) => `${name}='${value.replaceAll("'", '&#39;')}'`),
  fc.constantFrom('hidden', 'onclick=go()', 'defer', 'width=1/', 'a=b=c'),
);
const attributes = fc.array(attribute, { maxLength: 3 }).map((list) => list.map((one) => ` ${one}`).join(''));
const withoutSource = attributes.map((list) => list.replaceAll(' src=', ' data-src='));

/** A well-formed element of an ordinary page, or text. */
const { node } = fc.letrec<{ node: string; children: string }>((tie) => ({
  children: fc.array(tie('node'), { maxLength: 4 }).map((list) => list.join('')),
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    visible,
    fc.tuple(withoutSource, code).map(([list, content]) => `<script${list}>${content}</script>`),
    fc
      .tuple(fc.constantFrom('style', 'textarea', 'noscript', 'iframe', 'title'), code)
      .map(([name, content]) => `<${name}>${content}</${name}>`),
    text.map((content) => `<!-- ${content}<script>no()</script> -->`),
    fc.tuple(attributes).map(([list]) => `<br${list}/><img${list}>`),
    fc
      .tuple(fc.constantFrom('div', 'section', 'span', 'button', 'ul', 'template'), attributes, tie('children'))
      .map(([name, list, inner]) => `<${name}${list}>${inner}</${name}>`),
    fc.tuple(attributes, attributes).map(([outer, inner]) => `<svg${outer}><g${inner}><path d="M0 0"/></g></svg>`),
  ),
}));
const page = fc
  .array(node, { maxLength: 6 })
  .map((nodes) => `<!doctype html><html><body>${nodes.join('\n')}</body></html>`);

/** Pieces of markup in any order: what no author writes. */
const soup = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '<',
        '</',
        '<!',
        '<!--',
        '-->',
        '--!>',
        '<!-->',
        '>',
        '/>',
        '=',
        '"',
        "'",
        ' ',
        '/',
        '<script',
        '<script>',
        '</script>',
      ),
      fc.constantFrom(
        '<svg>',
        '</svg>',
        '<svg',
        '<math>',
        '<title>',
        '</title>',
        '<style>',
        '<![CDATA[',
        ']]>',
        '<p>',
        '<foreignObject>',
        '<plaintext>',
      ),
      fc.constantFrom('onclick', ' onload=x', '<a onclick="a', '&lt;', '<template>', '<?', '\0', 'a'),
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

describe('hashInlineScripts', () => {
  it('finds what the parser of a browser finds on ordinary pages', () => {
    fc.assert(
      fc.property(page, (html) => {
        const { scripts, handlers } = hashInlineScripts(html, ALL);
        expect({ scripts: [...scripts].sort(), handlers: [...handlers].sort() }).toEqual(hashesByTree(html));
      }),
      RUNS,
    );
  });

  it('never throws and looks at each character a few times at most, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          soup,
          fc.uint8Array({ maxLength: 80 }).map((bytes) => new TextDecoder().decode(bytes)),
        ),
        fc.boolean(),
        (html, xml) => {
          const { examined } = hashInlineScripts(html, ALL, { xml });
          expect(examined).toBeLessThanOrEqual(6 * html.length + 16);
        },
      ),
      RUNS,
    );
  });

  it('looks at as many characters as it is given when a piece of markup is repeated without an end', () => {
    fc.assert(
      fc.property(soup, (piece) => {
        const of = (times: number): number => hashInlineScripts(piece.repeat(times), ALL).examined;
        expect(of(64)).toBeLessThanOrEqual(8 * of(8) + 6 * piece.length + 64);
      }),
      { numRuns: Math.ceil(PROPERTY_RUNS / 4) },
    );
  });
});
