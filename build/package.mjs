// @ts-check
/** `npm run package -- DIR [--out=FILE] [--store]`: makes the package of a mini-program's folder. Runs on Node 20. */
import { runPrepared } from './bootstrap/prepare.mjs';

await runPrepared(import.meta.url, async (args) => {
  const { packageMiniProgram } = await import('./author-kit/package-mini-program.ts');
  await packageMiniProgram(args, {
    say: (line) => process.stderr.write(`${line}\n`),
    print: (json) => process.stdout.write(`${json}\n`),
  });
  return 0;
});
