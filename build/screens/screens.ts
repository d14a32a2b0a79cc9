/** What `npm run screens` does on a Node that runs TypeScript. */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { bundle } from '../bundle.ts';
import { say } from '../bootstrap/messages.mjs';
import { ROOT } from '../bootstrap/prepare.mjs';
import { ensureTestChromium } from '../start/chromium-browser.ts';
import { runNodeCommand } from '../test/run-command.ts';

const PICTURES = path.join(ROOT, 'out', 'screens');
const ALL_LOOKS = { LARDER_LOOKS: 'all' };
const STATES = path.join(ROOT, 'out', 'ui');

/** Answers the exit code: 0 when every page was seen and breaks no accessibility rule. */
export async function screens(): Promise<number> {
  await ensureTestChromium();
  await bundle();
  await rm(PICTURES, { recursive: true, force: true });
  const pages = await runNodeCommand(
    'screens',
    'node_modules/@playwright/test/cli.js',
    [
      'test',
      '--config=tests/e2e/playwright.config.ts',
      '--project=chromium-host',
      '--reporter=list',
      'every-page.e2e.ts',
    ],
    ALL_LOOKS,
  );
  const states = await runNodeCommand(
    'states',
    'node_modules/vitest/vitest.mjs',
    ['run', '--config=vitest.config.ts', 'tests/unit/renderer/'],
    ALL_LOOKS,
  );
  say(
    `pictures: every page in ${path.relative(process.cwd(), PICTURES)}, every state of them in ${path.relative(process.cwd(), STATES)}`,
  );
  return Math.max(pages.exitCode, states.exitCode);
}
