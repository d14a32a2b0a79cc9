import { describe, expect, it } from 'vitest';
import { hashInlineScripts } from '../../../../main/catalog/inline-scripts/hash-inline-scripts.ts';
import { INLINE_SCRIPT_LIMITS } from '../../../../main/catalog/inline-scripts/limits.ts';
import { hashOf } from './parse5-hashes.ts';

const MAX = INLINE_SCRIPT_LIMITS.hashesPerPage;
const scriptsOf = (html: string): readonly string[] => hashInlineScripts(html, MAX).scripts;

/** Each is quadratic, or deeper than a stack, for a parser that builds a tree or compares what it has seen. */
const BOMBS: Readonly<Record<string, (size: number) => string>> = {
  'formatting elements to rebuild': (n) =>
    '<p>' + Array.from({ length: n }, (_, i) => `<font size=${i}>`).join('') + '<p>x'.repeat(n / 5),
  'elements in elements': (n) => '<div>'.repeat(n),
  'end tags of what is not open': (n) => '<div>'.repeat(n) + '</p>'.repeat(n),
  'attributes, all different': (n) => `<p ${Array.from({ length: n }, (_, i) => `a${i}`).join(' ')}>`,
  'handlers, all different': (n) => `<p ${Array.from({ length: n }, (_, i) => `on${i}=${i}`).join(' ')}>`,
  'handlers, all alike': (n) => '<p onclick=x>'.repeat(n),
  'comments without an end': (n) => '<!--'.repeat(n),
  'scripts without an end': (n) => '<script>'.repeat(n),
  'scripts in escaped scripts': (n) => '<script><!--' + '<script>'.repeat(n),
  'end tags without their end': (n) => '<script></script'.repeat(n),
  'quotes without an end': (n) => '<a b="'.repeat(n),
  'raw text without an end': (n) => '<style><title><textarea>'.repeat(n),
  'SVG in SVG': (n) => '<svg>'.repeat(n) + '</svg>'.repeat(n),
  'SVG and titles in turn': (n) => '<svg><title>'.repeat(n) + '</svg>'.repeat(n),
  'sections without an end': (n) => '<svg><![CDATA['.repeat(n),
  'less-than signs': (n) => '<'.repeat(n),
  references: (n) => `<p onclick="${'&a'.repeat(n)}">`,
};

describe('hashInlineScripts', () => {
  it('hashes each inline script as the parser sees it when the document has several', () => {
    const html =
      '<!doctype html><script>\r\nrun(1)\r\n</script><script src="a.js"></script><body><svg><script>svg()</script></svg><template><script>later()</script></template>';
    expect(scriptsOf(html)).toEqual([hashOf('\nrun(1)\n'), hashOf('svg()'), hashOf('later()')]);
  });

  it.each([
    ['a comment', '<!-- <script>a()</script> -->'],
    ['a text area', '<textarea><script>b()</script></textarea>'],
    ['a title', '<title><script>c()</script></title>'],
    ['a style', '<style><script>c()</script></style>'],
    ['what only browsers without scripts show', '<noscript><script>c()</script></noscript>'],
    ['a document that ends in it', '<script>c()'],
    ['an attribute', '<p title="<script>c()</script>">'],
    ['plain text', '<plaintext><script>c()</script>'],
  ])('does not take text for a script when it stands in %s', (_, html) => {
    expect(scriptsOf(html)).toEqual([]);
  });

  it.each([
    ['', true],
    [' type', true],
    [' type=""', true],
    [' type=module', true],
    [' TYPE="Text/JavaScript "', true],
    [' type="application/javascript"', true],
    [' type="text&sol;javascript"', true],
    [' type="importmap"', true],
    [' language="javascript"', true],
    [' language="JavaScript1.2"', true],
    [' language=""', true],
    [' type=" "', false],
    [' type="speculationrules"', false],
    [' type=SpeculationRules', false],
    [' type="application/json"', false],
    [' type="text/template"', false],
    [' type="text/javascript; charset=utf-8"', false],
    [' type="module" src="x.js"', false],
    [' language="vbscript"', false],
  ])('looks at what a script with the attributes "%s" is: code %s', (attributes, isCode) => {
    expect(scriptsOf(`<script${attributes}>x</script>`)).toEqual(isCode ? [hashOf('x')] : []);
  });

  it('hashes event-handler attributes with their references decoded, and the first of two', () => {
    const { handlers } = hashInlineScripts('<b onclick="go(&quot;x&quot;)" only="1" ONCLICK="no()">', MAX);
    expect(handlers).toEqual([hashOf('go("x")'), hashOf('1')]);
  });

  it('reads references and sections in SVG and XHTML, where they count', () => {
    expect(scriptsOf('<svg><script>a &lt; b</script></svg><script>a &lt; b</script>')).toEqual([
      hashOf('a &lt; b'),
      hashOf('a < b'),
    ]);
    const xhtml = '<html><head><script>//<![CDATA[\na && b\n//]]></script></head></html>';
    expect(hashInlineScripts(xhtml, MAX, { xml: true }).scripts).toContain(hashOf('//\na && b\n//'));
  });

  it('keeps no more than it may and says so', () => {
    const html = Array.from({ length: MAX + 1 }, (_, i) => `<script>a${i}</script>`).join('');
    const { scripts, isCut } = hashInlineScripts(html, MAX);
    expect([scripts.length, isCut]).toEqual([MAX, true]);
    expect(hashInlineScripts('<script>a</script>'.repeat(MAX), MAX).isCut).toBe(false);
  });

  it.each(Object.entries(BOMBS))('looks at twice as much when there are twice as many %s', (_, make) => {
    const examined = (size: number): number => hashInlineScripts(make(size), MAX).examined;
    expect(examined(8_000)).toBeLessThanOrEqual(2.2 * examined(4_000) + 100);
    expect(examined(8_000)).toBeLessThanOrEqual(6 * make(8_000).length);
  });
});
