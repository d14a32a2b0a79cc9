// @ts-check
/** `npm run check -- DIR [--json]`: opens a mini-program and compares what it costs with a budget. Runs on Node 20. */
import { runPrepared } from './bootstrap/prepare.mjs';

await runPrepared(import.meta.url, async (args) => {
  const { bundle } = await import('./bundle.ts');
  const { ensureChromium } = await import('./start/chromium-browser.ts');
  const { checkMiniProgram } = await import('./author-kit/check/check-mini-program.ts');
  await ensureChromium();
  await bundle();
  const isWell = await checkMiniProgram(args, {
    say: (line) => process.stderr.write(`${line}\n`),
    print: (json) => process.stdout.write(`${json}\n`),
  });
  return isWell ? 0 : 1;
});
