// @ts-check
/** `npm run wpt -- DIR`: the public tests of background fetch, in a checkout at DIR. Runs on Node 20. */
import { runPrepared } from './bootstrap/prepare.mjs';

await runPrepared(import.meta.url, async (args) => {
  const { runWpt } = await import('./wpt/run-wpt.ts');
  return runWpt(args);
});
