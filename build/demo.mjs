// @ts-check
/** `npm run demo [-- --json FILE]`: shows, without a person, what pre-fetch saves. Runs on Node 20. */
import { runPrepared } from './bootstrap/prepare.mjs';

await runPrepared(import.meta.url, async (args) => {
  const { demo } = await import('./demo/demo.ts');
  return demo(args);
});
