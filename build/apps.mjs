// @ts-check
/** `npm run apps`: apps that others have written, each opened as a mini-program. Needs the npm registry. Runs on Node 20. */
import { runPrepared } from './bootstrap/prepare.mjs';

await runPrepared(import.meta.url, async (args) => {
  const { runApps } = await import('./apps/run-apps.ts');
  return runApps(args);
});
