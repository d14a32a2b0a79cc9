/** What the main process would tell the Activity page. */
import type {
  ActivityEntry,
  ActivityKind,
  ActivityState,
  ScheduleRow,
  UnseenFetches,
} from '../../../preload/contract/activity.ts';
import { NOW_MS, THREE_CARDS } from './fixtures.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function createEntry(change: Partial<ActivityEntry> = {}): ActivityEntry {
  return {
    id: 'entry-1',
    appId: 'LarderMarketBoard1',
    name: 'Market board',
    kind: 'periodic',
    method: 'GET',
    host: 'api.market.example',
    startedAt: NOW_MS - 2 * MINUTE_MS,
    outcome: { ok: true, status: 200, notModified: false },
    bytes: 18_400,
    redirects: 0,
    timings: { totalMs: 412, dnsMs: 18, connectMs: 44, tlsMs: 61, firstByteMs: 240, bodyMs: 49 },
    ...change,
  };
}

export function createScheduleRow(change: Partial<ScheduleRow> & { appId: string; name: string }): ScheduleRow {
  return {
    enabled: true,
    dueAt: NOW_MS + 5 * HOUR_MS,
    waitingFor: 'time',
    lastSuccessAt: NOW_MS - 7 * HOUR_MS,
    failures: 0,
    ...change,
  };
}

export function createActivity(change: Partial<ActivityState> = {}): ActivityState {
  return {
    now: NOW_MS,
    entries: [],
    unseen: null,
    schedule: [],
    nextWakeAt: NOW_MS + 5 * HOUR_MS,
    sweeping: false,
    online: true,
    switched: [],
    settings: { enabled: true, notOnBattery: false, notOnMetered: false, dailyAtMinutes: 240, startWithSystem: false },
    ...change,
  };
}

/** A night, after which two mini-programs have nothing new. */
export const NIGHT: UnseenFetches = {
  firstAt: NOW_MS - 8 * HOUR_MS,
  lastAt: NOW_MS - 4 * HOUR_MS,
  fetched: 3,
  failed: ['Notebook', 'Tide tables'],
};

/** One of every kind and outcome, newest first. */
export const MIXED_ENTRIES: readonly ActivityEntry[] = [
  createEntry({
    id: 'under-way',
    startedAt: NOW_MS - 2_000,
    kind: 'pre-fetch',
    outcome: null,
    bytes: 0,
    timings: null,
  }),
  createEntry({ id: 'good' }),
  createEntry({
    id: 'timeout',
    startedAt: NOW_MS - 6 * MINUTE_MS,
    appId: 'LarderNotebook2',
    name: 'Notebook',
    host: 'notes.example:8443',
    bytes: 0,
    outcome: { ok: false, errCode: 'timeout', message: 'The server did not answer within 60 seconds.' },
    timings: { totalMs: 60_000, dnsMs: 22, connectMs: 130, tlsMs: 95, firstByteMs: 59_753 },
  }),
  createEntry({
    id: 'not-changed',
    startedAt: NOW_MS - 14 * MINUTE_MS,
    appId: 'LarderPodcast3',
    name: 'Slow Harvest',
    host: 'feed.slow-harvest.example',
    bytes: 0,
    outcome: { ok: true, status: 304, notModified: true },
    timings: { totalMs: 88, firstByteMs: 86, bodyMs: 0.4 },
  }),
  createEntry({
    id: 'refused',
    startedAt: NOW_MS - 35 * MINUTE_MS,
    kind: 'code',
    method: 'POST',
    host: 'backend.example',
    bytes: 812,
    outcome: { ok: false, status: 503, errCode: 'bad-status', message: 'The server answered 503 instead of the data.' },
    timings: { totalMs: 290, connectMs: 40, tlsMs: 50, firstByteMs: 180, bodyMs: 20 },
    redirects: 2,
  }),
  createEntry({
    id: 'details',
    startedAt: NOW_MS - 50 * MINUTE_MS,
    kind: 'details',
    host: 'backend.example',
    bytes: 2_140,
    timings: { totalMs: 61, firstByteMs: 55, bodyMs: 4 },
  }),
  createEntry({
    id: 'package',
    startedAt: NOW_MS - 3 * HOUR_MS,
    kind: 'package',
    host: 'packages.example',
    bytes: 3_900_000,
    timings: { totalMs: 4_180, dnsMs: 30, connectMs: 60, tlsMs: 70, firstByteMs: 300, bodyMs: 3_500 },
  }),
  createEntry({
    id: 'no-network',
    startedAt: NOW_MS - 5 * HOUR_MS,
    bytes: 0,
    timings: null,
    outcome: {
      ok: false,
      errCode: 'offline',
      message: 'There is no network. The fetch is tried again when there is one.',
    },
  }),
];

const KINDS: ActivityKind[] = ['periodic', 'pre-fetch', 'details', 'code', 'package'];

/** `count` entries, every ninth a failure. */
export function createManyEntries(count: number): ActivityEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const card = THREE_CARDS[index % 3];
    return createEntry({
      id: `many-${index}`,
      appId: card?.appId ?? '',
      name: card?.name ?? '',
      kind: KINDS[index % 5] ?? 'periodic',
      startedAt: NOW_MS - index * 7 * MINUTE_MS,
      bytes: (index * 7_919) % 250_000,
      outcome:
        index % 9 === 8
          ? {
              ok: false,
              errCode: 'network-error',
              message: 'The connection was closed before the answer was complete.',
            }
          : { ok: true, status: 200, notModified: false },
      timings: {
        totalMs: 60 + ((index * 131) % 1900),
        dnsMs: 5 + (index % 9),
        connectMs: 20,
        tlsMs: index % 2 ? 30 : 0,
        firstByteMs: 20 + (index % 60),
        bodyMs: 10,
      },
    });
  });
}

/** Every reason to wait. */
export const SCHEDULE: readonly ScheduleRow[] = [
  createScheduleRow({ appId: 'LarderMarketBoard1', name: 'Market board' }),
  createScheduleRow({
    appId: 'LarderNotebook2',
    name: 'Notebook',
    waitingFor: 'retry',
    failures: 3,
    dueAt: NOW_MS + 62 * MINUTE_MS,
    lastSuccessAt: NOW_MS - 30 * HOUR_MS,
  }),
  createScheduleRow({
    appId: 'LarderPodcast3',
    name: 'Slow Harvest',
    waitingFor: 'network',
    dueAt: NOW_MS + 20 * HOUR_MS,
    failures: 1,
  }),
  createScheduleRow({ appId: 'Power', name: 'Tide tables', waitingFor: 'power', dueAt: NOW_MS - HOUR_MS }),
  createScheduleRow({ appId: 'Turn', name: 'Bakery', waitingFor: 'turn', dueAt: NOW_MS - 1, lastSuccessAt: null }),
  createScheduleRow({ appId: 'Token', name: 'Crossword', waitingFor: 'token', dueAt: null, lastSuccessAt: null }),
  createScheduleRow({ appId: 'NoUrl', name: 'Recipes', waitingFor: 'no-url', dueAt: null, lastSuccessAt: null }),
  createScheduleRow({
    appId: 'Off',
    name: 'Weather',
    waitingFor: 'switched-off',
    enabled: false,
    dueAt: null,
    lastSuccessAt: NOW_MS - 200 * HOUR_MS,
  }),
  createScheduleRow({
    appId: 'Forgotten',
    name: 'Donaudampfschifffahrtsgesellschaftsfahrplan',
    waitingFor: 'not-opened-lately',
    dueAt: null,
    lastSuccessAt: NOW_MS - 220 * HOUR_MS,
  }),
];
