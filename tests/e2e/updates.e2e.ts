import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { hostOfAppId } from '../../main/models/app-id.ts';
import { miniProgramStateSchema, type MiniProgramState } from '../../main/models/state-schema.ts';
import { startBackend, type Backend, type BackendApp } from '../demo-backend/backend.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { originOf, probe, PROBE_ID } from './mini-programs.ts';
import type { RunningLarder, StartOptions } from './running-larder.ts';

const PAGE = `${originOf(PROBE_ID)}/`;

let backend: Backend;
/** Every answer that a page waits for before it has loaded. */
let finishLoading: (() => void)[];
test.beforeEach(async () => {
  finishLoading = [];
  backend = await startBackend({
    apps: [versionOf('1.0.0')],
    routes: {
      '/data': ({ url }) => ({ body: `data of ${url.searchParams.get('version')}` }),
      '/slow.png': ({ response }) => {
        finishLoading.push(() => response.writeHead(404).end());
        return null;
      },
    },
  });
});
test.afterEach(() => backend.close());

/** Its page tells which version it is. `waits`: it has not loaded until the developer's server answers. */
const versionOf = (version: string, { waits = false } = {}): BackendApp => {
  const picture = waits ? `<img src="${backend.url}/slow.png" alt="">` : '';
  return probe({
    version,
    files: {
      'index.html': `<!doctype html><h1>${version}</h1><output></output>${picture}<script src="probe.js"></script>`,
    },
  });
};

type Start = (options?: Partial<StartOptions>) => Promise<RunningLarder>;
const startAt = (startLarder: Start, hours: number): Promise<RunningLarder> =>
  startLarder({
    args: [`--backend-url=${backend.url}`, '--dev', `--dev-clock-offset=${hours}h`, `--open=${PROBE_ID}`],
  });
const heading = async (larder: RunningLarder) => (await larder.window(PAGE)).locator('h1');
const stateIn = async (dataFolder: string): Promise<MiniProgramState> =>
  miniProgramStateSchema().parse(
    JSON.parse(await readFile(path.join(dataFolder, 'mini-programs', hostOfAppId(PROBE_ID), 'state.json'), 'utf8')),
  );
const crash = async (page: Page): Promise<void> => {
  const devTools = await page.context().newCDPSession(page);
  // The answer never comes: its page is gone.
  void devTools.send('Page.crash').catch(() => {});
};
const namesOf = (larder: RunningLarder): string[] =>
  larder
    .events()
    .map(({ event }) => event)
    .filter((event) => event.startsWith('update-') || event.startsWith('package-'));

/** 1.0.0 has loaded, `update` waits for the next cold start. */
async function installWithUpdate(startLarder: Start, update: BackendApp): Promise<void> {
  const first = await startAt(startLarder, 0);
  await expect(await heading(first)).toHaveText('1.0.0');
  await first.event('page-loaded');
  await first.stop();
  expect(namesOf(first)).toEqual(['package-installed']);
  await backend.setApp(update);
  const second = await startAt(startLarder, 25);
  await expect(await heading(second)).toHaveText('1.0.0');
  await second.event('update-installed');
  await second.stop();
  expect(namesOf(second)).toEqual(['update-started', 'update-installed']);
}

test(
  'an update whose page crashes before it has loaded gives way to the version before, until there is another',
  DEEP,
  async ({ startLarder, dataFolder }) => {
    await installWithUpdate(startLarder, versionOf('2.0.0', { waits: true }));
    const third = await startLarder({ args: [`--backend-url=${backend.url}`, '--dev', '--dev-clock-offset=26h'] });
    const launcher = await third.window('larder://launcher/');
    await third.openByHandOver(PROBE_ID);
    await expect(await heading(third)).toHaveText('2.0.0');
    await expect.poll(() => finishLoading.length).toBeGreaterThan(0);
    await crash(await third.window(PAGE));

    expect(await third.event('update-rolled-back')).toMatchObject({
      fromVersion: '2.0.0',
      version: '1.0.0',
      errCode: 'renderer-gone',
    });
    // The start of the version before; Playwright cannot look into a page that has crashed.
    await expect.poll(() => third.events().filter(({ event }) => event === 'prefetch-finished').length).toBe(2);
    await expect(launcher.getByText(/Version 2\.0\.0 of .* did not start/)).toHaveCount(1);
    expect(
      backend
        .requests()
        .filter(({ path: requested }) => requested === '/data')
        .map(({ query }) => new Map(query).get('version'))
        .slice(-2),
    ).toEqual(['2.0.0', '1.0.0']);
    expect(third.events().filter(({ event }) => event === 'problem')).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(
          /^Version 2\.0\.0 of “Probe” did not start .* Larder went back to version 1\.0\.0/,
        ) as unknown,
      }),
    ]);
    await third.stop();
    expect(namesOf(third)).toEqual(['update-adopted', 'update-rolled-back']);
    expect(await stateIn(dataFolder)).toMatchObject({ installed: { version: '1.0.0' }, pending: null, previous: null });

    const fourth = await startAt(startLarder, 52);
    await expect(await heading(fourth)).toHaveText('1.0.0');
    await expect((await fourth.window(PAGE)).locator('output')).toHaveText('data of 1.0.0');
    await fourth.event('page-loaded');
    await fourth.stop();
    expect(namesOf(fourth)).toEqual([]);

    await backend.setApp(versionOf('3.0.0'));
    const fifth = await startAt(startLarder, 78);
    await fifth.event('update-installed');
    await fifth.stop();
    const sixth = await startAt(startLarder, 79);
    await expect(await heading(sixth)).toHaveText('3.0.0');
  },
);

test('an update that is killed twice before it has loaded gives way to the version before', async ({
  startLarder,
  dataFolder,
}) => {
  await installWithUpdate(startLarder, versionOf('2.0.0', { waits: true }));
  // Ended in order: that says nothing about the version.
  const stopped = await startAt(startLarder, 26);
  await expect(await heading(stopped)).toHaveText('2.0.0');
  await stopped.stop();
  expect((await stateIn(dataFolder)).installed).toMatchObject({ version: '2.0.0', provenAt: null, unprovenStarts: 0 });

  for (const hours of [27, 28]) {
    const killed = await startAt(startLarder, hours);
    await expect(await heading(killed)).toHaveText('2.0.0');
    await killed.kill();
  }
  expect((await stateIn(dataFolder)).installed).toMatchObject({ provenAt: null, unprovenStarts: 2 });
  const later = await startAt(startLarder, 29);
  await expect((await later.window(PAGE)).locator('output')).toHaveText('data of 1.0.0');
  await expect(await heading(later)).toHaveText('1.0.0');
  expect(await later.event('miniprogram-opened')).toMatchObject({ version: '1.0.0' });
  expect(await later.event('update-rolled-back')).toMatchObject({
    fromVersion: '2.0.0',
    version: '1.0.0',
    errCode: 'never-loaded',
  });
});

test('an update that has loaded once stays when it crashes later', DEEP, async ({ startLarder, dataFolder }) => {
  await installWithUpdate(startLarder, versionOf('2.0.0', { waits: true }));
  const third = await startAt(startLarder, 26);
  await expect(await heading(third)).toHaveText('2.0.0');
  await expect.poll(() => finishLoading.length).toBeGreaterThan(0);
  for (const finish of finishLoading) finish();
  await third.event('page-loaded');
  await crash(await third.window(PAGE));
  await third.event('problem', ({ message }) => message.includes('process ended'));
  await third.stop();
  expect(namesOf(third)).toEqual(['update-adopted']);
  expect(await stateIn(dataFolder)).toMatchObject({
    installed: { version: '2.0.0', provenAt: expect.any(Number) as unknown },
    previous: { version: '1.0.0' },
  });
});
