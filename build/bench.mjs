// @ts-check
/** `npm run bench [-- ROW ...]`: measures the numbers that Larder promises. Runs on Node 20. */
import { runPrepared } from './bootstrap/prepare.mjs';

await runPrepared(import.meta.url, async (args) => {
  const { bench } = await import('../tests/bench/bench.ts');
  return bench(args);
});
