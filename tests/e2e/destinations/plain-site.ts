/** The same files on a site without our policy, in a Chromium without our product. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from '@playwright/test';
import { findChromiumPath } from '../../chromium-host/index.ts';
import type { ServedFile } from './attempts.ts';

export interface PlainSite {
  readonly page: Page;
  close(): Promise<void>;
}

export async function openPlainSite(files: Readonly<Record<string, ServedFile>>): Promise<PlainSite> {
  const server = createServer((request, response) => {
    const file = files[(request.url ?? '/').slice(1) || 'index.html'];
    const headers = { 'content-type': file?.[1] ?? 'text/plain', 'x-content-type-options': 'nosniff' };
    response.writeHead(file ? 200 : 404, headers).end(file?.[0]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const executablePath = await findChromiumPath({ headless: true });
  const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), chromiumSandbox: false });
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return {
    page,
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
