import { startBackend, type Backend, type LoggedRequest } from '../demo-backend/backend.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { originOf, probe, PROBE_ID } from './mini-programs.ts';

const LAUNCHER = 'larder://launcher/';
const isData = (request: LoggedRequest): boolean => request.path === '/data';
const languageOf = (request: LoggedRequest): string | undefined => new Map(request.query).get('lang');

let backend: Backend;
test.beforeEach(async () => {
  backend = await startBackend({ apps: [probe()], routes: { '/data': () => ({ body: 'fresh data' }) } });
});
test.afterEach(() => backend.close());

test('the chosen language is spoken at once, named to developer servers, and there again after a restart', async ({
  startLarder,
}) => {
  const args = [`--backend-url=${backend.url}`, '--dev'];
  const first = await startLarder({ args });
  const launcher = await first.window(LAUNCHER);
  await launcher.getByRole('button', { name: 'Add', exact: true }).first().waitFor();

  const answer = await launcher.evaluate(() => window.container.invoke('launcher:set-settings', { language: 'fa' }));
  expect(answer).toMatchObject({ ok: true });
  await launcher.getByRole('link', { name: 'دانلودها' }).waitFor();
  expect(await launcher.evaluate(() => [document.documentElement.lang, document.documentElement.dir])).toEqual([
    'fa',
    'rtl',
  ]);

  expect(await first.openByHandOver(PROBE_ID)).toBe(0);
  expect(languageOf(await backend.whenRequested(isData))).toBe('fa');
  await first.window(`${originOf(PROBE_ID)}/`);
  expect(await first.stop()).toBe(0);

  backend.clearRequests();
  const second = await startLarder({ args });
  const again = await second.window(LAUNCHER);
  await again.getByRole('link', { name: 'دانلودها' }).waitFor();
  expect(new URL(again.url()).searchParams.get('language')).toBe('fa');
  await again.evaluate(() => window.container.invoke('launcher:set-settings', { language: 'zh-Hans' }));
  await again.getByRole('link', { name: '下载' }).waitFor();
  expect(await second.openByHandOver(PROBE_ID)).toBe(0);
  expect(languageOf(await backend.whenRequested(isData))).toBe('zh-Hans');
});

test('what cannot be opened is said in the user’s language', DEEP, async ({ startLarder }) => {
  const larder = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev'] });
  const launcher = await larder.window(LAUNCHER);
  await launcher.evaluate(() => window.container.invoke('launcher:set-settings', { language: 'zh-Hans' }));
  expect(await larder.openByHandOver('https://example.com/')).toBe(0);
  await launcher.getByText('Larder 只打开 bnc: 链接').waitFor();
  expect((await larder.event('problem')).message).toBe(
    'Cannot open “https://example.com/”: Larder opens only bnc: links.',
  );
  await launcher.evaluate(() => window.container.invoke('launcher:set-settings', { language: 'en' }));
  await launcher.getByText('Larder opens only bnc: links').waitFor();
});
