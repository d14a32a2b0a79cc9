// @ts-check
/** `npm run author-kit`: packs the author's kit, a package for npm, into `out/author-kit/`. Runs on Node 20. */
import path from 'node:path';
import { say } from './bootstrap/messages.mjs';
import { runPrepared } from './bootstrap/prepare.mjs';

await runPrepared(import.meta.url, async () => {
  const { packAuthorKit } = await import('./author-kit/kit/pack-author-kit.ts');
  say(`made ${path.relative(process.cwd(), await packAuthorKit())}`);
  return 0;
});
