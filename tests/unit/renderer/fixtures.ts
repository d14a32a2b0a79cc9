/** States of the launcher as the main process would send them. */
import type { LauncherState, MiniProgramCard, MiniProgramPreview } from '../../../preload/contract/launcher.ts';

export const NOW_MS = Date.UTC(2026, 10, 21, 9, 30);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function createCard(change: Partial<MiniProgramCard> & { appId: string; name: string }): MiniProgramCard {
  return {
    description: 'Prices of the things you follow, there before the page is.',
    version: '1.0.0',
    installed: true,
    addedAt: NOW_MS - 40 * HOUR_MS,
    lastOpenedAt: null,
    dataAt: null,
    isOpen: false,
    installing: null,
    problem: null,
    ...change,
  };
}

export function createState(change: Partial<LauncherState> = {}): LauncherState {
  return {
    language: 'en',
    locale: 'en-GB',
    appVersion: '0.1.0',
    backendUrl: 'http://127.0.0.1:43117',
    isDemo: false,
    isDev: false,
    miniPrograms: [],
    notices: [],
    proxyQuestion: null,
    suggestions: [],
    ...change,
  };
}

export const SUGGESTIONS = [
  { appId: 'LarderMarketBoard1', name: 'Market board' },
  { appId: 'LarderNotebook2', name: 'Notebook' },
  { appId: 'LarderPodcast3', name: 'Slow Harvest' },
];

export const THREE_CARDS = [
  createCard({
    appId: 'LarderMarketBoard1',
    name: 'Market board',
    lastOpenedAt: NOW_MS - 2 * HOUR_MS,
    dataAt: NOW_MS - 5 * MINUTE_MS,
    isOpen: true,
  }),
  createCard({
    appId: 'LarderNotebook2',
    name: 'Notebook',
    lastOpenedAt: NOW_MS - 26 * HOUR_MS,
    dataAt: NOW_MS - 26 * HOUR_MS,
  }),
  createCard({
    appId: 'LarderPodcast3',
    name: 'Slow Harvest',
    lastOpenedAt: NOW_MS - 3 * HOUR_MS,
    dataAt: NOW_MS - 3 * HOUR_MS,
  }),
];

const NAMES = [
  'Bakery',
  'Crossword',
  'Timetable',
  'Weather',
  'Allotment',
  'Recipes',
  'Lending library',
  'Tide tables',
  'Donaudampfschifffahrtsgesellschaftsfahrplan',
  'École du soir',
  '天気予報',
  'Łódź trams',
  'Parcel tracker',
  'Seed exchange',
  'Wine cellar',
];

/** `count` cards of every ordinary kind; names repeat with a number. */
export function createManyCards(count: number): MiniProgramCard[] {
  return Array.from({ length: count }, (_, index) =>
    createCard({
      appId: `Shelf${index}Program`,
      name: `${NAMES[index % NAMES.length] ?? 'Program'}${index < NAMES.length ? '' : ` ${Math.floor(index / NAMES.length) + 1}`}`,
      lastOpenedAt: index % 4 === 3 ? null : NOW_MS - index * 7 * HOUR_MS,
      dataAt: index % 3 === 2 ? null : NOW_MS - index * 9 * MINUTE_MS,
      isOpen: index % 11 === 0,
    }),
  );
}

export const TROUBLED_CARDS = [
  createCard({
    appId: 'WrongHash',
    name: 'Seed exchange',
    installed: false,
    version: null,
    problem: {
      code: 'package-mismatch',
      message:
        'The package is not the one its author published, so nothing was installed. Try again later, or ask the author.',
    },
  }),
  createCard({
    appId: 'Arriving',
    name: 'Tide tables',
    installed: false,
    version: null,
    installing: { phase: 'download', receivedBytes: 1_240_000, totalBytes: 3_900_000 },
  }),
  createCard({
    appId: 'Unknown',
    name: 'Parcels',
    installed: false,
    version: null,
    installing: { phase: 'details', receivedBytes: 0 },
  }),
  createCard({
    appId: 'NoBackend',
    name: 'Weather',
    lastOpenedAt: NOW_MS - 9 * HOUR_MS,
    problem: {
      code: 'backend-unreachable',
      message: 'The backend did not answer. Check your connection and try again.',
    },
  }),
  createCard({
    appId: 'Damaged',
    name: 'Crossword',
    installed: false,
    version: null,
    problem: {
      code: 'package-invalid',
      message: 'The package has no manifest, so it cannot be installed. Ask the author for a new one.',
    },
  }),
];

export const PREVIEW: MiniProgramPreview = {
  appId: 'xoqXxUSMRccLCrZNRebmzj',
  name: 'Allotment planner',
  description: 'What to sow, when to water, and which bed is whose – for everyone on the plot.',
  version: '2.3.1',
  packageSize: 1_480_000,
  serviceDomains: ['api.allotment.example', '*.tiles.allotment.example', 'weather.example:8443'],
  permissions: ['USE_BINANCE_DYNAMIC_DOMAINS'],
  alreadyAdded: false,
};

export const HOSTILE_NAME = '<img src=x onerror=alert(1)>"&amp;</title>';
