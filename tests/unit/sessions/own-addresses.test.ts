import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveContainerPage, serveProgramPage } from '../../../main/sessions/scheme-handlers.ts';
import type { ServedFile } from '../../../main/sessions/file-response.ts';
import { CONTAINER_PAGE_ORIGIN, originOf, ownUrl } from '../../../main/sessions/schemes.ts';
import { createPageSeal } from '../../../main/windows/container-pages/page-seal.ts';

const APP_ID = 'attackOpen1';

describe('ownUrl', () => {
  it.each([
    'index.html',
    'a/b.html?x=1#y',
    '/index.html',
    '//other.example/index.html',
    'https://other.example/index.html',
    '/https://other.example/index.html',
    'https:other.example',
    'larder://page/problem.html?title=Pay+now',
    'mp://other/index.html',
    'data:text/html;base64,PHNjcmlwdD4=',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'blob:mp://other/1',
    '\\\\other.example\\share',
    '../../..//other.example',
    '@other.example/',
    ':80/',
    '',
    '?query',
    '#fragment',
  ])('stays at the own origin for %j', (address) => {
    const url = ownUrl(APP_ID, address);
    expect(`${url.protocol}//${url.host}`).toBe(originOf(APP_ID));
    expect(url.href.startsWith(`${originOf(APP_ID)}/`)).toBe(true);
  });

  it('keeps query and fragment', () => {
    expect(ownUrl(APP_ID, 'a.html?b=c#d').href).toBe(`${originOf(APP_ID)}/a.html?b=c#d`);
  });
});

describe('the icon for a container page', () => {
  async function icon(address: string, readIcon: (host: string) => Promise<ServedFile | null>): Promise<Response> {
    const folder = await mkdtemp(path.join(tmpdir(), 'larder-pages-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    return serveProgramPage(new Request(address), { folder, isAddress: () => true, readIcon });
  }
  const picture = async (type: string): Promise<ServedFile> => {
    const folder = await mkdtemp(path.join(tmpdir(), 'larder-icons-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await writeFile(path.join(folder, 'icon'), 'picture');
    return { path: path.join(folder, 'icon'), size: 7, type };
  };

  it('is that of the mini-program with this host', async () => {
    const asked: string[] = [];
    const file = await picture('image/png');
    const response = await icon(`${CONTAINER_PAGE_ORIGIN}/icons/abc?v=01234567`, (host) => {
      asked.push(host);
      return Promise.resolve(file);
    });
    expect([response.status, response.headers.get('content-type'), await response.text(), asked]).toEqual([
      200,
      'image/png',
      'picture',
      ['abc'],
    ]);
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
  });

  it.each<[string, string, () => Promise<ServedFile | null>]>([
    ['there is none', '/icons/abc', () => Promise.resolve(null)],
    ['it cannot be read', '/icons/abc', () => Promise.reject(new Error('disk'))],
    ['it is a drawing', '/icons/abc', () => picture('image/svg+xml')],
    ['it is a page', '/icons/abc', () => picture('text/html')],
    ['the address goes on', '/icons/abc/def', () => picture('image/png')],
    ['the address is one of a file', '/icons/../icons', () => picture('image/png')],
  ])('is nothing when %s', async (_when, address, readIcon) => {
    expect((await icon(CONTAINER_PAGE_ORIGIN + address, readIcon)).status).toBe(404);
  });

  it('is at no other origin', async () => {
    const response = await icon('larder://launcher/icons/abc', () => picture('image/png'));
    expect(response.status).toBe(404);
  });
});

describe('an address of a container page', () => {
  async function served(address: (seal: ReturnType<typeof createPageSeal>) => string): Promise<number> {
    const folder = await mkdtemp(path.join(tmpdir(), 'larder-pages-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    for (const name of ['problem.html', 'page.css']) await writeFile(path.join(folder, name), 'text');
    const seal = createPageSeal();
    const request = new Request(address(seal));
    return (await serveContainerPage(request, CONTAINER_PAGE_ORIGIN, folder, seal.isClosed)).status;
  }
  const closed = (seal: ReturnType<typeof createPageSeal>, query: string): URL => {
    const url = new URL(`${CONTAINER_PAGE_ORIGIN}/problem.html${query}`);
    seal.close(url);
    return url;
  };

  it('is answered when Larder made it, whatever its fragment says', async () => {
    expect(await served((seal) => `${closed(seal, '?title=Offline&name=A+%26+B').href}#received=1`)).toBe(200);
    expect(await served(() => `${CONTAINER_PAGE_ORIGIN}/page.css`)).toBe(200);
  });

  it.each([
    ['without a seal', () => '?title=Pay+now'],
    ['with a seal of somebody else', () => '?title=Pay+now&seal=AAAA'],
    ['with the seal of another process', () => closed(createPageSeal(), '?title=Pay+now').search],
    [
      'with the seal of another text',
      (seal: ReturnType<typeof createPageSeal>) => closed(seal, '?title=Offline').search.replace('Offline', 'Pay+now'),
    ],
    [
      'with a text more',
      (seal: ReturnType<typeof createPageSeal>) => `${closed(seal, '?title=Offline').search}&title=Pay+now`,
    ],
  ])('is nothing %s', async (_what, query) => {
    expect(await served((seal) => `${CONTAINER_PAGE_ORIGIN}/problem.html${query(seal)}`)).toBe(404);
  });
});
