// @ts-check
/** `npm start -- OPTIONS`: installs what is missing, bundles, and runs Larder. Runs on Node 20. */
import { runPrepared } from './bootstrap/prepare.mjs';

await runPrepared(import.meta.url, async (args) => {
  const { start } = await import('./start/start.ts');
  return start(args);
});
