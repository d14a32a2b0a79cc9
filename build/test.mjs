// @ts-check
/** `npm test`, `npm test -- unit lint ...`: installs what is missing and runs the suites. Runs on Node 20. */
import { runPrepared } from './bootstrap/prepare.mjs';

await runPrepared(import.meta.url, async (args) => {
  const { runTests } = await import('./test/test.ts');
  return runTests(args);
});
