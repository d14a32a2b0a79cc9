/**
 * Builds that need threads with shared memory, which browsers give to cross-origin isolated pages alone, and a
 * mini-program is none. Libraries name `SharedArrayBuffer` to see whether it is there, and do without: they are no such builds.
 */

const COMMENTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;

/** Godot says in its page whether it was exported with threads; before 4.3 it always was. */
const GODOT =
  /\bGODOT_THREADS_ENABLED\s*=\s*(?:true|!0)\b|\bEngine\s*\.\s*getMissingFeatures\s*\(\s*(?:\)|\{\s*threads\s*:\s*(?:true|!0))/;

/** Emscripten with `-pthread` (Unity, ffmpeg.wasm) and Rust with threads. Others make one of no size for its constructor. */
const SHARED_MEMORY =
  /\bnew\s+WebAssembly\s*\.\s*Memory\s*\(\s*\{[^{}]*?["']?\bshared["']?\s*:\s*(?:true|!0)[^{}]*\}\s*\)(?!\s*\.\s*buffer)/;
/** One of 0 or 1 byte is a test, and one of 4 is how Node sleeps. */
const SHARED_BUFFER = /(?<!\bnew\s+Int32Array\s*\(\s*)\bnew\s+SharedArrayBuffer\s*\(\s*(?![014]\s*\))/;

/** Somebody looks first. What Emscripten asks of each text (`… && heap.buffer instanceof …`) is not that. */
const LOOKS_FIRST = [
  /\bcrossOriginIsolated\b/,
  /\bpostMessage\s*\(\s*new\s+SharedArrayBuffer\s*\(/,
  /\btypeof\s+SharedArrayBuffer\b(?!\s*(?:!==?\s*["'`]undefined["'`]\s*)?&&\s*[\w$.]+\s+instanceof\b)/,
  /\b(?:window|self|globalThis)\s*\.\s*SharedArrayBuffer\b/,
  /["'`]SharedArrayBuffer["'`]\s+in\b/,
];

/** A service worker of the package answers with the headers that isolate: `coi-serviceworker`, Godot's for applications. */
const ADDS_HEADERS = /["'`]Cross-Origin-Embedder-Policy["'`]/i;
const GODOT_ADDS_HEADERS = /["']?ensureCrossOriginIsolationHeaders["']?\s*:\s*(?:true|!0)/;

export interface LookedThrough {
  readonly name: string;
  readonly text: string;
}

/** Names of the pages and scripts among `files` that do not run without shared memory. */
export function needSharedMemory(files: readonly LookedThrough[]): string[] {
  const codes = files.map(({ name, text }) => ({ name, code: text.replace(COMMENTS, '') }));
  const isolates = codes.some(({ code }) => ADDS_HEADERS.test(code));
  const isGodot = codes.filter(({ code }) => GODOT.test(code));
  // Its engine looks, to say that it cannot run; and in every export, with threads or without.
  if (isGodot.length > 0)
    return isolates && codes.some(({ code }) => GODOT_ADDS_HEADERS.test(code)) ? [] : isGodot.map(({ name }) => name);
  if (isolates || codes.some(({ code }) => LOOKS_FIRST.some((pattern) => pattern.test(code)))) return [];
  return codes.filter(({ code }) => SHARED_MEMORY.test(code) || SHARED_BUFFER.test(code)).map(({ name }) => name);
}
