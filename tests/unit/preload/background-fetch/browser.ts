/** A page and its service worker in a real Chromium, with the Background Fetch API on a fake engine. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import { chromium, type Browser, type Page, type Worker } from 'playwright';
import { isWorkerScript, workerScript } from '../../../../main/sessions/worker-scripts.ts';
import { findChromium } from '../../../chromium-host/index.ts';

export interface TestBrowser {
  /** A fresh profile: a page at `/`, and a worker with `script`, active for `/`. */
  open(
    script?: string,
    files?: Readonly<Record<string, string>>,
  ): Promise<{ page: Page; worker: Worker; close(): Promise<void> }>;
  close(): Promise<void>;
}

export async function openTestBrowser(): Promise<TestBrowser> {
  const bundled = await build({
    entryPoints: [path.join(import.meta.dirname, 'fake-engine.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'chrome140',
  });
  const preload = bundled.outputFiles[0]!.text;
  const interfaces = await bundleWorker();
  let script = '';
  let scripts: Readonly<Record<string, string>> = {};
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://localhost');
    const { pathname } = url;
    const files: Record<string, [string, string]> = {
      '/': [
        'text/html',
        `<!doctype html><html lang="en"><head><title>Page</title><script>${preload}</script></head></html>`,
      ],
      '/sw.js': [
        'text/javascript',
        `${preload};addEventListener('install', () => skipWaiting());addEventListener('activate', (event) => event.waitUntil(clients.claim()));${script}`,
      ],
      '/never.js': [
        'text/javascript',
        `addEventListener('install', (event) => event.waitUntil(new Promise(() => {})));`,
      ],
      '/data.txt': ['text/plain', 'own data'],
    };
    const own = scripts[pathname];
    if (own !== undefined)
      files[pathname] = ['text/javascript', isWorkerScript(url) ? workerScript(url, interfaces)! : own];
    const file = files[pathname];
    response.writeHead(file ? 200 : 404, { 'content-type': file?.[0] ?? 'text/plain' }).end(file?.[1] ?? 'nothing');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const found = await findChromium({ headless: true });
  if (!found) throw new Error('Cannot test the interfaces: no Chromium is installed.');
  const browser: Browser = await chromium.launch({
    executablePath: found.path,
    args: ['--no-sandbox', '--disable-blink-features=BackgroundFetch'],
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    async open(serviceWorkerScript = '', files = {}) {
      script = serviceWorkerScript;
      scripts = files;
      const context = await browser.newContext();
      const page = await context.newPage();
      const started = context.waitForEvent('serviceworker');
      await page.goto(`${origin}/`);
      await page.evaluate(async () => {
        await navigator.serviceWorker.register('/sw.js');
        const { active } = await navigator.serviceWorker.ready;
        while (active!.state !== 'activated')
          await new Promise((resolve) => active!.addEventListener('statechange', resolve, { once: true }));
      });
      return { page, worker: await started, close: () => context.close() };
    },
    async close() {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As the product bundles it. */
async function bundleWorker(): Promise<string> {
  const entryPoint = path.join(import.meta.dirname, '../../../../preload/worker.ts');
  const { outputFiles } = await build({
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'chrome140',
    minifyWhitespace: true,
  });
  return outputFiles[0]!.text;
}
