/** Opens the market board from the launcher, as a person does, and reads off when things happened. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { originOf } from './mini-program-url.ts';
import type { EventOf, RunningLarder } from '../../tests/e2e/running-larder.ts';
import type { LarderEventName } from '../../main/log/event-log.ts';
import type { ActivityTimings } from '../../preload/contract/activity.ts';
import type { RequestFigures, StartFigures } from './figures.ts';
import { asOnANetwork, layOut, partsOfResource, type ResourceTimes } from './request-parts.ts';

export const MARKET_BOARD = 'LarderMarketBoard1';

const LIMIT_MS = 30_000;

export interface MarketBoardStart {
  readonly page: Page;
  readonly figures: StartFigures;
  /** ms since epoch */
  readonly clickAt: number;
}

export interface OpeningWish {
  /** To the servers and back. */
  readonly roundTripMs: number;
  /** Waits while the pointer rests on the tile. Absent: the click comes out of nothing. */
  readonly whileResting?: () => Promise<void>;
}

/** Clicks the tile and waits for the prices. Throws an `Error` that says what did not happen. */
export async function openMarketBoard(
  larder: RunningLarder,
  launcher: Page,
  { roundTripMs, whileResting }: OpeningWish,
): Promise<MarketBoardStart> {
  const seen = larder.events().length;
  const clickAt = await clickTile(launcher, whileResting);
  const page = await larder.window(`${originOf(MARKET_BOARD)}/`);
  await page.locator('#figures[data-wait-ms]').waitFor({ timeout: LIMIT_MS });
  const state = await page.locator('#figures').getAttribute('data-state');
  if (state !== 'ready')
    throw new Error(`the market board shows no prices: ${await page.locator('#problem').textContent()}`);

  const event = async <E extends LarderEventName>(name: E): Promise<EventOf<E>> => {
    await until(() => find(larder, seen, name) !== undefined, `there was no "${name}" event`);
    return find(larder, seen, name)!;
  };
  const after = (at: number): number => Math.round(at - clickAt);
  const loaded = await event('page-loaded');
  const window = await event('window-created');
  const inPage = await readPage(page);
  const started = find(larder, seen, 'prefetch-started');
  const finished = started ? await event('prefetch-finished') : undefined;
  if (finished && !finished.ok) throw new Error(`the pre-fetch failed: ${finished.errCode}`);
  const own = inPage.ownFetch;
  return {
    page,
    clickAt,
    figures: {
      preFetch:
        started && finished
          ? requestFigures(after(started.at), after(finished.at), await readTimings(launcher), roundTripMs)
          : null,
      ownFetch: own
        ? {
            outMs: after(inPage.startedAt + own.startTime),
            answerMs: after(inPage.startedAt + own.responseEnd),
            parts: layOut(asOnANetwork(partsOfResource(own), roundTripMs), inPage.startedAt + own.startTime - clickAt),
            openedAhead: null,
          }
        : null,
      windowMs: after(window.at),
      pageStartMs: after(inPage.startedAt),
      pageLoadedMs: after(loaded.at),
      dataInPageMs: after(inPage.dataAt),
    },
  };
}

/** Closes the window and waits until the container knows: the next start is a cold one. */
export async function closeMarketBoard(launcher: Page, page: Page): Promise<void> {
  await page.close();
  await until(async () => {
    const answer = await launcher.evaluate(() => window.container.invoke('launcher:get-state'));
    return answer.ok && answer.value.miniPrograms.every((card) => !card.isOpen);
  }, 'the window did not close');
}

/** Waits for a condition; throws `problem` after 30 s. */
export async function until(condition: () => boolean | Promise<boolean>, problem: string): Promise<void> {
  const deadline = Date.now() + LIMIT_MS;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(problem);
    await delay(20);
  }
}

function find<E extends LarderEventName>(larder: RunningLarder, from: number, name: E): EventOf<E> | undefined {
  const events = larder.events().slice(from);
  return events.find(
    (event): event is EventOf<E> => event.event === name && 'appId' in event && event.appId === MARKET_BOARD,
  );
}

async function clickTile(launcher: Page, whileResting?: () => Promise<void>): Promise<number> {
  const tile = launcher.locator(`button.tile-open[data-app-id="${MARKET_BOARD}"]`);
  await tile.waitFor({ timeout: LIMIT_MS });
  const clicked = launcher.evaluate(
    () =>
      new Promise<number>((resolve) =>
        document.addEventListener('click', () => resolve(Date.now()), { capture: true, once: true }),
      ),
  );
  if (whileResting) {
    await tile.hover();
    await whileResting();
    await tile.click();
  } else {
    // A mouse that has to get there may rest on its way for as long as it takes to open a connection.
    await tile.evaluate((button: HTMLElement) => button.click());
  }
  return clicked;
}

/** Of the newest pre-fetch of the market board, as the Activity page has them. */
async function readTimings(launcher: Page): Promise<ActivityTimings> {
  const answer = await launcher.evaluate(() => window.container.invoke('launcher:get-activity'));
  const entries = answer.ok ? answer.value.entries : [];
  const newest = entries.find(({ appId, kind }) => appId === MARKET_BOARD && kind === 'pre-fetch');
  if (!newest?.timings) throw new Error('Activity knows no times of the pre-fetch');
  return newest.timings;
}

export function requestFigures(
  outMs: number,
  answerMs: number,
  timings: ActivityTimings,
  roundTripMs: number,
): RequestFigures {
  const { dnsMs, connectMs, tlsMs, firstByteMs, bodyMs, openedAheadMs, openAlreadyMs = 0 } = timings;
  const parts = {
    ...(dnsMs === undefined ? {} : { dns: dnsMs }),
    ...(connectMs === undefined ? {} : { connect: connectMs }),
    ...(tlsMs === undefined ? {} : { tls: tlsMs }),
    ...(firstByteMs === undefined ? {} : { firstByte: firstByteMs }),
    ...(bodyMs === undefined ? {} : { body: bodyMs }),
  };
  const openAt = outMs - openAlreadyMs;
  return {
    outMs,
    answerMs,
    parts: layOut(asOnANetwork(parts, roundTripMs), outMs),
    openedAhead:
      openedAheadMs === undefined ? null : { fromMs: Math.round(openAt - openedAheadMs), toMs: Math.round(openAt) },
  };
}

interface PageTimes {
  readonly startedAt: number;
  readonly dataAt: number;
  /** By the page's clock. */
  readonly ownFetch: ResourceTimes | null;
}

function readPage(page: Page): Promise<PageTimes> {
  return page.evaluate(() => {
    // The page's clock counts from its own start; the events' from 1970.
    const startedAt = Date.now() - performance.now();
    const own = performance
      .getEntriesByType('resource')
      .find((entry): entry is PerformanceResourceTiming => new URL(entry.name).pathname === '/market/data');
    return {
      startedAt,
      dataAt: startedAt + Number(document.querySelector<HTMLElement>('#figures')?.dataset['waitMs']),
      ownFetch: own ? (own.toJSON() as ResourceTimes) : null,
    };
  });
}
