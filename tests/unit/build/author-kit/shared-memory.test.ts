import { expect, it } from 'vitest';
import { needSharedMemory } from '../../../../build/author-kit/shared-memory.ts';

const godot = (
  threads: string,
  missing = 'Engine.getMissingFeatures({\n\tthreads: GODOT_THREADS_ENABLED,\n});',
): string =>
  `<script src="index.js"></script><script>const GODOT_THREADS_ENABLED = ${threads};\nconst missing = ${missing}</script>`;
const GODOT_ENGINE = `if (supportedFeatures.threads && !window.crossOriginIsolated) missing.push('Cross Origin Isolation');
if (typeof SharedArrayBuffer === 'undefined') missing.push('SharedArrayBuffer');`;
const MEMORY = 'wasmMemory=new WebAssembly.Memory({"initial":INITIAL_MEMORY/65536,"maximum":32768,"shared":true});';
const EMSCRIPTEN_TEXT =
  'if(typeof SharedArrayBuffer!=="undefined"&&heap.buffer instanceof SharedArrayBuffer)text=decode(heap.slice());';

it.each<[what: string, files: Record<string, string>, names: string[]]>([
  ['Godot 4.3 with threads', { 'index.html': godot('true'), 'index.js': GODOT_ENGINE }, ['index.html']],
  [
    'Godot 4.0, which has threads always',
    { 'index.html': '<script>const missing = Engine.getMissingFeatures();</script>', 'index.js': GODOT_ENGINE },
    ['index.html'],
  ],
  ['a page of one’s own for Godot', { 'a.js': 'Engine.getMissingFeatures({threads:!0})' }, ['a.js']],
  [
    'Godot with threads and a service worker that does not add the headers',
    {
      'index.html': godot('true') + 'const GODOT_CONFIG = {"ensureCrossOriginIsolationHeaders":false};',
      'index.service.worker.js': "r.headers.set('Cross-Origin-Embedder-Policy', 'require-corp')",
    },
    ['index.html'],
  ],
  ['Unity with threads', { 'Build/web.framework.js': MEMORY }, ['Build/web.framework.js']],
  ['ffmpeg.wasm with threads', { 'ffmpeg-core.js': `${EMSCRIPTEN_TEXT}${MEMORY}`, 'a.js': '1' }, ['ffmpeg-core.js']],
  ['a minified build', { 'a.js': 'm=new WebAssembly.Memory({initial:256,maximum:65536,shared:!0}),u()' }, ['a.js']],
  [
    'Rust with threads',
    { 'a.mjs': 'memory || new WebAssembly.Memory({initial:18,maximum:16384,shared:true})' },
    ['a.mjs'],
  ],
  ['memory of one’s own', { 'a.js': 'const ring = new SharedArrayBuffer(1024 * 8);' }, ['a.js']],
  ['memory of one’s own in a page', { 'index.html': '<script>new SharedArrayBuffer(size)</script>' }, ['index.html']],
])('names %s', (_what, files, names) => {
  expect(told(files)).toEqual(names);
});

it.each<[what: string, files: Record<string, string>]>([
  ['Godot without threads', { 'index.html': godot('false'), 'index.js': GODOT_ENGINE }],
  ['a page of one’s own for it', { 'a.js': 'Engine.getMissingFeatures({ threads: false })', 'index.js': GODOT_ENGINE }],
  ['WebAssembly without threads', { 'a.js': 'new WebAssembly.Memory({initial:256,maximum:65536})' }],
  ['a tooltip that is shared', { 'a.js': 'new Chart({tooltip:{shared:true}}); new WebAssembly.Memory({initial:1})' }],
  [
    'ONNX Runtime, which uses one thread where it has no more',
    { 'ort.js': 'if(!self.crossOriginIsolated)numThreads=1;', 'ort-wasm.mjs': MEMORY },
  ],
  [
    'TensorFlow.js, which takes another build then',
    { 'tf.js': `try{(new MessageChannel).port1.postMessage(new SharedArrayBuffer(1))}catch{}${MEMORY}` },
  ],
  [
    'a choice between two builds',
    { 'a.js': "load(typeof SharedArrayBuffer === 'undefined' ? 'st' : 'mt')", 'mt.js': MEMORY },
  ],
  ['another way to choose', { 'a.js': "'SharedArrayBuffer' in window && start()", 'mt.js': MEMORY }],
  ['one more', { 'a.js': 'globalThis.SharedArrayBuffer ? many() : one()', 'b.js': 'new SharedArrayBuffer(n)' }],
  [
    'webidl-conversions, which wants a constructor',
    { 'a.js': 'new WebAssembly.Memory({ shared: true, initial: 0, maximum: 0 }).buffer.constructor' },
  ],
  [
    'Godot with threads and a service worker that adds the headers',
    {
      'index.html': godot('true') + 'const GODOT_CONFIG = {"ensureCrossOriginIsolationHeaders":true};',
      'index.js': GODOT_ENGINE,
      'index.service.worker.js': "r.headers.set('Cross-Origin-Embedder-Policy', 'require-corp')",
    },
  ],
  [
    'coi-serviceworker',
    { 'coi-serviceworker.js': 'newHeaders.set("Cross-Origin-Embedder-Policy", "require-corp")', 'mt.js': MEMORY },
  ],
  ['a test that throws', { 'a.js': 'try { new SharedArrayBuffer(1); } catch {}' }],
  ['how Node sleeps', { 'a.js': 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)' }],
  [
    'a check of an argument',
    { 'a.js': 'if (data instanceof ArrayBuffer || tag(data) === "[object SharedArrayBuffer]") x()' },
  ],
  ['what a comment says', { 'a.js': '/* new SharedArrayBuffer(8) */\n// new SharedArrayBuffer(8)\n * 1' }],
  ['what a text says', { 'a.js': 'throw Error("pass a SharedArrayBuffer")' }],
])('has nothing to say of %s', (_what, files) => {
  expect(told(files)).toEqual([]);
});

function told(files: Record<string, string>): string[] {
  return needSharedMemory(Object.entries(files).map(([name, text]) => ({ name, text })));
}
