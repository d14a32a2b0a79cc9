import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveAddress } from '../../../main/catalog/packages/addresses.ts';
import { contentTypeOf } from '../../../main/catalog/packages/content-type.ts';
import { createPolicyProofs } from '../../../main/sessions/policy/policy-proof.ts';
import { createPieceReader } from '../../../main/sessions/file-response.ts';
import { serveMiniProgramFile } from '../../../main/sessions/scheme-handlers.ts';
import { createTextTypes } from '../../../main/sessions/text-types.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

const NAVIGATION = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const GBK_TEXT = Buffer.from('ccecc6f8', 'hex'); // 天气
const SHIFT_JIS_TEXT = Buffer.from('93fa967b', 'hex'); // 日本

const readPiece = createPieceReader();

async function serve(
  files: Readonly<Record<string, Buffer | string>>,
  address: string,
  headers: Record<string, string> = NAVIGATION,
  charset: string | null = null,
): Promise<Response> {
  const folder = createTemporaryFolder();
  for (const [name, content] of Object.entries(files))
    writeFileSync(path.join(folder, name.replaceAll('/', '_')), content);
  return serveMiniProgramFile(new Request(`mp://abc${address}`, { headers }), {
    origin: 'mp://abc',
    dev: false,
    domains: [],
    charset,
    readPiece,
    textTypes: createTextTypes(readPiece),
    workerInterfaces: () => Promise.resolve(''),
    policyProofs: Promise.resolve(createPolicyProofs(Buffer.alloc(32))),
    readPackage: (asked) =>
      resolveAddress(
        asked,
        (file) => {
          const content = files[file.slice(1)];
          const found = { path: path.join(folder, file.slice(1).replaceAll('/', '_')), type: contentTypeOf(file) };
          return Promise.resolve(content === undefined ? null : { ...found, size: Buffer.byteLength(content) });
        },
        null,
      ),
  });
}

const page = (head: string, body: Buffer | string): Buffer =>
  Buffer.concat([Buffer.from(`<!doctype html>${head}<title>`), Buffer.from(body), Buffer.from('</title>')]);
const utf16 = (text: string, isBig: boolean): Buffer => {
  const bytes = Buffer.from(text, 'utf16le');
  return isBig ? bytes.swap16() : bytes;
};

describe('the address', () => {
  it('leads to the folder with the query, and stays in the own origin', async () => {
    const response = await serve({ 'guide/index.html': 'x' }, '/guide?tab=2');
    expect([response.status, response.headers.get('location')]).toEqual([302, 'mp://abc/guide/?tab=2']);
    const doubled = await serve({ '/evil.example/index.html': 'x' }, '//evil.example');
    expect(doubled.headers.get('location')).toBe('mp://abc//evil.example/');
  });

  const accepts: [string, Record<string, string>, number][] = [
    ['a navigation', NAVIGATION, 200],
    ['a request that does not say what it accepts', {}, 200],
    ['fetch() and scripts', { accept: '*/*' }, 404],
    ['a style', { accept: 'text/css,*/*;q=0.1' }, 404],
    ['a picture', { accept: 'image/avif,image/webp,image/svg+xml,*/*;q=0.8' }, 404],
  ];
  it.each(accepts)('finds a page without .html for %s: %j', async (_what, headers, status) => {
    expect((await serve({ 'about.html': 'x' }, '/about', headers)).status).toBe(status);
  });
});

describe('the charset', () => {
  const table: [what: string, name: string, content: Buffer | string, type: string, usual?: string][] = [
    ['a page in UTF-8', 'a.html', page('', '天气'), 'text/html; charset=utf-8'],
    ['a page in ASCII', 'a.html', page('', 'x'), 'text/html; charset=utf-8'],
    ['an empty page', 'a.html', '', 'text/html; charset=utf-8'],
    ['a page with a mark', 'a.html', page('', '天气').toString().replace(/^/, '\uFEFF'), 'text/html; charset=utf-8'],
    ['GBK by meta', 'a.html', page('<meta charset=gbk>', GBK_TEXT), 'text/html; charset=gbk'],
    ['GBK by its old name', 'a.html', page('<META CHARSET="GB2312">', GBK_TEXT), 'text/html; charset=gbk'],
    [
      'GBK by http-equiv',
      'a.html',
      page('<meta http-equiv="Content-Type" content="text/html; charset=gbk">', GBK_TEXT),
      'text/html; charset=gbk',
    ],
    ['Shift_JIS', 'a.html', page("<meta charset='Shift_JIS'>", SHIFT_JIS_TEXT), 'text/html; charset=shift_jis'],
    [
      'EUC-KR',
      'a.html',
      page('<meta charset=ks_c_5601-1987>', Buffer.from('b3af', 'hex')),
      'text/html; charset=euc-kr',
    ],
    ['Latin-1', 'a.html', page('<meta charset="iso-8859-1">', Buffer.from([0xfc])), 'text/html; charset=windows-1252'],
    [
      'ISO-2022-JP, which is ASCII to look at',
      'a.html',
      page('<meta charset=iso-2022-jp>', '\u001b$BF|K\\'),
      'text/html; charset=iso-2022-jp',
    ],
    ['UTF-16LE with a mark', 'a.html', utf16('\uFEFF<title>天气</title>', false), 'text/html; charset=utf-16le'],
    ['UTF-16BE with a mark', 'a.html', utf16('\uFEFF<title>天气</title>', true), 'text/html; charset=utf-16be'],
    ['UTF-16LE without one', 'a.html', utf16('<title>天气</title>', false), 'text/html; charset=utf-16le'],
    [
      'a mark against the meta',
      'a.html',
      `\uFEFF${page('<meta charset=gbk>', '天气').toString()}`,
      'text/html; charset=utf-8',
    ],
    ['a meta in a comment', 'a.html', page('<!-- <meta charset=gbk> -->', '天气'), 'text/html; charset=utf-8'],
    ['a meta that says UTF-16 in ASCII', 'a.html', page('<meta charset=utf-16>', '天气'), 'text/html; charset=utf-8'],
    ...Object.entries({
      'a description that speaks of one': '<meta name="description" content="From charset=gbk to UTF-8">',
      'keywords that look like one': '<meta name="keywords" content="text/html; charset=gbk"><meta charset="utf-8">',
      'a title of the page for others': '<meta property="og:title" content="charset=big5">',
      'a member of its own': '<meta name="a" data-charset="gbk" data-x="charset=gbk">',
      'a script that writes one': '<script>document.write("<meta charset=gbk>")</script><meta charset=utf-8>',
      'a style that has one': '<style>a::after { content: "<meta charset=gbk>" }</style>',
      'a title that has one': '<title>How <meta charset=gbk> works</title>',
      'an element of nearly that name': '<metadata charset="gbk"></metadata>',
      'the first of two': '<meta charset="UTF-8"><meta http-equiv="Content-Type" content="text/html; charset=gbk">',
    }).map(([what, head]): (typeof table)[number] => [
      `UTF-8, not ${what}`,
      'a.html',
      page(head, '天气'),
      'text/html; charset=utf-8',
    ]),
    ...Object.entries({
      'content before http-equiv': "<meta content='text/html;charset=gbk' http-equiv=content-type>",
      'a > before it': '<meta name="a" content="a > b" charset="gbk">',
      'spaces around it': '<meta charset = " gbk ">',
      'a line end in the tag': '<meta\ncharset="gbk"\n/>',
      'a semicolon behind it': '<meta charset="gbk;">',
      'an empty one before it': '<meta charset=""><meta charset="gbk">',
      'one nobody knows before it': '<meta charset="cp936"><meta charset="gbk">',
      'a member twice': '<meta charset="gbk" charset="utf-8">',
    }).map(([what, head]): (typeof table)[number] => [
      `GBK with ${what}`,
      'a.html',
      page(head, GBK_TEXT),
      'text/html; charset=gbk',
    ]),
    ['a meta nobody knows', 'a.html', page('<meta charset=x-nothing>', '天气'), 'text/html; charset=utf-8'],
    ['a page that says nothing, for Chromium to guess', 'a.html', page('', GBK_TEXT), 'text/html'],
    ['the same, with the word of the manifest', 'a.html', page('', GBK_TEXT), 'text/html; charset=gbk', 'gbk'],
    ['UTF-8, whatever the manifest says', 'a.html', page('', '天气'), 'text/html; charset=utf-8', 'gbk'],
    ['a script in GBK, that of its page', 'a.js', GBK_TEXT, 'text/javascript'],
    ['a script in UTF-8', 'a.js', '"天气"', 'text/javascript; charset=utf-8'],
    [
      'a style in GBK that says so',
      'a.css',
      Buffer.concat([Buffer.from('@charset "gbk";'), GBK_TEXT]),
      'text/css; charset=gbk',
    ],
    ['a style in GBK, that of its page', 'a.css', GBK_TEXT, 'text/css'],
    [
      'XML in GBK',
      'a.xml',
      Buffer.concat([Buffer.from('<?xml version="1.0" encoding="gbk"?>'), GBK_TEXT]),
      'text/xml; charset=gbk',
    ],
    [
      'a drawing in Latin-1',
      'a.svg',
      Buffer.concat([Buffer.from("<?xml version='1.0' encoding='latin1'?>"), Buffer.from([0xfc])]),
      'image/svg+xml; charset=windows-1252',
    ],
    ['a text in GBK', 'a.txt', GBK_TEXT, 'text/plain'],
    ['JSON, which is UTF-8 always', 'a.json', GBK_TEXT, 'application/json; charset=utf-8'],
    ['bytes', 'a.bin', GBK_TEXT, 'application/octet-stream'],
  ];
  it.each(table)('is known for %s', async (_what, name, content, type, usual = undefined) => {
    const served = name.endsWith('.xml') ? type.replace('text/xml', contentTypeOf(name).split(';')[0] ?? '') : type;
    expect((await serve({ [name]: content }, `/${name}`, NAVIGATION, usual ?? null)).headers.get('content-type')).toBe(
      served,
    );
  });
});
