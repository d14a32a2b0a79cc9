/** Settings as the main process would send them. */
import type {
  DataUsage,
  MiniProgramSettings,
  MiniProgramUsage,
  SettingsState,
} from '../../../preload/contract/settings.ts';
import { NOW_MS } from './fixtures.ts';

const HOUR_MS = 3_600_000;

export function createSettings(change: Partial<SettingsState> = {}): SettingsState {
  return {
    choices: {
      language: null,
      appearance: 'system',
      downloadQuotaBytes: 2_000_000_000,
      maxPackageBytes: 250_000_000,
      downloadNotifications: true,
      downloadBytesPerSecond: 0,
      quitWithDownloads: 'ask',
      downloadsFromWorkers: true,
      keepTokensWithoutSecretStore: false,
      cdnUrl: null,
    },
    defaults: { downloadQuotaBytes: 2_000_000_000, maxPackageBytes: 250_000_000 },
    backend: { url: 'https://backend.example.com', source: 'setting', chosenUrl: 'https://backend.example.com' },
    account: { kind: 'signed-in', provider: 'id.example.com', name: 'Mara Quill' },
    background: {
      enabled: true,
      notOnBattery: false,
      notOnMetered: false,
      dailyAtMinutes: 240,
      startWithSystem: false,
    },
    canStartWithSystem: true,
    tokenPersistence: 'encrypted',
    dataFolder: '/home/mara/.config/Larder',
    isTemporary: false,
    locked: [],
    ...change,
  };
}

export function createProgram(change: Partial<MiniProgramSettings> = {}): MiniProgramSettings {
  return {
    appId: 'LarderMarketBoard1',
    name: 'Market board',
    description: 'Prices of the things you follow, there before the page is.',
    version: '1.4.0',
    nextVersion: '1.5.0',
    addedAt: NOW_MS - 400 * HOUR_MS,
    lastOpenedAt: NOW_MS - 2 * HOUR_MS,
    isOpen: true,
    details: {
      backendUrl: 'https://backend.example.com',
      fetchedAt: NOW_MS - HOUR_MS,
      isCurrent: true,
      serviceDomains: ['api.market.example', '*.tiles.market.example'],
      permissions: ['USE_BINANCE_DYNAMIC_DOMAINS'],
      hasPeriodicFetch: true,
    },
    hasToken: true,
    dataAt: NOW_MS - 5 * 60_000,
    isBackgroundAllowed: true,
    areDownloadsAllowed: false,
    downloadRoomBytes: null,
    ...change,
  };
}

export const USAGE: MiniProgramUsage = { package: 1_480_000, fetched: 12_300, site: 642_000, downloads: 0 };

export const ALL_DATA: DataUsage = {
  package: 12_480_000,
  fetched: 312_300,
  site: 8_642_000,
  downloads: 1_210_000_000,
  other: 96_000_000,
  freeBytes: 84_000_000_000,
  measuredAt: NOW_MS,
  programs: [
    { appId: 'LarderMarketBoard1', bytes: 2_134_300 },
    { appId: 'LarderPodcast3', bytes: 1_214_000_000 },
  ],
};

/** What the channels of the page answer. */
export function settingsAnswers(
  change: Partial<{ settings: SettingsState; program: MiniProgramSettings; usage: MiniProgramUsage }> = {},
): Record<string, unknown> {
  return {
    'launcher:get-settings': change.settings ?? createSettings(),
    'launcher:get-mini-program': change.program ?? createProgram(),
    'launcher:measure-mini-program': change.usage ?? USAGE,
  };
}
