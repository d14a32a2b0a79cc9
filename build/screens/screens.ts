/** What `npm run screens` does on a Node that runs TypeScript. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { bundle } from '../bundle.ts';
import { say } from '../bootstrap/messages.mjs';
import { ROOT } from '../bootstrap/prepare.mjs';
import { ensureChromium } from '../start/chromium-browser.ts';
import { runNodeCommand } from '../test/run-command.ts';

const PICTURES = path.join(ROOT, 'out', 'screens');

/** Answers the exit code: 0 when every page was seen and breaks no accessibility rule. */
export async function screens(): Promise<number> {
  await ensureChromium();
  await bundle();
  await rm(PICTURES, { recursive: true, force: true });
  const { exitCode } = await runNodeCommand('screens', 'node_modules/@playwright/test/cli.js', [
    'test',
    '--config=tests/e2e/playwright.config.ts',
    '--project=chromium-host',
    '--reporter=list',
    'every-page.e2e.ts',
  ]);
  say(`pictures: ${path.relative(process.cwd(), PICTURES)}${path.sep}`);
  return exitCode;
}
