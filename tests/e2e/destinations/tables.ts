/** What is loaded and what is not, and why where Chromium by itself does otherwise. */
import type { Source } from './attempts.ts';

export interface DestinationRow {
  readonly destination: string;
  readonly file: string;
  /** Those that are loaded; the others are refused. */
  readonly loaded: readonly Source[];
  /** Those that a page without our policy would load, and why not here. */
  readonly held: readonly Source[];
  readonly why: string;
}

const SCRIPTS = 'scripts are the package’s';
const LOOKS = 'what a page looks like is the package’s or its own making';
const FRAMES = 'what is in a frame is the package’s or its own making';
const ALL: readonly Source[] = ['own', 'data', 'blob', 'service'];
const MADE: readonly Source[] = ['own', 'data', 'blob'];
const OWN: readonly Source[] = ['own'];

const row = (
  destination: string,
  file: string,
  loaded: readonly Source[],
  held: readonly Source[] = [],
  why = '',
): DestinationRow => ({ destination, file, loaded, held, why });

/** What is neither loaded nor held is refused by every Chromium. */
export const DESTINATION_ROWS: readonly DestinationRow[] = [
  row('fetch', 'a.json', ALL),
  row('xhr', 'a.json', ALL),
  row('eventsource', 'a.events', ['service'], MADE, 'no ending of a file has its type'),
  row('json', 'a.json', ALL),
  row('wasm', 'a.wasm', ALL),
  row('image', 'a.png', ALL),
  row('audio', 'a.wav', ALL),
  row('video', 'a.wav', ALL),
  row('track', 'a.vtt', ALL),
  row('preload image', 'a.png', ALL),
  row('preload fetch', 'a.json', ALL),
  row('script', 'a.js', OWN, ['data', 'blob', 'service'], SCRIPTS),
  row('module', 'a.mjs', OWN, ['data', 'blob', 'service'], SCRIPTS),
  row('import', 'a.mjs', OWN, ['data', 'blob', 'service'], SCRIPTS),
  row('modulepreload', 'a.mjs', OWN, ['data', 'blob', 'service'], SCRIPTS),
  row('preload script', 'a.js', OWN, ['data', 'blob', 'service'], SCRIPTS),
  row('audioworklet', 'a.mjs', OWN, ['data', 'blob', 'service'], SCRIPTS),
  row('paintworklet', 'a.mjs', OWN, ['data', 'blob', 'service'], SCRIPTS),
  row('worker', 'worker.js', ['own', 'blob'], ['data'], 'a worker of data: has an origin of its own'),
  row('module worker', 'worker.mjs', ['own', 'blob'], ['data'], 'a worker of data: has an origin of its own'),
  row('sharedworker', 'worker.js', ['own', 'blob'], ['data'], 'a worker of data: has an origin of its own'),
  row('serviceworker', 'worker.js', OWN),
  row('style', 'a.css', MADE, ['service'], LOOKS),
  row('@import', 'a.css', MADE, ['service'], LOOKS),
  row('style module', 'a.css', MADE, ['service'], LOOKS),
  row('preload style', 'a.css', MADE, ['service'], LOOKS),
  row('font', 'a.woff2', MADE, ['service'], LOOKS),
  row('preload font', 'a.woff2', MADE, ['service'], LOOKS),
  row('iframe', 'a.html', MADE, ['service'], FRAMES),
  row('frame', 'a.html', MADE, ['service'], FRAMES),
  row('object', 'a.html', MADE, ['service'], FRAMES),
  row('embed', 'a.html', MADE, ['service'], FRAMES),
];

/** Files of the package, each as something: whatever Chromium does with the type that the standards give it, it does here. */
export const TYPE_ROWS: readonly (readonly [destination: string, files: readonly string[]])[] = [
  [
    'script',
    ['a.js', 'a.cjs', 'a.es6', 'a.jsm', 'a.min.JS', 'a.ts', 'a.jsx', 'no-ending', 'a.json', 'a.txt', 'a.html', 'a.css'],
  ],
  ['module', ['a.js', 'a.mjs', 'a.cjs', 'a.ts', 'a.jsx', 'no-ending', 'a.json', 'a.wasm', 'a.svg']],
  ['import', ['a.mjs', 'a.jsm', 'a.ts', 'a.css']],
  [
    'json',
    [
      'a.json',
      'a.js.map',
      'a.webmanifest',
      'a.geojson',
      'a.topojson',
      'a.jsonld',
      'a.importmap',
      'a.gltf',
      'a.json5',
      'a.txt',
    ],
  ],
  ['style', ['a.css', 'a.less', 'a.txt', 'a.js', 'no-ending']],
  ['style module', ['a.css', 'a.less', 'a.json']],
  ['wasm', ['a.wasm', 'a.bin', 'a.js']],
  [
    'image',
    [
      'a.png',
      'a.gif',
      'a.bmp',
      'a.ico',
      'a.cur',
      'a.apng',
      'a.jfif',
      'a.svg',
      'a.avif',
      'a.jxl',
      'a.html',
      'no-ending',
    ],
  ],
  ['audio', ['a.wav', 'a.vtt', 'a.png']],
  ['track', ['a.vtt', 'a.txt', 'a.json']],
  ['font', ['a.woff2', 'a.css']],
  ['iframe', ['a.html', 'a.htm', 'a.xhtml', 'a.txt', 'a.json', 'a.svg']],
  ['object', ['a.html', 'a.svg']],
  ['worker', ['worker.js', 'worker.cjs', 'a.json', 'a.ts']],
  ['module worker', ['worker.mjs', 'a.json', 'a.ts']],
  ['serviceworker', ['worker.js', 'worker.cjs', 'a.json', 'a.ts', 'a.txt']],
  ['audioworklet', ['a.mjs', 'a.json']],
  ['xslt', ['a.xml', 'b.xml']],
];
