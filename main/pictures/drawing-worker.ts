/**
 * Makes pixels of one drawing, in a thread of its own that is ended when it takes too long. The renderer is
 * WebAssembly: no network, no scripts, no files, and a limited memory. One thread draws one picture, so that
 * nothing of a stranger's is there when the next one comes.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import type { DrawingOrder } from './drawing-order.ts';

const { module, svg, fonts, sidePixels } = workerData as DrawingOrder;

function draw(): Uint8Array {
  const options = (mode: 'width' | 'height') => ({
    fitTo: { mode, value: sidePixels },
    font: { fontBuffers: [...fonts], defaultFontFamily: 'Figtree', sansSerifFamily: 'Figtree', serifFamily: 'Figtree' },
  });
  let drawing = new Resvg(svg, options('width'));
  if (drawing.height > drawing.width) drawing = new Resvg(svg, options('height'));
  return drawing.render().asPng();
}

void initWasm(module).then(() => {
  parentPort?.postMessage('ready');
  try {
    parentPort?.postMessage(draw());
  } catch {
    parentPort?.postMessage(null);
  }
});
