// @ts-check
/** `npm run probes`: see CONTRIBUTING.md. Runs on Node 20. */
import { runPrepared } from './bootstrap/prepare.mjs';

await runPrepared(import.meta.url, async () => {
  const { runProbes } = await import('./probes/run-probes.ts');
  return runProbes();
});
