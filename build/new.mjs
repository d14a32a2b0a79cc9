// @ts-check
/** `npm run new -- NAME [--dir=DIR]`: a mini-program to begin with. Runs on Node 20. */
import { runPrepared } from './bootstrap/prepare.mjs';

await runPrepared(import.meta.url, async (args) => {
  const { newMiniProgram } = await import('./author-kit/new-mini-program.ts');
  await newMiniProgram(args, (line) => process.stdout.write(`${line}\n`));
  return 0;
});
