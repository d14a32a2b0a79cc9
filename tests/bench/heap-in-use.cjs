/** In the process that is measured, which was started with --expose-gc: writes the bytes of its heap that are in use, at each SIGUSR2. */
const process = require('node:process');
const { renameSync, writeFileSync } = require('node:fs');
const { setImmediate } = require('node:timers');
const { isMainThread } = require('node:worker_threads');

const file = process.env['LARDER_BENCH_HEAP_FILE'];
if (isMainThread && file) {
  process.on('SIGUSR2', () => {
    // What the first pass gives back to finalizers goes with the second.
    globalThis.gc();
    setImmediate(() => {
      globalThis.gc();
      writeFileSync(`${file}.tmp`, String(process.memoryUsage().heapUsed));
      renameSync(`${file}.tmp`, file);
    });
  });
}
