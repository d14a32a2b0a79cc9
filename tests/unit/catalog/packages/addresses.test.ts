import { describe, expect, it } from 'vitest';
import { resolveAddress } from '../../../../main/catalog/packages/addresses.ts';

const FILES = [
  '/index.html',
  '/about.html',
  '/LICENSE',
  '/app.js',
  '/guide/index.html',
  '/guide/start.html',
  '/guide.html',
  '/api/list.html',
  '/api.html',
  '/assets/a.b/index.html',
  '/v1.0.html',
  '/%E9%A1%B5.html',
  // As tools for older systems name them.
  '/old/index.htm',
  '/old/page.htm',
  '/old/both.htm',
  '/old/both.html',
  '/two/index.htm',
  '/two/index.html',
  '/shut/default.htm',
  '/shut/INDEX.HTM',
];

const resolve = (pathname: string, isNavigation: boolean, fallback: string | null = null): Promise<unknown> =>
  resolveAddress({ pathname, isNavigation }, (path) => Promise.resolve(FILES.includes(path) ? path : null), fallback);

const file = (path: string): unknown => ({ kind: 'file', file: path });
const redirect = (pathname: string): unknown => ({ kind: 'redirect', pathname });

describe('resolveAddress', () => {
  /** What a navigation is answered with, and what a part of a page is. */
  const table: [pathname: string, navigation: unknown, part: unknown][] = [
    ['/', file('/index.html'), file('/index.html')],
    ['/index.html', file('/index.html'), file('/index.html')],
    ['/index', file('/index.html'), null],
    ['/about', file('/about.html'), null],
    ['/about.html', file('/about.html'), file('/about.html')],
    ['/about/', null, null],
    ['/LICENSE', file('/LICENSE'), file('/LICENSE')],
    ['/app.js', file('/app.js'), file('/app.js')],
    ['/app', null, null],
    // A folder that answers goes before a page of its name, as a server of files has it.
    ['/guide', redirect('/guide/'), redirect('/guide/')],
    ['/guide/', file('/guide/index.html'), file('/guide/index.html')],
    ['/guide/start', file('/guide/start.html'), null],
    // A folder without an index page answers nothing itself.
    ['/api', file('/api.html'), null],
    ['/api/', null, null],
    ['/api/list', file('/api/list.html'), null],
    ['/assets/a.b', redirect('/assets/a.b/'), redirect('/assets/a.b/')],
    ['/v1.0', file('/v1.0.html'), null],
    ['/%E9%A1%B5', file('/%E9%A1%B5.html'), null],
    ['/old/', file('/old/index.htm'), file('/old/index.htm')],
    ['/old', redirect('/old/'), redirect('/old/')],
    ['/old/index', file('/old/index.htm'), null],
    ['/old/page', file('/old/page.htm'), null],
    ['/old/both', file('/old/both.html'), null],
    ['/two/', file('/two/index.html'), file('/two/index.html')],
    ['/two', redirect('/two/'), redirect('/two/')],
    ['/shut/', null, null],
    ['/shut', null, null],
    ['/users/7', null, null],
    ['/users/7/', null, null],
    ['/gone.png', null, null],
  ];
  it.each(table)('answers "%s"', async (pathname, navigation, part) => {
    expect(await resolve(pathname, true)).toEqual(navigation);
    expect(await resolve(pathname, false)).toEqual(part);
  });

  it.each(table)('answers "%s" with the start page only when it is a navigation to nothing', async (...row) => {
    const [pathname, navigation, part] = row;
    expect(await resolve(pathname, true, '/index.html')).toEqual(navigation ?? file('/index.html'));
    expect(await resolve(pathname, false, '/index.html')).toEqual(part);
  });

  it('answers nothing when the start page is gone, too', async () => {
    expect(await resolve('/users/7', true, '/gone.html')).toBeNull();
  });
});
