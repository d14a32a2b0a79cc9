// @ts-check
/** `npm run new -- NAME [--template=TEMPLATE] [--dir=DIR]`: a mini-program to begin with. Runs on Node 20. */
import { runPrepared } from './bootstrap/prepare.mjs';

await runPrepared(import.meta.url, async (args) => {
  const { newMiniProgram } = await import('./author-kit/new-mini-program.ts');
  const { REPOSITORY_TOOLS } = await import('./author-kit/kit/repository-tools.ts');
  await newMiniProgram(args, (line) => process.stdout.write(`${line}\n`), REPOSITORY_TOOLS);
  return 0;
});
