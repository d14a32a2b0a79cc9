/** Updates of Larder, About Larder and a diagnosis, and the launcher that shows them. */
import type { DiagnosticLine, DiagnosticsState } from '../../../preload/contract/diagnostics.ts';
import type { Language } from '../../../preload/contract/messages/languages.ts';
import type { AboutLarder, AvailableUpdate, UpdatePhase, UpdatesState } from '../../../preload/contract/updates.ts';
import { createState, NOW_MS } from './fixtures.ts';
import type { LauncherHarness, LauncherPage } from './launcher-page.ts';
import type { LookOptions } from './looks.ts';

const ABOUT: AboutLarder = {
  version: '0.1.0',
  electron: '45.4.1',
  standIn: null,
  chromium: '156.0.7204.23',
  node: '24.21.0',
  system: 'linux x64',
  dataFolder: '/home/somebody/.config/Larder',
  license: 'Apache-2.0',
  homepage: 'https://larder.example/',
};
export const UPDATE: AvailableUpdate = {
  version: '0.2.0',
  notes: 'Downloads resume faster.\nThe Activity page shows why a request failed.\n\nThanks to everybody who wrote.',
  sizeBytes: 118_000_000,
};
export const stateOf = (phase: UpdatePhase, change: Partial<UpdatesState> = {}): UpdatesState => ({
  phase,
  installation: 'on-quit',
  checksAutomatically: true,
  lastCheckedAt: NOW_MS - 7_200_000,
  ...change,
});

export const LINES: readonly DiagnosticLine[] = [
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
export const diagnosis = (change: Partial<DiagnosticsState> = {}): DiagnosticsState => ({
  isRunning: false,
  wasCancelled: false,
  total: 16,
  current: null,
  lines: LINES,
  finishedAt: NOW_MS,
  ...change,
});

export interface UpdatesScene {
  readonly language?: Language;
  readonly updates?: UpdatesState;
  readonly diagnostics?: DiagnosticsState;
  /** Where the launcher starts. */
  readonly fragment: string;
}

export async function openUpdates(
  harness: LauncherHarness,
  { language = 'en', updates = stateOf({ kind: 'idle' }), diagnostics = diagnosis(), fragment }: UpdatesScene,
  options?: LookOptions,
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
