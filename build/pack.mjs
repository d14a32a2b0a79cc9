// @ts-check
/** `npm run pack`, `npm run dist`: the packaged application and its installers. Runs on Node 20. */
import { runPrepared } from './bootstrap/prepare.mjs';

await runPrepared(import.meta.url, async (args) => {
  const { pack } = await import('./pack/pack.ts');
  return pack(args);
});
