import { roomQuestion } from '../../../../main/launcher/downloads/room-question.ts';
import { describe, expect, it } from 'vitest';
import { downloadsState, remainingTime, statusOf } from '../../../../main/launcher/downloads/downloads-state.ts';
import type { FetchOverview, RegistrationSnapshot } from '../../../../main/background-fetch/types.ts';

const REGISTRATION: RegistrationSnapshot = {
  uuid: 'u1',
  id: 'episode',
  scope: 'mp://app1/',
  uploadTotal: 0,
  uploaded: 0,
  downloadTotal: 0,
  downloaded: 0,
  result: '',
  failureReason: '',
  recordsAvailable: true,
};

function fetchOf(change: Partial<FetchOverview> = {}, registration: Partial<RegistrationSnapshot> = {}): FetchOverview {
  return {
    appId: 'App1',
    title: 'Episode 12',
    icons: [],
    iconVersion: null,
    registration: { ...REGISTRATION, ...registration },
    state: 'running',
    neededRoom: null,
    canPause: true,
    expectedBytes: null,
    bytesPerSecond: 0,
    recordCount: 2,
    recordsDone: 1,
    registeredAt: 1000,
    isKept: false,
    settledAt: null,
    ...change,
  };
}

function setUp() {
  let fetches: readonly FetchOverview[] = [];
  const state = () =>
    downloadsState({
      engine: {
        list: () => fetches,
        usedBytes: (appId) => (appId === 'App1' ? 700 : 0),
        neededBytes: () => 7_000_000_000,
      },
      programs: {
        list: () => [
          { appId: 'App2', name: 'Zoo' },
          { appId: 'App1', name: 'Podcast', iconUrl: '/icons/app1' },
        ],
        isHeldBack: () => false,
        isAllowed: (appId) => appId === 'App1',
        quotaBytes: () => 1000,
        roomAnswer: (appId) => (appId === 'App1' ? 'refuse' : null),
        originOf: (appId) => `mp://${appId.toLowerCase()}`,
        pictureUrl: (appId, id, version) => `/download-icons/${appId}/${id}?v=${version}`,
      },
      clock: { now: () => 5000 },
      freeBytes: () => 9000,
    });
  return {
    with(...listed: FetchOverview[]) {
      fetches = listed;
      return state();
    },
  };
}

describe('statusOf', () => {
  it.each([
    ['running', {}, 'running', ''],
    ['waiting-for-room', {}, 'asks', ''],
    ['paused', {}, 'paused-by-user', ''],
    ['waiting-for-network', {}, 'waiting', 'network'],
    ['waiting-for-network', { downloaded: 5 }, 'paused', 'network'],
    ['switched-off', {}, 'waiting', 'switched-off'],
    ['switched-off', { downloaded: 5 }, 'paused', 'switched-off'],
    ['waiting-for-unmetered', {}, 'waiting', 'metered'],
    ['waiting-for-unmetered', { downloaded: 5 }, 'paused', 'metered'],
    ['waiting-for-network', { uploaded: 5 }, 'paused', 'network'],
    ['waiting-to-retry', { downloaded: 5 }, 'waiting', 'retry'],
    ['settled', {}, 'finishing', ''],
    ['settled', { result: 'success' }, 'finishing', ''],
    ['settled', { result: 'success', recordsAvailable: false }, 'succeeded', ''],
    ['settled', { result: 'failure', failureReason: 'aborted' }, 'aborted', ''],
    ['settled', { result: 'failure', failureReason: 'quota-exceeded' }, 'failed', 'quota-exceeded'],
  ] as const)('of a fetch that is %s with %j is %s %s', (state, registration, status, reason) => {
    expect(statusOf(fetchOf({ state }, registration))).toEqual({ state: status, reason });
  });
});

describe('remainingTime', () => {
  it.each([
    [3000, 1500, 2000],
    [0, 1500, 0],
    [-5, 1500, 0],
    [3000, 0, null],
    [null, 1500, null],
  ])('of %s bytes at %s a second is %s', (left, rate, expected) => {
    expect(remainingTime(left, rate)).toBe(expected);
  });
});

describe('downloadsState', () => {
  it('names the mini-program and its origin, and lists mini-programs by name', () => {
    const { items, programs, usedBytes, freeBytes, now } = setUp().with(fetchOf());
    expect(items[0]).toMatchObject({
      id: 'u1',
      appId: 'App1',
      name: 'Podcast',
      iconUrl: '/icons/app1',
      origin: 'mp://app1',
      title: 'Episode 12',
      startedAt: 1000,
      endedAt: null,
    });
    expect(programs.map(({ name, allowed, usedBytes: used, quotaBytes }) => [name, allowed, used, quotaBytes])).toEqual(
      [
        ['Podcast', true, 700, 1000],
        ['Zoo', false, 0, 1000],
      ],
    );
    expect([usedBytes, freeBytes, now]).toEqual([700, 9000, 5000]);
  });

  it('tells speed and remaining time of what is up- and downloaded together', () => {
    const amounts = { uploadTotal: 1000, uploaded: 1000, downloaded: 1000 };
    const { items } = setUp().with(fetchOf({ expectedBytes: 5000, bytesPerSecond: 2000.4 }, amounts));
    expect(items[0]).toMatchObject({ speed: 2000, downloadTotal: 5000, remainingMs: 2000 });
  });

  it('tells what one that asks needs, and what it is offered', () => {
    const { items, programs } = setUp().with(fetchOf({ state: 'waiting-for-room', neededRoom: 6_999_999_300 }));
    expect(items[0]).toMatchObject({
      state: 'asks',
      room: { neededBytes: 7_000_000_000, offeredBytes: 10_000_000_000 },
    });
    expect(programs.map(({ roomAnswer }) => roomAnswer)).toEqual(['refuse', null]);
  });

  it.each([
    [1, 5e9],
    [5e9, 5e9],
    [5e9 + 1, 10e9],
    [99e9, 100e9],
    [100e9 + 1, 150e9],
    [2 ** 53, 9007200e9],
  ])('offers %i bytes %i', (needed, offered) => {
    expect(roomQuestion(needed).offeredBytes).toBe(offered);
  });

  it('tells no speed while it is paused', () => {
    const { items } = setUp().with(fetchOf({ state: 'paused', expectedBytes: 5000, bytesPerSecond: 2000 }));
    expect(items[0]).toMatchObject({ speed: 0, remainingMs: null });
  });

  it('knows no total when more arrived than was announced, and the real one at the end', () => {
    const downloads = setUp();
    expect(downloads.with(fetchOf({ expectedBytes: 10 }, { downloaded: 20 })).items[0]).toMatchObject({
      downloadTotal: 0,
      remainingMs: null,
    });
    const done = fetchOf(
      { state: 'settled', settledAt: 4000 },
      { downloaded: 20, result: 'success', recordsAvailable: false },
    );
    expect(downloads.with(done).items[0]).toMatchObject({
      downloadTotal: 20,
      records: { done: 2, total: 2 },
      canForget: true,
      endedAt: 4000,
    });
  });

  it('may not be forgotten while its mini-program is still to be told', () => {
    expect(
      setUp().with(fetchOf({ state: 'settled' }, { result: 'failure', failureReason: 'bad-status' })).items[0],
    ).toMatchObject({ state: 'failed', canForget: false });
  });

  it('lists the newest first, also of a mini-program that is gone', () => {
    const { items } = setUp().with(
      fetchOf({ registeredAt: 1 }),
      fetchOf({ registeredAt: 3, appId: 'Gone' }, { uuid: 'u2' }),
    );
    expect(items.map(({ id, name }) => [id, name])).toEqual([
      ['u2', 'Gone'],
      ['u1', 'Podcast'],
    ]);
  });
});
