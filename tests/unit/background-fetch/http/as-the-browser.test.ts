/** Answers of other people's servers: a background fetch has the response that the page's own `fetch()` would have. */
import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResponseOutcome } from '../../../../main/background-fetch/types.ts';
import { findChromium } from '../../../chromium-host/index.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { APP_ID, register, request, startEngine } from '../engine.ts';
import { FOREIGN_ANSWERS, head, PLAIN } from './foreign-answers.ts';

interface Seen {
  readonly status: number;
  /** SHA-256, in hex. */
  readonly body: string;
  readonly bytes: number;
  /** Path, query and fragment. */
  readonly url: string;
  readonly redirected: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** What a page may compare: the rest is about the connection. */
const COMPARED = ['content-type', 'x-a', 'x-b', 'set-cookie', 'location', 'etag'];

let browser: Browser;
let page: Page;
let host = '';
const servers: Server[] = [];
let asked: string[] = [];

async function listen(answer: (path: string) => readonly (string | Buffer)[]): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (data: Buffer) => {
      const path = data.toString('latin1').split(' ')[1] ?? '/';
      const parts = answer(path).map((part) =>
        typeof part === 'string' ? Buffer.from(part.replaceAll('{host}', host)) : part,
      );
      socket.end(Buffer.concat(parts));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  host = await listen((path) => {
    asked.push(path);
    const index = /^\/answer\/(\d+)$/.exec(path)?.[1];
    return index === undefined ? PLAIN : (FOREIGN_ANSWERS[Number(index)]?.bytes ?? []);
  });
  const site = await listen(() => [head('HTTP/1.1 200 OK', 'Content-Type: text/html', 'Content-Length: 0')]);
  const found = await findChromium({ headless: true });
  if (!found) throw new Error('Cannot compare with a browser: no Chromium is installed.');
  browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox'] });
  page = await browser.newPage();
  await page.goto(`http://${site}/`);
});
afterAll(async () => {
  await browser?.close();
  for (const server of servers) server.close();
});

/** `null`: it is a network error, or its body is. */
function asThePage(url: string): Promise<Seen | null> {
  return page.evaluate(
    async ([from, names]) => {
      try {
        const response = await fetch(from, { cache: 'no-store', credentials: 'omit' });
        const bytes = await response.arrayBuffer();
        const digest = [...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))];
        const { pathname, search, hash } = new URL(response.url);
        return {
          status: response.status,
          body: digest.map((byte) => byte.toString(16).padStart(2, '0')).join(''),
          bytes: bytes.byteLength,
          url: pathname + search + hash,
          redirected: response.redirected,
          headers: Object.fromEntries(
            names.flatMap((name) => (response.headers.has(name) ? [[name, response.headers.get(name)!]] : [])),
          ),
        };
      } catch {
        return null;
      }
    },
    [url, COMPARED] as const,
  );
}

async function asABackgroundFetch(url: string): Promise<Seen | null> {
  const ready = Promise.withResolvers<ResponseOutcome>();
  const { manager, events } = await startEngine({
    folder: createTemporaryFolder(),
    ports: [Number(host.split(':')[1])],
    // What a worker is given: while the event lasts.
    async deliver({ registration }) {
      ready.resolve(await manager.registrations.response(APP_ID, registration.uuid, 0, new AbortController().signal));
      return 'delivered';
    },
  });
  await register(manager, [request(url)]);
  const outcome = await ready.promise;
  const body = events[0]?.bodies[0];
  if (outcome.kind !== 'response' || !Buffer.isBuffer(body)) return null;
  const { response } = outcome;
  const { pathname, search, hash } = new URL(response.url);
  const headers = new Headers(response.headers.map(([name, value]): [string, string] => [name, value]));
  return {
    status: response.status,
    body: createHash('sha256').update(body).digest('hex'),
    bytes: body.length,
    url: pathname + search + hash,
    redirected: response.redirected,
    headers: Object.fromEntries(COMPARED.flatMap((name) => (headers.has(name) ? [[name, headers.get(name)!]] : []))),
  };
}

describe('a background fetch answers as fetch() does', () => {
  const outcomes: string[] = [];
  it.each(FOREIGN_ANSWERS.map(({ name, kept }, index) => [name, index, kept] as const))(
    '%s',
    async (name, index, kept) => {
      const url = `http://${host}/answer/${index}`;
      const inPage = await asThePage(url);
      asked = [];
      const here = await asABackgroundFetch(url);
      outcomes.push(inPage ? 'read' : 'refused');
      if (kept) expect(here?.status ?? null, kept.why).toBe(kept.status);
      else expect(here, name).toEqual(inPage);
      if (kept && !(kept.status === inPage?.status)) expect(here).not.toEqual(inPage);
      expect(asked.length).toBeGreaterThan(0);
    },
  );

  it('was put to the test', () => {
    expect(outcomes.length).toBe(FOREIGN_ANSWERS.length);
    expect(outcomes.filter((outcome) => outcome === 'read').length).toBeGreaterThan(70);
    expect(outcomes.filter((outcome) => outcome === 'refused').length).toBeGreaterThan(8);
  });
});
