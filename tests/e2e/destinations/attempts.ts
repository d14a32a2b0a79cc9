/**
 * Loads a file into each destination of the Fetch standard (https://fetch.spec.whatwg.org/#concept-request-destination),
 * from the own origin, as `data:`, as `blob:` or from another host, in a page of any site that serves `FILES` and `ATTEMPTS`.
 */
export type Source = 'own' | 'data' | 'blob' | 'service';
export const SOURCES: readonly Source[] = ['own', 'data', 'blob', 'service'];

/** A tenth of a second of silence. */
function wav(): Buffer {
  const samples = 800;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples, 40);
  return Buffer.concat([head, Buffer.alloc(samples, 128)]);
}

/** Two by two pixels, 24 bits each. */
function bmp(): Buffer {
  const bytes = Buffer.alloc(70);
  bytes.write('BM', 0);
  bytes.writeUInt32LE(70, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(2, 18);
  bytes.writeInt32LE(2, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}

const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="2" height="2"><rect width="2" height="2"/></svg>';
const WASM = Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
/** A frame in it can be counted from any origin. */
const FRAME = '<!doctype html><meta charset="utf-8"><title>Framed</title><iframe></iframe>';
const SCRIPT = 'globalThis.ran = true; export {};';
const CLASSIC = 'globalThis.ran = true;';
/** Runs in every kind of worker. */
const WORKER = `globalThis.ran = true;
if ('onconnect' in globalThis) onconnect = ({ ports }) => ports[0].postMessage('ran');
else if ('postMessage' in globalThis && !('skipWaiting' in globalThis)) postMessage('ran');`;
const MODULE_WORKER = `${WORKER}\nexport {};`;
const VTT = 'WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n';
const XSL = `<?xml version="1.0"?><xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><html><body><p>Transformed</p></body></html></xsl:template></xsl:stylesheet>`;

/** By name; the type is what the standards say of the ending, and what a server of the web would send. */
export type ServedFile = readonly [content: string | Buffer, type: string];

export const filesWith = (font: Buffer): Readonly<Record<string, ServedFile>> => ({
  'a.js': [CLASSIC, 'text/javascript'],
  'a.mjs': [SCRIPT, 'text/javascript'],
  'a.cjs': [CLASSIC, 'text/javascript'],
  'a.es6': [CLASSIC, 'text/javascript'],
  'a.jsm': [CLASSIC, 'text/javascript'],
  'a.min.JS': [CLASSIC, 'text/javascript'],
  'a.ts': [CLASSIC, 'video/mp2t'],
  'a.jsx': [CLASSIC, 'text/jsx'],
  'no-ending': [CLASSIC, 'application/octet-stream'],
  'worker.js': [WORKER, 'text/javascript'],
  'worker.mjs': [MODULE_WORKER, 'text/javascript'],
  'worker.cjs': [WORKER, 'text/javascript'],
  'a.css': ['p { color: red }', 'text/css'],
  'a.less': ['p { color: red }', 'text/less'],
  'a.txt': ['p { color: red }', 'text/plain'],
  'a.json': ['{"a":1}', 'application/json'],
  'a.js.map': ['{"version":3}', 'application/json'],
  'a.webmanifest': ['{"name":"a"}', 'application/manifest+json'],
  'a.geojson': ['{"type":"Point"}', 'application/geo+json'],
  'a.topojson': ['{"type":"Topology"}', 'application/json'],
  'a.jsonld': ['{"@id":"a"}', 'application/ld+json'],
  'a.importmap': ['{"imports":{}}', 'application/importmap+json'],
  'a.gltf': ['{"asset":{}}', 'model/gltf+json'],
  'a.json5': ['{"a":1}', 'application/json5'],
  'a.wasm': [WASM, 'application/wasm'],
  'a.events': [': none\n\n', 'text/event-stream'],
  'a.bin': [WASM, 'application/octet-stream'],
  'a.html': [FRAME, 'text/html'],
  'a.htm': [FRAME, 'text/html'],
  'a.xhtml': [
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Framed</title></head><body><iframe></iframe></body></html>',
    'application/xhtml+xml',
  ],
  'a.png': [PNG, 'image/png'],
  'a.gif': [GIF, 'image/gif'],
  'a.bmp': [bmp(), 'image/bmp'],
  'a.ico': [PNG, 'image/x-icon'],
  'a.cur': [PNG, 'image/x-icon'],
  'a.apng': [PNG, 'image/apng'],
  'a.jfif': [PNG, 'image/jpeg'],
  'a.svg': [SVG, 'image/svg+xml'],
  'a.avif': ['no picture', 'image/avif'],
  'a.jxl': ['no picture', 'image/jxl'],
  'a.wav': [wav(), 'audio/wav'],
  'a.vtt': [VTT, 'text/vtt'],
  'a.woff2': [font, 'font/woff2'],
  'a.xsl': [XSL, 'text/xsl'],
  'a.xslt': [XSL, 'text/xsl'],
  'a.xml': ['<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="a.xsl"?><root/>', 'application/xml'],
  'b.xml': ['<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="a.xslt"?><root/>', 'application/xml'],
});

/** Defines `attempt(destination, file, source, service)` in the page: 'loaded', or 'refused'. One at a time. */
export const ATTEMPTS = `
const LIMIT_MS = 20000;
/** The first that happens; a refusal of the policy is told to the document. */
const outcome = (start) => new Promise((resolve) => {
  const done = (what) => { removeEventListener('securitypolicyviolation', refused, true); clearTimeout(timer); resolve(what); };
  const refused = () => done('refused');
  const timer = setTimeout(() => done('silent'), LIMIT_MS);
  addEventListener('securitypolicyviolation', refused, true);
  Promise.resolve().then(() => start(done)).catch(refused);
});
const add = (name, members, events = {}) => outcome((done) => {
  const element = Object.assign(document.createElement(name), members);
  for (const [member, value] of Object.entries(members)) if (!(member in element)) element.setAttribute(member, value);
  element.addEventListener(events.loaded ?? 'load', () => done(events.check && !events.check(element) ? 'refused' : 'loaded'));
  element.addEventListener('error', () => done('refused'));
  document.body.append(element);
});
const when = (promise) => outcome((done) => promise().then(() => done('loaded')));
const link = (rel, more) => (url) => add('link', { rel, href: url, ...more });
const hasFrame = (element) => element.contentWindow?.length === 1;
const worker = (type) => (url) => outcome((done) => {
  const made = new Worker(url, { type });
  made.onmessage = () => done('loaded');
  made.onerror = () => done('refused');
});
const DESTINATIONS = {
  fetch: (url) => when(() => fetch(url)),
  xhr: (url) => when(() => new Promise((resolve, reject) => {
    const request = Object.assign(new XMLHttpRequest(), { onload: resolve, onerror: reject });
    request.open('GET', url);
    request.send();
  })),
  eventsource: (url) => outcome((done) => {
    const events = new EventSource(url);
    events.onopen = () => { events.close(); done('loaded'); };
    events.onerror = () => { events.close(); done('refused'); };
  }),
  script: (src) => add('script', { src }),
  module: (src) => add('script', { src, type: 'module' }),
  import: (url) => when(() => import(url)),
  json: (url) => when(() => import(url, { with: { type: 'json' } })),
  'style module': (url) => when(() => import(url, { with: { type: 'css' } })),
  wasm: (url) => when(() => WebAssembly.compileStreaming(fetch(url))),
  style: link('stylesheet'),
  '@import': (url) => add('style', { textContent: '@import url("' + url + '");' }),
  image: (src) => add('img', { src }),
  audio: (src) => add('audio', { src, preload: 'auto' }, { loaded: 'loadedmetadata' }),
  video: (src) => add('video', { src, preload: 'auto' }, { loaded: 'loadedmetadata' }),
  track: (src) => outcome((done) => {
    const track = document.createElement('track');
    const video = document.createElement('video');
    video.crossOrigin = 'anonymous';
    track.onload = () => done('loaded');
    track.onerror = () => done('refused');
    track.src = src;
    video.append(track);
    document.body.append(video);
    track.track.mode = 'hidden';
  }),
  font: (url) => when(() => new FontFace('font', 'url("' + url + '")').load()),
  iframe: (src) => add('iframe', { src }, { check: hasFrame }),
  frame: (src) => add('iframe', { srcdoc: '<frameset><frame src="' + src.replaceAll('"', '&quot;') + '"></frameset>' }, {
    check: ({ contentWindow }) => contentWindow.length === 1 && contentWindow[0].length === 1,
  }),
  object: (data) => add('object', { data, type: 'text/html' }),
  embed: (src) => add('embed', { src, type: 'text/html' }),
  worker: worker('classic'),
  'module worker': worker('module'),
  sharedworker: (url) => outcome((done) => {
    const made = new SharedWorker(url);
    made.port.onmessage = () => done('loaded');
    made.onerror = () => done('refused');
  }),
  serviceworker: (url) => when(async () => (await navigator.serviceWorker.register(url, { scope: '/scope/' })).unregister()),
  audioworklet: (url) => when(() => new OfflineAudioContext(1, 1, 8000).audioWorklet.addModule(url)),
  paintworklet: (url) => when(() => CSS.paintWorklet.addModule(url)),
  'preload script': link('preload', { as: 'script' }),
  'preload style': link('preload', { as: 'style' }),
  'preload image': link('preload', { as: 'image' }),
  'preload font': link('preload', { as: 'font', crossOrigin: 'anonymous' }),
  'preload fetch': link('preload', { as: 'fetch', crossOrigin: 'anonymous' }),
  modulepreload: link('modulepreload'),
  xslt: (src) => add('iframe', { src }, { check: ({ contentDocument }) => contentDocument?.querySelector('p') !== null }),
};
const dataUrl = (blob) => new Promise((resolve) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result);
  reader.readAsDataURL(blob);
});
window.attempt = async (destination, file, source, service) => {
  const own = new URL('/' + file, location.href).href;
  if (source === 'own') return DESTINATIONS[destination](own);
  if (source === 'service') return DESTINATIONS[destination](service + '/' + file);
  const blob = await (await fetch(own)).blob();
  return DESTINATIONS[destination](source === 'blob' ? URL.createObjectURL(blob) : await dataUrl(blob));
};
`;
