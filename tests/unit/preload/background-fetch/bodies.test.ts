/** A response of a background fetch is used as one of the page's own `fetch()`: each use on both, in the same page. */
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestBrowser, type TestBrowser } from './browser.ts';

const FORM = '--B\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--B--\r\n';
/** By name: what the server says, as two chunks of Latin-1. */
const BODIES: Readonly<Record<string, readonly [type: string, bytes: Buffer]>> = {
  text: ['text/plain;charset=utf-8', Buffer.from('\uFEFFgrüße, 世界\r\n')],
  json: ['application/json', Buffer.from('{"a":[1,2,"ü"]}')],
  broken: ['application/json', Buffer.from('{"a":')],
  bytes: ['application/octet-stream', Buffer.from([0, 255, 254, 128, 10, 13])],
  form: ['multipart/form-data; boundary=B', Buffer.from(FORM)],
  query: ['application/x-www-form-urlencoded', Buffer.from('a=b&c=%C3%BC+d')],
  gzip: ['application/gzip', gzipSync('unpacked by the page')],
  wasm: ['application/wasm', Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0])],
  empty: ['text/plain', Buffer.alloc(0)],
};

/** `r` is the response; what comes back can be compared. */
const USES: readonly (readonly [what: string, body: keyof typeof BODIES, code: string])[] = [
  ['its text', 'text', 'return r.text()'],
  ['the text of bytes that are none', 'bytes', 'return r.text()'],
  ['its JSON', 'json', 'return r.json()'],
  ['JSON that breaks off', 'broken', 'return r.json()'],
  ['its bytes', 'bytes', 'return [...new Uint8Array(await r.arrayBuffer())]'],
  ['bytes()', 'bytes', 'return [...await r.bytes()]'],
  ['a Blob, with its type', 'text', 'const b = await r.blob(); return [b.type, b.size, b.constructor === Blob]'],
  ['a form', 'form', 'return [...await r.formData()]'],
  ['an encoded form', 'query', 'return [...await r.formData()]'],
  ['a form that is none', 'text', 'return [...await r.formData()]'],
  ['nothing', 'empty', 'return [await r.text(), r.bodyUsed]'],
  ['a module of WebAssembly', 'wasm', 'return String(await WebAssembly.compileStreaming(r))'],
  ['no module of WebAssembly', 'text', 'return String(await WebAssembly.compileStreaming(r))'],
  [
    'a stream through another',
    'gzip',
    "return new Response(r.body.pipeThrough(new DecompressionStream('gzip'))).text()",
  ],
  [
    'a stream, piece by piece',
    'bytes',
    'let n = 0; for await (const c of r.body) { n += c.length; if (c.constructor !== Uint8Array) throw new Error(c); } return n',
  ],
  [
    'a stream into one’s own memory',
    'bytes',
    "const s = r.body.getReader({ mode: 'byob' }); const all = []; for (;;) { const { value, done } = await s.read(new Uint8Array(4)); if (done) return all; all.push(...value); }",
  ],
  ['the kind of its stream', 'bytes', 'return [r.body.constructor.name, r.body.locked, r.body === r.body]'],
  [
    'two branches of a stream',
    'text',
    'const [a, b] = r.body.tee(); return [await new Response(a).text(), await new Response(b).text()]',
  ],
  [
    'a clone',
    'text',
    'const c = r.clone(); return [await r.text(), await c.text(), c.url === r.url, c.type, c.status]',
  ],
  [
    'a clone of a clone',
    'text',
    'const c = r.clone().clone(); return [await c.text(), r.bodyUsed, c instanceof Response]',
  ],
  ['a clone after it was read', 'text', 'await r.text(); return r.clone()'],
  ['its text twice', 'text', 'await r.text(); return r.text()'],
  ['its text while the stream is held', 'text', 'r.body.getReader(); return r.text()'],
  ['a stream that is given up', 'text', 'await r.body.cancel(); return [r.bodyUsed, r.body.locked]'],
  [
    'whether it was used',
    'text',
    'const a = r.bodyUsed; const p = r.text(); const b = r.bodyUsed; await p; return [a, b, r.bodyUsed, r.body.locked]',
  ],
  [
    'a response around its stream',
    'text',
    'const n = new Response(r.body, r); return [n.status, n.headers.get("content-type"), await n.text()]',
  ],
  ['a request with it', 'text', "return new Request('/x', { method: 'POST', body: r.body, duplex: 'half' }).text()"],
  [
    'a transfer of its stream',
    'text',
    'const { port1, port2 } = new MessageChannel(); const got = new Promise((resolve) => { port2.onmessage = resolve; }); port1.postMessage(r.body, [r.body]); return new Response((await got).data).text()',
  ],
  [
    'a place in a cache',
    'text',
    "const c = await caches.open('x'); await c.put('/kept', r); const k = await c.match('/kept'); return [k.status, k.headers.get('content-type'), await k.text(), r.bodyUsed]",
  ],
  ['a change of its headers', 'text', "r.headers.set('x', 'y'); return 'changed'"],
  ['a change of headers of its clone', 'text', "r.clone().headers.append('x', 'y'); return 'changed'"],
  ['a header that is taken away', 'text', "r.headers.delete('content-type'); return 'changed'"],
  [
    'headers of one’s own',
    'text',
    "const n = new Response('a', r); n.headers.set('x', 'z'); return [n.headers.get('x'), r.headers.has('x'), [...r.headers.keys()].includes('x')]",
  ],
  [
    'what it says of itself',
    'text',
    "return [r.ok, r.status, r.statusText, r.type, r.redirected, new URL(r.url).pathname.startsWith('/native/'), String(r), r instanceof Response]",
  ],
  ['a copy', 'text', 'return structuredClone(r)'],
];

let browser: TestBrowser;
let page: Page;
let close: () => Promise<void>;
beforeAll(async () => {
  browser = await openTestBrowser();
  ({ page, close } = await browser.open());
  await page.route('**/native/*', (route) => {
    const [contentType, body] = BODIES[new URL(route.request().url()).pathname.slice('/native/'.length)]!;
    return route.fulfill({ contentType, body });
  });
});
afterAll(async () => {
  await close();
  await browser.close();
});

describe('a response of a background fetch', () => {
  it.each(USES)('gives %s as one of fetch() does', async (_what, name, code) => {
    const [type, bytes] = BODIES[name]!;
    const half = Math.ceil(bytes.length / 2);
    const chunks = [bytes.subarray(0, half), bytes.subarray(half)].map((chunk) => [...chunk]);
    const seen = await page.evaluate(`(async () => {
      const use = async (r) => { ${code} };
      const of = async (response) => use(response).then(
        (value) => ({ value: value instanceof Response ? 'a response' : value }),
        (error) => ({ error: error.constructor.name + ' ' + error.name }),
      );
      const { backgroundFetch } = await navigator.serviceWorker.ready;
      const registration = await backgroundFetch.fetch(crypto.randomUUID(), '/native/${name}');
      const record = await registration.match('/native/${name}');
      engine.answer(engine.fetches.at(-1).state.uuid, 0, {
        url: '/native/${name}', status: 200, statusText: 'OK', type: 'basic', headers: [['content-type', ${JSON.stringify(type)}]],
        chunks: ${JSON.stringify(chunks)}.filter((chunk) => chunk.length > 0).map((chunk) => new Uint8Array(chunk)),
      });
      return [await of(await record.responseReady), await of(await fetch('/native/${name}'))];
    })()`);
    const [ours, own] = seen as [unknown, unknown];
    expect(ours).toEqual(own);
  });
});
