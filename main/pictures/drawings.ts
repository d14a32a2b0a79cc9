/**
 * Drawings (SVG) of strangers become pixels here, once, and nowhere else: a browser has no limit for what a
 * small drawing may cost it, and the launcher must not be hung by one.
 */
import { readFile } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import type { Disposable } from '../support/shutdown-list.ts';
import type { DrawingOrder } from './drawing-order.ts';
import { limitMemory } from './wasm-memory.ts';

export const DRAWING_LIMIT_BYTES = 64 * 1024;
export const DRAWING_SIDE_PIXELS = 256;
const MEMORY_LIMIT_BYTES = 256 * 1024 * 1024;
/** From the thread's being ready to the last pixel. */
const TIME_LIMIT_MS = 2000;
/** To load the renderer: a busy computer, never the drawing. */
const START_LIMIT_MS = 30_000;

export interface DrawingsOptions {
  /** The bundled `drawing-worker.ts`. */
  readonly workerFile: string;
  readonly wasmFile: string;
  readonly fontFiles: readonly string[];
  readonly timeLimitMs?: number;
}

export interface Drawings extends Disposable {
  /** PNG, at most 256 pixels wide and high. `null`: it is broken, too large, or costs too much. */
  draw(appId: string, svg: Buffer): Promise<Buffer | null>;
}

interface Renderer {
  readonly module: WebAssembly.Module;
  readonly fonts: readonly Uint8Array[];
}

interface Waiting {
  readonly appId: string;
  start(): Promise<void>;
}

export function createDrawings(options: DrawingsOptions): Drawings {
  let renderer: Promise<Renderer> | null = null;
  const waiting: Waiting[] = [];
  let running: Worker | null = null;
  let isBusy = false;
  let isClosed = false;
  let lastAppId = '';

  /** One at a time. Mini-programs take turns: what one of them has waiting does not hold another up for longer than one drawing. */
  const next = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    while (waiting.length > 0) {
      const other = waiting.findIndex(({ appId }) => appId !== lastAppId);
      const [order] = waiting.splice(Math.max(0, other), 1);
      lastAppId = order?.appId ?? '';
      await order?.start();
    }
    isBusy = false;
  };

  const run = async (svg: string): Promise<Buffer | null> => {
    const { module, fonts } = await (renderer ??= loadRenderer(options));
    if (isClosed) return null;
    const order: DrawingOrder = {
      module,
      svg,
      fonts: svg.includes('<text') ? fonts : [],
      sidePixels: DRAWING_SIDE_PIXELS,
    };
    // Nothing it prints is for anybody, and it needs nothing of the environment.
    const worker = new Worker(options.workerFile, { workerData: order, env: {}, stdout: true, stderr: true });
    running = worker;
    try {
      return await answerOf(worker, options.timeLimitMs ?? TIME_LIMIT_MS);
    } finally {
      running = null;
      await worker.terminate();
    }
  };

  return {
    draw(appId, svg) {
      if (isClosed || svg.length > DRAWING_LIMIT_BYTES) return Promise.resolve(null);
      return new Promise((resolve) => {
        const start = (): Promise<void> =>
          run(svg.toString('utf8'))
            .catch(() => null)
            .then(resolve);
        waiting.push({ appId, start });
        void next();
      });
    },
    async dispose() {
      isClosed = true;
      await running?.terminate();
    },
  };
}

/** Compiled once for all threads. */
async function loadRenderer({ wasmFile, fontFiles }: DrawingsOptions): Promise<Renderer> {
  const [wasm, ...fonts] = await Promise.all([wasmFile, ...fontFiles].map((file) => readFile(file)));
  if (!wasm) throw new Error('There is no renderer of drawings.');
  const limited = new Uint8Array(limitMemory(wasm, MEMORY_LIMIT_BYTES));
  return { module: await WebAssembly.compile(limited), fonts: fonts.map((font) => new Uint8Array(font)) };
}

/** `null`: it answered that it cannot, ended, or took too long. */
function answerOf(worker: Worker, timeLimitMs: number): Promise<Buffer | null> {
  return new Promise((resolve) => {
    let timer = setTimeout(() => resolve(null), START_LIMIT_MS);
    const settle = (picture: Buffer | null): void => {
      clearTimeout(timer);
      resolve(picture);
    };
    worker.on('message', (message: unknown) => {
      if (message === 'ready') {
        clearTimeout(timer);
        timer = setTimeout(() => resolve(null), timeLimitMs);
      } else settle(message instanceof Uint8Array ? Buffer.from(message) : null);
    });
    worker.on('error', () => settle(null));
    worker.on('exit', () => settle(null));
  });
}
