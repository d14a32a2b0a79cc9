/** What the handlers of the suite's server answer, and its second host: files, which it lets no other origin read. */
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Route } from '../../tests/demo-backend/backend.ts';
import { FEATURE, type Suite } from './suite.ts';

const SLOW_MS = 2000;

export function suiteRoutes(suite: Suite): Readonly<Record<string, Route>> {
  return {
    [`/${FEATURE}/resources/upload.py`]: async ({ incoming }) => ({
      body: await buffer(incoming),
      headers: { 'content-type': incoming.headers['content-type'] ?? 'application/octet-stream' },
    }),
    '/common/slow.py': async ({ url }) => {
      await delay(Number(url.searchParams.get('delay') ?? SLOW_MS));
      return { body: '' };
    },
    '/everything': ({ method, incoming }) => ({
      status: method === 'OPTIONS' ? 204 : 200,
      body: '',
      headers: {
        'access-control-allow-methods': incoming.headers['access-control-request-method'] ?? '*',
        'access-control-allow-headers': incoming.headers['access-control-request-headers'] ?? '*',
      },
    }),
    '/*': ({ url, response }) => {
      const bytes = suite.files[url.pathname.slice(1)];
      response.writeHead(bytes ? 200 : 404, { 'content-type': 'text/plain' }).end(bytes);
      return null;
    },
  };
}
