/** A mini-program's files behind the product's own scheme handler, for a real Chromium: folders `/1/`, `/2/` …, each with a service worker of its own. */
import { createServer } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { chromium, type Page } from 'playwright';
import { hashInlineScripts } from '../../../main/catalog/inline-scripts/hash-inline-scripts.ts';
import { NO_INLINE_SCRIPTS } from '../../../main/models/inline-scripts.ts';
import { createPolicyProofs } from '../../../main/sessions/policy/policy-proof.ts';
import { createPieceReader } from '../../../main/sessions/file-response.ts';
import { serveMiniProgramFile, type MiniProgramFiles } from '../../../main/sessions/scheme-handlers.ts';
import { createTextTypes } from '../../../main/sessions/text-types.ts';
import { findChromium } from '../../chromium-host/index.ts';

export interface GuardedSite {
  /** A page at `/N/`, controlled by a worker whose script is `script` behind the guard. */
  open(script: string, files?: Readonly<Record<string, string>>): Promise<{ page: Page; base: string }>;
  /** Replaces a file of the package. */
  write(url: string, text: string): void;
  close(): Promise<void>;
}

const TYPES: Readonly<Record<string, string>> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript' };
const TAKES_OVER = `addEventListener('install',()=>skipWaiting());addEventListener('activate',(event)=>event.waitUntil(clients.claim()));`;

export async function openGuardedSite(): Promise<GuardedSite> {
  const root = path.join(import.meta.dirname, '../../..');
  const bundled = await build({
    stdin: {
      contents: `import { guardAnswers } from './preload/policy/guard-answers.ts';
        import { POLICY_HEADER, POLICY_PROOF_HEADER } from './preload/contract/policy.ts';
        (0, eval)('(' + guardAnswers + ')')(POLICY_PROOF_HEADER, POLICY_HEADER);`,
      resolveDir: root,
    },
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome140',
  });
  const guard = bundled.outputFiles[0]!.text;
  const folder = await mkdtemp(path.join(tmpdir(), 'larder-guard-'));
  const texts = new Map<string, string>();
  let count = 0;
  const readPackage: MiniProgramFiles['readPackage'] = async ({ pathname }) => {
    const text = texts.get(pathname);
    if (text === undefined) return null;
    const file = path.join(folder, `${(count += 1)}`);
    await writeFile(file, text);
    const type = TYPES[path.extname(pathname)] ?? 'text/plain';
    // As at the installation.
    const inlineScripts = type.startsWith('text/html') ? hashInlineScripts(text, 100) : NO_INLINE_SCRIPTS;
    return { kind: 'file', file: { path: file, size: Buffer.byteLength(text), type, inlineScripts } };
  };
  const readPiece = createPieceReader();
  const textTypes = createTextTypes(readPiece);
  const policyProofs = Promise.resolve(createPolicyProofs(Buffer.alloc(32, 7)));
  const server = createServer((request, response) => {
    void (async () => {
      // The worker's own script has no policy here: the guard needs `eval` to be text, as Electron makes it.
      const worker = /\/sw\.js$/.test(request.url!) ? texts.get(request.url!) : undefined;
      if (worker !== undefined) return response.writeHead(200, { 'content-type': 'text/javascript' }).end(worker);
      const answer = await serveMiniProgramFile(
        new Request(origin + request.url, { method: request.method!, headers: request.headers as HeadersInit }),
        {
          origin,
          dev: false,
          domains: [],
          readPackage,
          workerInterfaces: () => Promise.resolve(''),
          charset: null,
          readPiece,
          textTypes,
          policyProofs,
        },
      );
      response.writeHead(answer.status, Object.fromEntries(answer.headers));
      return response.end(Buffer.from(await answer.arrayBuffer()));
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const found = await findChromium({ headless: true });
  if (!found) throw new Error('Cannot test the guard: no Chromium is installed.');
  const browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] });
  const context = await browser.newContext();
  let sites = 0;
  return {
    async open(script, files = {}) {
      const base = `/${(sites += 1)}/`;
      texts.set(base, '<!doctype html><title>start</title>');
      texts.set(`${base}sw.js`, `${guard}${TAKES_OVER}${script}`);
      for (const [name, text] of Object.entries(files)) texts.set(base + name, text);
      const page = await context.newPage();
      await page.goto(origin + base);
      await page.evaluate(async () => {
        await navigator.serviceWorker.register('sw.js');
        await navigator.serviceWorker.ready;
        if (!navigator.serviceWorker.controller)
          await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve));
      });
      return { page, base: origin + base };
    },
    write: (url, text) => void texts.set(new URL(url).pathname, text),
    async close() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}
