/** Downloads an episode through the worst that can happen: the network goes in the middle, then the process. */
import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { say } from '../bootstrap/messages.mjs';
import type { DemoBackend } from '../../tests/demo-backend/demo-backend.ts';
import { podcastAudio } from '../../tests/demo-backend/podcast-data.ts';
import type { RunningLarder } from '../../tests/e2e/running-larder.ts';
import type { DownloadFigures, DownloadPart } from './figures.ts';
import { originOf } from './mini-program-url.ts';

const PODCAST = 'LarderPodcast3';

const AUDIO_MS = 7_000;
const OFFLINE_MS = 1_500;
/** How far the download is when the network goes, and when the process is killed. */
const LOSS_AT = 0.35;
const KILL_AT = 0.7;

export interface EpisodeDownloadOptions {
  readonly larder: RunningLarder;
  readonly backend: DemoBackend;
  /** Starts Larder anew on the same data folder. */
  startAgain(): Promise<RunningLarder>;
  picture(page: Page, name: string): Promise<void>;
}

/** Ends `larder`; throws an `Error` that says what did not happen. */
export async function downloadEpisode({
  larder,
  backend,
  startAgain,
  picture,
}: EpisodeDownloadOptions): Promise<DownloadFigures> {
  backend.clearRequests();
  backend.control({ dataDelayMs: 0, audioDelayMs: AUDIO_MS });
  const page = await larder.window(`${originOf(PODCAST)}/`);
  await page.locator('.episode').first().click();
  await page.locator('#download-button').click();
  const { id, uuid } = await larder.event('background-fetch-registered');
  const size = podcastAudio(id)?.size ?? 0;
  const startedAt = Date.now();

  await reached(larder, uuid, LOSS_AT * size);
  say('the network is lost in the middle of the download ...');
  backend.control({ failData: 'reset' });
  backend.dropConnections();
  const launcher = await larder.window('larder://launcher/');
  await showDownloads(launcher);
  await delay(OFFLINE_MS);
  await picture(launcher, 'download-interrupted');
  backend.control({ failData: null });

  await reached(larder, uuid, KILL_AT * size);
  say('Larder is killed (SIGKILL), and started again ...');
  await larder.kill();
  const second = await startAgain();
  try {
    // Nobody opens the podcast: the download goes on, and its worker is woken when it is over.
    await second.event('background-fetch-event-delivered', (event) => event.uuid === uuid);
    const tookMs = Date.now() - startedAt;
    const again = await second.window('larder://launcher/');
    await showDownloads(again);
    await again.locator('.download-succeeded').waitFor();
    await picture(again, 'download-finished');
    const kept = await readKept(second, again, picture);
    const parts = partsOf(backend, id, size);
    const deliveries = [...larder.events(), ...second.events()].filter(
      (event) => event.event === 'background-fetch-event-delivered' && event.type === 'backgroundfetchsuccess',
    ).length;
    const settled = second.events().find((event) => event.event === 'background-fetch-settled');
    return {
      bytes: size,
      parts,
      bytesTwice: parts.reduce((sum, part, index) => sum + Math.max(0, part.to - (parts[index + 1]?.from ?? size)), 0),
      isWhole: kept === createHash('sha256').update(podcastAudio(id)!.read(0, size)).digest('hex'),
      result: settled?.event === 'background-fetch-settled' ? settled.result : 'failure',
      deliveries,
      tookMs,
    };
  } finally {
    await second.stop();
  }
}

async function reached(larder: RunningLarder, uuid: string, bytes: number): Promise<void> {
  await larder.event('background-fetch-progress', (event) => event.uuid === uuid && event.downloaded >= bytes);
}

async function showDownloads(launcher: Page): Promise<void> {
  await launcher.evaluate(() => {
    location.hash = '#downloads';
  });
  await launcher.locator('.download').first().waitFor();
}

/** Opens the episode in the podcast; answers the SHA-256 of the audio in its cache. */
async function readKept(
  larder: RunningLarder,
  launcher: Page,
  picture: EpisodeDownloadOptions['picture'],
): Promise<string> {
  await launcher.locator('.download-succeeded button').first().click();
  const page = await larder.window(`${originOf(PODCAST)}/`);
  await page.locator('#download[data-state=ready]').waitFor();
  await page.locator('#episode-art img').evaluate((image: HTMLImageElement) => image.decode());
  await picture(page, 'episode-ready');
  return page.evaluate(async () => {
    const cache = await caches.open('episodes');
    const audio = (await cache.matchAll()).find(({ headers }) => headers.get('content-type') === 'audio/wav');
    const hash = await crypto.subtle.digest('SHA-256', (await audio?.arrayBuffer()) ?? new ArrayBuffer(0));
    return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  });
}

/** What the server sent of the episode, answer by answer. */
function partsOf(backend: DemoBackend, id: string, size: number): DownloadPart[] {
  return backend
    .requests()
    .filter(({ path, sentBytes }) => path.endsWith(`/${id}.wav`) && sentBytes > 0)
    .map(({ range, sentBytes }) => {
      const from = Number(/^bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
      return { from, to: Math.min(size, from + sentBytes) };
    });
}

/** What a promise of the demo is broken by; `null`: none is. */
export function brokenPromise({ isWhole, result, deliveries, bytesTwice, parts }: DownloadFigures): string | null {
  if (result !== 'success' || !isWhole) return 'the episode that arrived is not the one the server has';
  if (deliveries !== 1) return `the worker was told ${deliveries} times of one download`;
  if (parts.length < 3) return 'the download was not interrupted twice';
  return bytesTwice > 1024 * 1024 ? `${bytesTwice} bytes were fetched twice` : null;
}
