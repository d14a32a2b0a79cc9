// @ts-check
/** `npm run test:deep`: the cases that are deep rather than daily, 30 minutes at most. Runs on Node 20. */
import { runPrepared } from './bootstrap/prepare.mjs';

await runPrepared(import.meta.url, async (args) => {
  const { runDeepTests } = await import('./test/test.ts');
  return runDeepTests(args);
});
