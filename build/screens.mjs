// @ts-check
/** `npm run screens`: a picture of every page in every language and both themes, in out/screens/. Runs on Node 20. */
import { runPrepared } from './bootstrap/prepare.mjs';

await runPrepared(import.meta.url, async () => {
  const { screens } = await import('./screens/screens.ts');
  return screens();
});
