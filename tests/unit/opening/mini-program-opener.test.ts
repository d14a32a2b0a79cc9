import { describe, expect, it, vi } from 'vitest';
import type { InstalledPackage } from '../../../main/models/state-schema.ts';
import { AppError } from '../../../main/support/errors.ts';
import {
  APP_ID,
  coldStartDetails,
  createOpening,
  NOW,
  packageOf,
  stateOf,
  type Opening,
  type OpeningOptions,
} from '../../fakes/opening.ts';

const OLD = packageOf('1.0.0', { provenAt: 5 });
const NEW = packageOf('2.0.0');
const CRASH = { code: 'renderer-gone', kind: 'crashed', message: 'The mini-program stopped working.' } as const;
const reached = (opening: Opening, entry: string): Promise<void> =>
  vi.waitFor(() => expect(opening.order).toContain(entry));
/** What is said to a part that was given up has had its chance to be heard. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A page of `installed` is being loaded in the one window. */
async function openPage(installed: InstalledPackage, options: OpeningOptions = {}): Promise<Opening> {
  const opening = createOpening(options);
  const opened = opening.opener.open({ appId: APP_ID });
  await vi.waitFor(() => expect(opening.installCalls).toHaveLength(1));
  opening.installCalls[0]!.answer(installed);
  await opened;
  return opening;
}

describe('a cold start', () => {
  it('sends the request and asks for the package before it makes the window', async () => {
    const opening = createOpening({ state: stateOf({ installed: OLD }), isManual: true });
    const opened = opening.opener.open({ appId: APP_ID });
    opening.detailsCalls[0]!.answer(coldStartDetails('1.0.0'));
    await reached(opening, 'package');
    await settled();
    expect(opening.windows).toEqual([]);
    opening.requests[0]!.depart();
    await reached(opening, 'log window-created');
    opening.installCalls[0]!.answer(OLD);
    await opened;
    expect(opening.order).toEqual([
      'log miniprogram-opened',
      'details',
      'request 1.0.0',
      'package',
      'log window-created',
      'data for window 1',
      'opened',
      'opened',
      'page 1.0.0',
    ]);
    expect(opening.store.get(APP_ID)?.lastOpenedAt).toBe(NOW);
  });

  it('makes the window first when there are no details to make a request from', async () => {
    const opening = createOpening({ state: null, isManual: true });
    const opened = opening.opener.open({ appId: APP_ID });
    expect(opening.order).toEqual(['log miniprogram-opened', 'log window-created', 'loading', 'details']);
    opening.detailsCalls[0]!.answer(coldStartDetails('3.0.0'));
    await reached(opening, 'package');
    opening.requests[0]!.depart();
    opening.installCalls[0]!.progress(7);
    opening.installCalls[0]!.answer(packageOf('3.0.0'));
    await opened;
    expect(opening.order.slice(4)).toEqual([
      'request 3.0.0',
      'package',
      'loading 7',
      'data for window 1',
      'opened',
      'opened',
      'page 3.0.0',
    ]);
    expect(opening.windows).toHaveLength(1);
  });

  it.each([
    ['the pending version when one waits', { installed: OLD, pending: NEW }, '2.0.0'],
    [
      'the version before when the installed one has used up its starts',
      { installed: { ...NEW, unprovenStarts: 2 }, previous: OLD },
      '1.0.0',
    ],
    [
      'the installed version when it was cut off once',
      { installed: { ...NEW, unprovenStarts: 1 }, previous: OLD },
      '2.0.0',
    ],
    ['the version of the details when nothing is installed', {}, '1.0.0'],
  ])('requests for %s', async (_when, change, version) => {
    const opening = createOpening({ state: stateOf(change) });
    void opening.opener.open({ appId: APP_ID });
    await reached(opening, `request ${version}`);
  });

  it('is shared when the mini-program is opened twice at once', async () => {
    const opening = createOpening({ state: stateOf({ installed: OLD }) });
    const both = [opening.opener.open({ appId: APP_ID }), opening.opener.open({ appId: APP_ID, query: 'a=1' })];
    await reached(opening, 'package');
    opening.installCalls[0]!.answer(OLD);
    await Promise.all(both);
    expect(opening.requests).toHaveLength(1);
    expect(opening.windows).toHaveLength(1);
    expect(opening.events.filter(({ event }) => event === 'miniprogram-opened')).toHaveLength(1);
  });

  it('writes down when its data arrived, once the turn is over in which a page that waits gets it', async () => {
    const opening = await openPage(OLD);
    const data = {
      fetchType: 'pre',
      fetchedData: 'x',
      timeStamp: 77,
      source: 'network',
      appid: APP_ID,
      timestamp: 1,
      lang: 'en',
      version: '1.0.0',
    } as const;
    opening.requests[0]!.finish({ ok: true, data, status: 200, bytes: 1, timings: { totalMs: 1 } });
    // A page that waits began to do so after everybody else; its answer takes some promises more.
    for (let step = 0; step < 20; step += 1) await Promise.resolve();
    expect(opening.store.get(APP_ID)?.dataAt).toBeNull();
    await vi.waitFor(() => expect(opening.store.get(APP_ID)?.dataAt).toBe(77));
    expect(opening.order).toContain(`pre-fetched ${APP_ID}`);
  });

  it('shows the reason in the window when the package cannot be had', async () => {
    const opening = createOpening();
    const opened = opening.opener.open({ appId: APP_ID });
    await reached(opening, 'package');
    opening.installCalls[0]!.fail(new AppError('package-mismatch', 'Its hash differs.'));
    await opened;
    expect(opening.order.slice(-2)).toEqual(['log problem', 'problem failed Its hash differs.']);
    expect(opening.windows).toHaveLength(1);
  });
});

describe('a window that waits for the network', () => {
  it('starts again when the network is back; one with another problem stays', async () => {
    let isOnline = false;
    const opening = createOpening({ isOnline: () => isOnline });
    const opened = opening.opener.open({ appId: APP_ID });
    await reached(opening, 'package');
    opening.installCalls[0]!.fail(new AppError('package-unreachable', 'No route.'));
    await opened;
    expect(opening.order.at(-1)).toBe('problem offline No route.');
    isOnline = true;
    opening.opener.networkReturned();
    await vi.waitFor(() => expect(opening.installCalls).toHaveLength(2));
    opening.installCalls[1]!.fail(new AppError('package-unreachable', 'No answer.'));
    await vi.waitFor(() => expect(opening.order.at(-1)).toBe('problem unreachable No answer.'));
    opening.opener.networkReturned();
    await settled();
    expect(opening.installCalls).toHaveLength(2);
  });
});

describe('a retry', () => {
  it('keeps the window and makes a new request when the package could not be had', async () => {
    const opening = createOpening();
    const opened = opening.opener.open({ appId: APP_ID });
    await reached(opening, 'package');
    opening.installCalls[0]!.fail(new AppError('package-unreachable', 'No network.'));
    await opened;
    opening.order.length = 0;
    opening.windows[0]!.events.onRetry();
    await reached(opening, 'package');
    opening.installCalls[1]!.answer(OLD);
    await reached(opening, 'page 1.0.0');
    expect(opening.order.slice(0, 6)).toEqual([
      'loading',
      'details',
      'request 1.0.0',
      'package',
      'data for window 1',
      'opened',
    ]);
    expect(opening.windows).toHaveLength(1);
  });

  it('drops what the start before it still brings, and is itself shared by whoever opens meanwhile', async () => {
    const opening = createOpening({ isManual: true });
    void opening.opener.open({ appId: APP_ID });
    opening.detailsCalls[0]!.answer(coldStartDetails('1.0.0'));
    await reached(opening, 'package');
    opening.requests[0]!.depart();
    await reached(opening, 'opened');
    opening.windows[0]!.events.onRetry();
    expect(opening.requests[0]!.signal.aborted).toBe(true);
    opening.installCalls[0]!.answer(packageOf('0.9.0'));
    await settled();
    const again = opening.opener.open({ appId: APP_ID });
    opening.detailsCalls[1]!.answer(coldStartDetails('1.0.0'));
    await vi.waitFor(() => expect(opening.requests).toHaveLength(2));
    opening.requests[1]!.depart();
    opening.installCalls[0]!.progress(9);
    opening.installCalls[1]!.answer(OLD);
    await again;
    expect(opening.order.filter((entry) => /^(?:page|loading \d|focus)/.test(entry))).toEqual(['page 1.0.0']);
  });
});

describe('a live window', () => {
  it('is brought to the front without a request', async () => {
    const opening = await openPage(OLD, { state: stateOf({ installed: OLD }) });
    opening.windows[0]!.isMinimized = true;
    opening.order.length = 0;
    await opening.opener.open({ appId: APP_ID });
    expect(opening.order).toEqual(['log miniprogram-opened', 'restore', 'show', 'focus']);
    expect(opening.events.at(-1)).toMatchObject({ coldStart: false, version: '1.0.0' });
  });

  it('loads the page of a link without a request, and stays hidden when there are no visible windows', async () => {
    const opening = await openPage(OLD, { state: stateOf({ installed: OLD }), headless: true });
    opening.order.length = 0;
    await opening.opener.open({ appId: APP_ID, path: 'news.html', query: 'a=1' });
    expect(opening.order).toEqual(['log miniprogram-opened', 'page 1.0.0']);
    expect(opening.shownRequests.at(-1)).toEqual({ appId: APP_ID, path: 'news.html', query: 'a=1' });
  });
});

describe('closing', () => {
  it.each([
    ['the user closes the window', ({ windows }: Opening) => windows[0]!.close()],
    ['the mini-program is removed', ({ opener }: Opening) => opener.close(APP_ID)],
  ])('ends the request and the installation, and drops what they still bring, when %s', async (_when, close) => {
    const opening = createOpening();
    const opened = opening.opener.open({ appId: APP_ID });
    await reached(opening, 'opened');
    close(opening);
    expect([opening.requests[0]!.signal.aborted, opening.installCalls[0]!.signal.aborted]).toEqual([true, true]);
    expect(opening.order.slice(-2)).toEqual(['closed', 'data ends']);
    opening.installCalls[0]!.answer(OLD);
    opening.installCalls[0]!.progress(9);
    await opened;
    expect(opening.order.slice(opening.order.indexOf('data ends') + 1).filter((entry) => entry !== 'opened')).toEqual(
      [],
    );
  });

  it.each([
    ['there are details', 'request', (opening: Opening) => opening.detailsCalls[0]!.answer(coldStartDetails('1.0.0'))],
    ['the request is on its way', 'log window-created', (opening: Opening) => opening.requests[0]!.depart()],
  ])('brings nothing back when the mini-program is removed before %s', async (_when, next, go) => {
    const opening = createOpening({ state: stateOf({ installed: OLD }), isManual: true });
    const opened = opening.opener.open({ appId: APP_ID });
    if (next !== 'request') {
      opening.detailsCalls[0]!.answer(coldStartDetails('1.0.0'));
      await reached(opening, 'package');
    }
    opening.opener.close(APP_ID);
    await opening.store.remove(APP_ID);
    go(opening);
    await opened;
    expect(opening.order.filter((entry) => entry.startsWith(next))).toEqual([]);
    expect(opening.store.get(APP_ID)).toBeUndefined();
  });

  it('is silent when the installation fails because of it', async () => {
    const opening = createOpening();
    const opened = opening.opener.open({ appId: APP_ID });
    await reached(opening, 'opened');
    opening.windows[0]!.close();
    opening.installCalls[0]!.fail(new AppError('aborted', 'Cancelled.'));
    await opened;
    expect(opening.order.at(-1)).toBe('data ends');
  });
});

describe('a new version', () => {
  const onTrial = stateOf({ installed: NEW, previous: OLD });

  it('is counted before its page is loaded, and proven when that has loaded', async () => {
    const opening = createOpening({ state: onTrial });
    void opening.opener.open({ appId: APP_ID });
    await reached(opening, 'opened');
    expect(opening.store.get(APP_ID)?.installed).toEqual(NEW);
    opening.installCalls[0]!.answer(NEW);
    await reached(opening, 'page 2.0.0');
    expect(opening.store.get(APP_ID)?.installed).toEqual({ ...NEW, unprovenStarts: 1 });
    opening.windows[0]!.events.onLoaded();
    expect(opening.store.get(APP_ID)).toMatchObject({
      installed: { ...NEW, provenAt: NOW, unprovenStarts: 0 },
      previous: OLD,
    });
  });

  it('gives way to the version before, in the same window and with a request of its own, when its page does not load', async () => {
    const opening = await openPage(NEW, { state: onTrial });
    opening.order.length = 0;
    opening.windows[0]!.events.onFailure({
      code: 'load-failed',
      kind: 'failed',
      message: 'The page could not be loaded (ERR_FAILED).',
    });
    await reached(opening, 'page 1.0.0');
    expect(opening.order).toEqual([
      'loading',
      'log update-rolled-back',
      'notice Version 2.0.0 of “Sample” did not start (its page could not be loaded). Larder went back to version 1.0.0 until the next update.',
      'request 1.0.0',
      'data for window 1',
      'opened',
      'page 1.0.0',
    ]);
    expect(opening.requests[0]!.signal.aborted).toBe(true);
    expect(opening.events.at(-1)).toMatchObject({
      event: 'update-rolled-back',
      fromVersion: '2.0.0',
      version: '1.0.0',
      errCode: 'load-failed',
    });
    expect(opening.store.get(APP_ID)).toMatchObject({ installed: OLD, previous: null, rejectedSha256: NEW.sha256 });
  });

  it('gives way to the version before when a link opens it and its page does not load, and that link is kept', async () => {
    const opening = createOpening({ state: onTrial });
    const link = { appId: APP_ID, path: 'news.html', query: 'a=1' };
    void opening.opener.open(link);
    await reached(opening, 'package');
    opening.installCalls[0]!.answer(NEW);
    await reached(opening, 'page 2.0.0');
    opening.windows[0]!.events.onFailure(CRASH);
    await reached(opening, 'page 1.0.0');
    expect(opening.shownRequests).toEqual([link, link]);
    expect(opening.requests[1]!.launch).toEqual(link);
  });

  it('has its process ended when it does not answer before it has loaded, and not later', async () => {
    const opening = await openPage(NEW, { state: onTrial });
    const { events } = opening.windows[0]!;
    expect(events.endsWhenUnresponsive()).toBe(true);
    events.onLoaded();
    expect(events.endsWhenUnresponsive()).toBe(false);
  });

  it.each([
    ['it has loaded before', stateOf({ installed: { ...NEW, provenAt: 9 }, previous: OLD }), null],
    ['there is no version before', stateOf({ installed: NEW }), null],
    ['the version before is damaged', onTrial, '1.0.0'],
  ])('stays and shows the reason when it fails and %s', async (_when, state, damaged) => {
    const opening = await openPage(state.installed!, { state });
    if (damaged) opening.damaged.add(damaged);
    opening.windows[0]!.events.onFailure(CRASH);
    await vi.waitFor(() => expect(opening.order.at(-1)).toMatch(/^problem /));
    expect(opening.store.get(APP_ID)).toMatchObject({ installed: { version: '2.0.0' }, rejectedSha256: null });
    expect(opening.order.filter((entry) => entry.startsWith('page'))).toEqual(['page 2.0.0']);
    expect(opening.order.at(-1)).toBe(`problem crashed ${CRASH.message}`);
  });

  it('stays and shows the reason when it fails after it has loaded in this very window', async () => {
    const opening = await openPage(NEW, { state: onTrial });
    opening.windows[0]!.events.onLoaded();
    opening.windows[0]!.events.onFailure(CRASH);
    expect(opening.order.slice(-2)).toEqual(['log problem', `problem crashed ${CRASH.message}`]);
    expect(opening.store.get(APP_ID)?.installed?.version).toBe('2.0.0');
  });

  it.each([
    ['the user closes the window', ({ windows }: Opening) => windows[0]!.close()],
    ['the mini-program is removed', ({ opener }: Opening) => opener.close(APP_ID)],
  ])('can be opened again at once when %s in the middle of a start that does not end', async (_how, close) => {
    const opening = createOpening({ state: stateOf() });
    void opening.opener.open({ appId: APP_ID });
    await reached(opening, 'log window-created');
    close(opening);
    void opening.opener.open({ appId: APP_ID });
    await expect.poll(() => opening.windows.length).toBe(2);
    opening.installCalls[0]!.answer(packageOf('1.0.0'));
    await settled();
    expect(opening.order).not.toContain('page 1.0.0');
    opening.installCalls[1]!.answer(packageOf('1.0.0'));
    await reached(opening, 'page 1.0.0');
  });

  it('is not counted as failed when its window is closed before its page has loaded', async () => {
    const opening = await openPage(NEW, { state: onTrial });
    opening.windows[0]!.close();
    expect(opening.store.get(APP_ID)).toMatchObject({ installed: NEW, previous: OLD });
  });

  it('is taken back without a page when its window is closed meanwhile', async () => {
    const opening = await openPage(NEW, { state: onTrial });
    opening.windows[0]!.events.onFailure(CRASH);
    opening.windows[0]!.close();
    await reached(opening, 'log update-rolled-back');
    await settled();
    expect(opening.order.filter((entry) => entry.startsWith('page') || entry.startsWith('request'))).toEqual([
      'request 2.0.0',
      'page 2.0.0',
    ]);
    expect(opening.store.get(APP_ID)?.installed).toEqual(OLD);
  });

  it('has one way back, shared by whoever opens it meanwhile', async () => {
    const opening = await openPage(NEW, { state: onTrial });
    opening.windows[0]!.events.onFailure(CRASH);
    await opening.opener.open({ appId: APP_ID });
    expect(opening.order.filter((entry) => /^(?:page|request|focus)/.test(entry))).toEqual([
      'request 2.0.0',
      'page 2.0.0',
      'request 1.0.0',
      'page 1.0.0',
    ]);
  });
});

describe('a restart', () => {
  it('makes a new cold start in the window that is there', async () => {
    const opening = await openPage(OLD, { state: stateOf({ installed: OLD }) });
    opening.order.length = 0;
    opening.opener.restart(APP_ID);
    await vi.waitFor(() => expect(opening.installCalls).toHaveLength(2));
    opening.installCalls[1]!.answer(NEW);
    await reached(opening, 'page 2.0.0');
    expect(opening.order).toEqual(
      expect.arrayContaining(['loading', 'details', 'request 1.0.0', 'package', 'page 2.0.0']),
    );
    expect(opening.order).not.toContain('log window-created');
    expect(opening.windows).toHaveLength(1);
  });

  it('keeps the page and the query that were asked for last', async () => {
    const opening = await openPage(OLD, { state: stateOf({ installed: OLD }) });
    await opening.opener.open({ appId: APP_ID, path: 'detail.html', query: 'id=7' });
    opening.opener.restart(APP_ID);
    await vi.waitFor(() => expect(opening.installCalls).toHaveLength(2));
    opening.installCalls[1]!.answer(OLD);
    await vi.waitFor(() => expect(opening.shownRequests).toHaveLength(3));
    expect(opening.shownRequests[2]).toEqual({ appId: APP_ID, path: 'detail.html', query: 'id=7' });
  });

  it('does nothing when there is no window', async () => {
    const opening = createOpening();
    opening.opener.restart(APP_ID);
    await settled();
    expect(opening.order).toEqual([]);
  });
});
