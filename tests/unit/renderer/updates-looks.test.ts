/** Updates, About Larder and Diagnostics as a person meets them: rendered, checked with axe, and written to `out/ui/`. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DiagnosticLine, DiagnosticsState } from '../../../preload/contract/diagnostics.ts';
import type { Language } from '../../../preload/contract/messages/languages.ts';
import type { AboutLarder, AvailableUpdate, UpdatePhase, UpdatesState } from '../../../preload/contract/updates.ts';
import { createState, NOW_MS } from './fixtures.ts';
import { createLauncherHarness, type LauncherHarness, type LauncherPage } from './launcher-page.ts';

let harness: LauncherHarness;
beforeAll(async () => {
  harness = await createLauncherHarness();
});
afterAll(() => harness?.dispose());

const ABOUT: AboutLarder = {
  version: '0.1.0',
  electron: '45.4.1',
  chromium: '156.0.7204.23',
  node: '24.21.0',
  system: 'linux x64',
  dataFolder: '/home/somebody/.config/Larder',
  license: 'Apache-2.0',
  homepage: 'https://larder.example/',
};
const UPDATE: AvailableUpdate = {
  version: '0.2.0',
  notes: 'Downloads resume faster.\nThe Activity page shows why a request failed.\n\nThanks to everybody who wrote.',
  sizeBytes: 118_000_000,
};
const stateOf = (phase: UpdatePhase, change: Partial<UpdatesState> = {}): UpdatesState => ({
  phase,
  installation: 'on-quit',
  checksAutomatically: true,
  lastCheckedAt: NOW_MS - 7_200_000,
  ...change,
});

const PHASES: readonly (readonly [name: string, state: UpdatesState])[] = [
  ['off', stateOf({ kind: 'off', why: 'not-installed' })],
  ['idle', stateOf({ kind: 'idle' })],
  ['by-hand', stateOf({ kind: 'available', update: UPDATE, waitsFor: 'user' }, { installation: 'by-hand' })],
  ['waits', stateOf({ kind: 'available', update: UPDATE, waitsFor: 'mains-power' })],
  ['downloading', stateOf({ kind: 'downloading', update: UPDATE, receivedBytes: 53_000_000, totalBytes: 118_000_000 })],
  ['ready', stateOf({ kind: 'ready', update: UPDATE })],
  ['failed', stateOf({ kind: 'failed', during: 'download', failure: 'wrong-hash', update: UPDATE })],
];

const LINES: readonly DiagnosticLine[] = [
  {
    check: 'versions',
    status: 'ok',
    text: {
      key: 'diagnostics.versions.ok',
      values: {
        larder: '0.1.0',
        electron: '45.4.1',
        chromium: '156.0.7204.23',
        node: '24.21.0',
        system: 'Linux 6.8.0-40-generic x64',
      },
    },
    hint: null,
  },
  {
    check: 'data-folder',
    status: 'ok',
    text: { key: 'diagnostics.data-folder.ok', values: { folder: '/home/somebody/.config/Larder' } },
    hint: null,
  },
  {
    check: 'disk-space',
    status: 'warning',
    text: { key: 'diagnostics.disk-space.little', values: { free: 734_000_000, used: 1_419_200_000 } },
    hint: { key: 'diagnostics.hint.disk-space' },
  },
  {
    check: 'mini-programs',
    status: 'ok',
    text: { key: 'diagnostics.mini-programs.ok', values: { count: 12 } },
    hint: null,
  },
  {
    check: 'secret-store',
    status: 'warning',
    text: { key: 'diagnostics.secret-store.memory' },
    hint: { key: 'diagnostics.hint.secret-store' },
  },
  {
    check: 'backend',
    status: 'problem',
    text: { key: 'diagnostics.backend.bad-certificate', values: { host: 'backend.example' } },
    hint: { key: 'diagnostics.hint.backend' },
  },
  {
    check: 'background',
    status: 'ok',
    text: {
      key: 'diagnostics.background.next',
      values: { count: 3, lastAt: NOW_MS - 7_200_000, next: NOW_MS + 36_000_000 },
    },
    hint: null,
  },
];
const diagnosis = (change: Partial<DiagnosticsState> = {}): DiagnosticsState => ({
  isRunning: false,
  wasCancelled: false,
  total: 16,
  current: null,
  lines: LINES,
  finishedAt: NOW_MS,
  ...change,
});

type Options = Parameters<LauncherHarness['openSettings']>[2];
const dark = { colorScheme: 'dark' } as const;
const narrow = { viewport: { width: 420, height: 760 } };
const zoomed = { viewport: { width: 520, height: 360 }, deviceScaleFactor: 2 };

async function open(
  language: Language,
  updates: UpdatesState,
  diagnostics: DiagnosticsState,
  fragment: string,
  options?: Options,
): Promise<LauncherPage> {
  const answers = {
    'launcher:get-updates': updates,
    'launcher:get-about': ABOUT,
    'launcher:get-diagnostics': diagnostics,
    'launcher:get-third-party-notices': {
      text: `got 16.1.0\nMIT\n\n${'Permission is hereby granted, free of charge, to any person. '.repeat(60)}`,
    },
  };
  return harness.openSettings(createState({ language, locale: language }), answers, options, fragment);
}

async function check(launcher: LauncherPage, name: string): Promise<void> {
  await launcher.screenshot(name);
  expect(await launcher.accessibilityProblems()).toEqual([]);
  const overflow = await launcher.page.evaluate(() =>
    Math.max(
      ...[document.documentElement, ...document.querySelectorAll('.page:not([hidden]), dialog')].map(
        (box) => box.scrollWidth - box.clientWidth,
      ),
    ),
  );
  expect(overflow).toBeLessThanOrEqual(0);
  expect(launcher.troubles).toEqual([]);
  await launcher.close();
}

describe('About Larder looks right and breaks no accessibility rule', () => {
  it.each(PHASES)('when the update is %s', async (name, state) => {
    const launcher = await open('en', state, diagnosis(), '#about');
    await launcher.page.getByRole('dialog', { name: 'About Larder' }).getByText('Version 0.1.0').waitFor();
    if (name === 'ready') await launcher.page.getByText('What is new').click();
    await check(launcher, `about-${name}`);
  });

  it.each([
    ['about-dark', 'en', dark],
    ['about-narrow', 'en', narrow],
    ['about-zoom-200', 'en', zoomed],
    ['about-zh', 'zh-Hans', {}],
    ['about-fa', 'fa', {}],
    ['about-fa-dark-narrow', 'fa', { ...dark, ...narrow }],
  ] as const)('when it is %s', async (name, language, options) => {
    const launcher = await open(
      language,
      stateOf({ kind: 'downloading', update: UPDATE, receivedBytes: 53_000_000, totalBytes: 118_000_000 }),
      diagnosis(),
      '#about',
      options,
    );
    await launcher.page.getByRole('dialog').getByText('45.4.1').waitFor();
    await check(launcher, name);
  });

  it('when it shows the licences of others, and goes back', async () => {
    const launcher = await open('en', stateOf({ kind: 'idle' }), diagnosis(), '#about');
    await launcher.page.getByRole('button', { name: 'Third-party licences' }).click();
    await launcher.page.getByText('got 16.1.0').waitFor();
    await launcher.screenshot('about-licences');
    expect(await launcher.accessibilityProblems()).toEqual([]);
    await launcher.page.getByRole('button', { name: 'Back' }).click();
    await launcher.page.getByRole('dialog', { name: 'About Larder' }).waitFor();
    await launcher.close();
  });
});

describe('the Diagnostics page looks right and breaks no accessibility rule', () => {
  it.each([
    ['diagnostics', 'en', diagnosis(), {}],
    ['diagnostics-dark', 'en', diagnosis(), dark],
    ['diagnostics-narrow', 'en', diagnosis(), narrow],
    ['diagnostics-zoom-200', 'en', diagnosis(), zoomed],
    ['diagnostics-zh', 'zh-Hans', diagnosis(), {}],
    ['diagnostics-fa', 'fa', diagnosis(), {}],
    [
      'diagnostics-running',
      'en',
      diagnosis({ isRunning: true, current: 'backend', lines: LINES.slice(0, 5), finishedAt: null }),
      {},
    ],
  ] as const)('when it is %s', async (name, language, state, options) => {
    const launcher = await open(language, stateOf({ kind: 'ready', update: UPDATE }), state, '#diagnostics', options);
    await launcher.page.getByText('156.0.7204.23').waitFor();
    await check(launcher, name);
  });
});

describe('what is done with updates and diagnostics', () => {
  it('calls what the buttons say', async () => {
    const launcher = await open('en', stateOf({ kind: 'idle' }), diagnosis(), '#about');
    const dialog = launcher.page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Look now' }).click();
    await launcher.nextCall('launcher:check-for-updates');
    await launcher.pushUpdates(stateOf({ kind: 'available', update: UPDATE, waitsFor: 'user' }));
    await dialog.getByRole('button', { name: 'Download now (118 MB)' }).click();
    await launcher.nextCall('launcher:download-update');
    await launcher.pushUpdates(stateOf({ kind: 'downloading', update: UPDATE, receivedBytes: 1, totalBytes: null }));
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await launcher.nextCall('launcher:cancel-update');
    await launcher.pushUpdates(stateOf({ kind: 'ready', update: UPDATE }));
    await dialog.getByRole('button', { name: 'Restart now' }).click();
    await launcher.nextCall('launcher:restart-to-update');
    await launcher.page.keyboard.press('Escape');
    await launcher.page.getByRole('link', { name: 'Larder 0.2.0 is installed when you quit' }).waitFor();
    await launcher.close();
  });

  it('keeps the page that is shown when About Larder opens over it', async () => {
    const launcher = await open('en', stateOf({ kind: 'idle' }), diagnosis(), '#diagnostics');
    await launcher.page.getByRole('link', { name: 'Larder 0.1.0' }).click();
    await launcher.page.getByRole('dialog', { name: 'About Larder' }).waitFor();
    expect(await launcher.page.evaluate(() => location.hash)).toBe('#diagnostics');
    await launcher.page.getByRole('button', { name: 'Done' }).click();
    await launcher.page.getByRole('heading', { name: 'Diagnostics', exact: true }).waitFor();
    await launcher.close();
  });

  it('copies the report and says so, and says what went wrong', async () => {
    const launcher = await open('en', stateOf({ kind: 'idle' }), diagnosis(), '#diagnostics');
    await launcher.page.getByRole('button', { name: 'Copy report' }).click();
    await launcher.answer('launcher:copy-diagnostics', { ok: true, value: null });
    await launcher.page.getByText('The report is on the clipboard').waitFor();
    await launcher.page.getByRole('button', { name: 'Check again' }).click();
    await launcher.nextCall('launcher:run-diagnostics');
    await launcher.pushDiagnostics(diagnosis({ isRunning: true, lines: [], current: 'versions', finishedAt: null }));
    await launcher.page.getByRole('button', { name: 'Cancel' }).click();
    await launcher.nextCall('launcher:cancel-diagnostics');
    await launcher.pushDiagnostics(diagnosis({ wasCancelled: true, lines: [], finishedAt: null }));
    await launcher.page.getByText('The check was cancelled.').waitFor();
    await launcher.close();
  });
});
