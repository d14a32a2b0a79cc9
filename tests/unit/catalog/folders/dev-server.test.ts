import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createDevServerFiles,
  readServerProgram,
  resolveDevServer,
} from '../../../../main/catalog/folders/dev-server.ts';

const MANIFEST = JSON.stringify({ app_id: 'Weather1', name: 'Weather', start_url: '/', icons: [{ src: 'icon.svg' }] });
let answers: Record<string, [type: string, body: string]>;
let asked: string[];
let server: Server;
let address: string;
beforeEach(async () => {
  asked = [];
  answers = { '/manifest.json': ['application/json', MANIFEST] };
  server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.accept}`);
    const [type, body] = answers[request.url ?? ''] ?? ['text/html', '<!doctype html>the page for everything else'];
    response.writeHead(request.url === '/broken.ts' ? 500 : 200, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

describe('resolveDevServer', () => {
  it.each([
    ['http://127.0.0.1:5173', 'http://127.0.0.1:5173/'],
    ['http://localhost:5173/', 'http://localhost:5173/'],
    ['HTTPS://[::1]:1', 'https://[::1]:1/'],
  ])('takes %s', (text, resolved) => expect(resolveDevServer(text)).toBe(resolved));

  it.each([
    'https://example.com/',
    'http://192.168.1.2:5173',
    'http://127.0.0.1:5173/app/',
    'http://localhost.example/',
    'http://',
  ])('refuses %s', (text) => expect(() => resolveDevServer(text)).toThrow(/dev server has to be on this computer/));
});

describe('readServerProgram', () => {
  it('reads manifest and details, and lists the server’s own host', async () => {
    answers['/details.json'] = ['application/json', '{"serviceDomains":["api.example.com"]}'];
    const { details, installed } = await readServerProgram(address, 1);
    expect(details).toMatchObject({ name: 'Weather', version: '0.0.0' });
    expect(details.serviceDomains.map(({ domain }) => domain)).toEqual(['api.example.com', new URL(address).host]);
    expect(installed).toMatchObject({ icon: 'icon.svg' });
  });

  it.each<[string, () => void, RegExp]>([
    ['nothing answers', () => (address = 'http://127.0.0.1:9/'), /Nothing answers/],
    ['a page comes instead of a manifest', () => void delete answers['/manifest.json'], /it has no manifest.json/],
    ['the manifest is wrong', () => (answers['/manifest.json'] = ['application/json', '{']), /manifest.json:1:2/],
  ])('says so when %s', async (_what, change, message) => {
    change();
    await expect(readServerProgram(address, 1)).rejects.toThrow(message);
  });
});

describe('the files of a dev server', () => {
  it('are what it answers to path, query and kind, each in a file of its own', async () => {
    const files = createDevServerFiles();
    try {
      answers['/src/app.ts?t=1'] = ['text/javascript', 'one'];
      answers['/src/app.ts?t=2'] = ['text/javascript', 'two'];
      const at = (search: string) =>
        files.open(address, { pathname: '/src/app.ts', search, accept: 'text/css', isNavigation: false });
      const [one, two] = [await at('?t=1'), await at('?t=2')];
      expect([one!.type, readFileSync(one!.path, 'utf8'), readFileSync(two!.path, 'utf8')]).toEqual([
        'text/javascript',
        'one',
        'two',
      ]);
      const page = await files.open(address, { pathname: '/deep/inside', isNavigation: true });
      expect(page).toMatchObject({ type: 'text/html', name: expect.stringMatching(/\.html$/) as string });
      expect(await files.open(address, { pathname: '/broken.ts', isNavigation: false })).toBeNull();
      expect(asked.slice(0, 3)).toEqual([
        '/src/app.ts?t=1 text/css',
        '/src/app.ts?t=2 text/css',
        '/deep/inside text/html',
      ]);
    } finally {
      files.dispose();
    }
  });
});
