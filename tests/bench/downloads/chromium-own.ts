/** Chromium's own Background Fetch, in a plain page of a plain Chromium. */
import { chromium, type BrowserContext, type Page } from '@playwright/test';
import { ensureChromium } from '../../../build/start/chromium-browser.ts';
import { findChromiumPath } from '../../chromium-host/index.ts';
import { atEnd } from '../cleaning-up.ts';
import type { Source } from './source.ts';

export interface PlainChromium {
  /** With the page that measures, its worker ready. */
  readonly page: Page;
  close(): Promise<void>;
}

/** `http:` on 127.0.0.1 counts as secure. The profile is kept in `profile` for the next start. */
export async function startPlainChromium(source: Source, profile: string): Promise<PlainChromium> {
  await ensureChromium();
  const executablePath = await findChromiumPath({ headless: true });
  const context: BrowserContext = await chromium.launchPersistentContext(profile, {
    ...(executablePath ? { executablePath } : {}),
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-background-networking', '--disable-gpu'],
  });
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await context.close();
  };
  atEnd(close);
  await context.grantPermissions(['background-fetch' as never], { origin: source.url }).catch(() => {});
  const page = context.pages()[0] ?? (await context.newPage());
  await page.goto(`${source.url}/`);
  return { page, close };
}
