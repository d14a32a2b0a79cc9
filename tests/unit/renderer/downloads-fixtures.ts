/** What the main process would tell the Downloads page. */
import type { DownloadItem, DownloadProgram, DownloadsState } from '../../../preload/contract/downloads.ts';
import { overallProgress } from '../../../main/launcher/downloads/overall-progress.ts';
import { NOW_MS } from './fixtures.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export function createDownload(change: Partial<DownloadItem> = {}): DownloadItem {
  return {
    id: 'episode',
    appId: 'LarderPodcast3',
    name: 'Slow Harvest',
    origin: 'mp://larderpodcast3',
    title: 'Episode 12: The last of the quinces',
    state: 'running',
    reason: '',
    uploaded: 0,
    uploadTotal: 0,
    downloaded: 41_300_000,
    downloadTotal: 64_000_000,
    speed: 1_240_000,
    remainingMs: 18_300,
    canPause: true,
    canForget: false,
    records: { done: 1, total: 2 },
    startedAt: NOW_MS - 40_000,
    endedAt: null,
    ...change,
  };
}

/** One that is over. */
export function createPast(change: Partial<DownloadItem> & { id: string }): DownloadItem {
  return createDownload({
    state: 'succeeded',
    downloadTotal: 64_000_000,
    downloaded: 64_000_000,
    speed: 0,
    remainingMs: null,
    canPause: false,
    canForget: true,
    records: { done: 2, total: 2 },
    endedAt: NOW_MS - 2 * HOUR_MS,
    ...change,
  });
}

export function createDownloads(change: Partial<DownloadsState> = {}): DownloadsState {
  return {
    now: NOW_MS,
    items: [],
    overall: overallProgress(change.items ?? []),
    programs: [],
    usedBytes: 0,
    freeBytes: 84_000_000_000,
    ...change,
  };
}

const single = { records: { done: 0, total: 1 } };
const still = { speed: 0, remainingMs: null };

export const UNDER_WAY: DownloadItem[] = [
  createDownload(),
  createDownload({
    id: 'unknown',
    title: 'Map of the allotments',
    appId: 'LarderMarketBoard1',
    name: 'Market board',
    origin: 'mp://lardermarketboard1',
    ...single,
    downloaded: 3_100_000,
    downloadTotal: 0,
    remainingMs: null,
  }),
  createDownload({
    id: 'upload',
    title: 'Photos of the harvest',
    appId: 'LarderNotebook2',
    name: 'Notebook',
    origin: 'mp://lardernotebook2',
    canPause: false,
    uploaded: 5_200_000,
    uploadTotal: 31_000_000,
    downloaded: 0,
    downloadTotal: 0,
    records: { done: 3, total: 14 },
    remainingMs: null,
  }),
  createDownload({
    id: 'mine',
    title: 'Episode 11: Frost',
    state: 'paused-by-user',
    ...still,
    ...single,
    downloaded: 22_000_000,
  }),
  createDownload({
    id: 'offline',
    title: 'Episode 10: Wind and weather, and what the neighbours said about the hedge that nobody had asked for',
    state: 'paused',
    reason: 'network',
    ...still,
    ...single,
    downloaded: 8_000_000,
  }),
  createDownload({
    id: 'not-begun',
    title: 'Episode 9: Compost',
    state: 'waiting',
    reason: 'network',
    ...still,
    ...single,
    downloaded: 0,
  }),
  createDownload({
    id: 'retry',
    title: '',
    state: 'waiting',
    reason: 'retry',
    ...still,
    ...single,
    downloaded: 900_000,
    downloadTotal: 12_000_000,
  }),
  createDownload({
    id: 'finishing',
    title: 'Episode 8: Bees',
    state: 'finishing',
    ...still,
    canPause: false,
    downloaded: 64_000_000,
    records: { done: 2, total: 2 },
  }),
];

export const HISTORY: DownloadItem[] = [
  createPast({ id: 'done', title: 'Episode 7: Jam', endedAt: NOW_MS - 4 * MINUTE_MS }),
  createPast({
    id: 'sent',
    title: 'Sketches',
    appId: 'LarderNotebook2',
    name: 'Notebook',
    origin: 'mp://lardernotebook2',
    uploaded: 2_000_000,
    uploadTotal: 2_000_000,
    downloaded: 300,
    downloadTotal: 300,
    records: { done: 1, total: 1 },
  }),
  createPast({
    id: 'refused',
    title: 'Episode 6: Ladders',
    state: 'failed',
    reason: 'bad-status',
    downloaded: 0,
    endedAt: NOW_MS - 26 * HOUR_MS,
  }),
  createPast({
    id: 'broken',
    title: 'Episode 5: Rain',
    state: 'failed',
    reason: 'fetch-error',
    downloaded: 3_000_000,
    endedAt: NOW_MS - 27 * HOUR_MS,
    canForget: false,
  }),
  createPast({
    id: 'full',
    title: 'The whole archive',
    state: 'failed',
    reason: 'quota-exceeded',
    downloaded: 1_900_000_000,
    endedAt: NOW_MS - 50 * HOUR_MS,
  }),
  createPast({
    id: 'more',
    title: 'Episode 4: Soil',
    state: 'failed',
    reason: 'download-total-exceeded',
    downloaded: 64_000_000,
    endedAt: NOW_MS - 70 * HOUR_MS,
  }),
  createPast({
    id: 'cancelled',
    title: 'Episode 3: Seeds',
    state: 'aborted',
    downloaded: 12_000_000,
    endedAt: NOW_MS - 90 * HOUR_MS,
  }),
];

export const PROGRAMS: DownloadProgram[] = [
  {
    appId: 'LarderMarketBoard1',
    name: 'Market board',
    allowed: true,
    isHeldBack: false,
    usedBytes: 0,
    quotaBytes: 2_000_000_000,
    roomAnswer: null,
  },
  {
    appId: 'LarderNotebook2',
    name: 'Notebook',
    allowed: false,
    isHeldBack: false,
    usedBytes: 7_200_000,
    quotaBytes: 2_000_000_000,
    roomAnswer: null,
  },
  {
    appId: 'LarderPodcast3',
    name: 'Slow Harvest',
    allowed: true,
    isHeldBack: false,
    usedBytes: 1_412_000_000,
    quotaBytes: 2_000_000_000,
    roomAnswer: null,
  },
];
