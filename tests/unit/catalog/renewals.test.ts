import { describe, expect, it } from 'vitest';
import { planRenewals, RENEWAL_PERIOD_MS, type RenewalRecord } from '../../../main/catalog/renewal-plan.ts';
import { createRenewals } from '../../../main/catalog/renewals.ts';
import { miniProgramStateSchema, type MiniProgramState } from '../../../main/models/state-schema.ts';
import { AppError } from '../../../main/support/errors.ts';
import { detailsOf } from '../../fakes/opening.ts';
import { summaryOf } from '../../../main/models/mini-program-summary.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = 1_800_000_000_000;

const record = (change: Partial<RenewalRecord>): RenewalRecord => ({
  appId: 'abc',
  lastOpenedAt: NOW - DAY_MS,
  fetchedAt: NOW - RENEWAL_PERIOD_MS,
  triedAt: null,
  enabled: true,
  ...change,
});

describe('planRenewals', () => {
  it.each<[string, Partial<RenewalRecord>, number | null]>([
    ['12 hours after they were fetched', {}, NOW],
    ['not a moment before', { fetchedAt: NOW - RENEWAL_PERIOD_MS + 1 }, NOW + 1],
    ['an hour after a request that may have brought nothing', { triedAt: NOW - 1 }, NOW + HOUR_MS - 1],
    ['at once where a wrong clock dated them', { fetchedAt: NOW + 40 * DAY_MS }, -Infinity],
    ['not for one that was never opened', { lastOpenedAt: null }, null],
    ['not for one that nobody opened for 7 days', { lastOpenedAt: NOW - 7 * DAY_MS - 1 }, null],
    ['for one that was opened 7 days ago', { lastOpenedAt: NOW - 7 * DAY_MS }, NOW],
    ['not for one that has none', { fetchedAt: null }, null],
    ['not for one whose background activity is off', { enabled: false }, null],
  ])('makes details due %s', (_when, change, dueAt) => {
    const { due, nextDueAt } = planRenewals([record(change)], NOW);
    expect([due, nextDueAt]).toEqual(dueAt !== null && dueAt <= NOW ? [['abc'], null] : [[], dueAt]);
  });

  it('begins with the oldest', () => {
    const older = record({ appId: 'older', fetchedAt: NOW - 2 * DAY_MS });
    expect(planRenewals([record({}), older], NOW).due).toEqual(['older', 'abc']);
  });
});

describe('createRenewals', () => {
  function setUp(
    answer: () => Promise<ReturnType<typeof detailsOf>>,
    change: Partial<Parameters<typeof createRenewals>[0]> = {},
  ) {
    const state: MiniProgramState = miniProgramStateSchema().parse({
      schemaVersion: 1,
      appId: 'abc',
      name: 'Sample',
      addedAt: 1,
      lastOpenedAt: NOW - HOUR_MS,
      details: { value: { ...detailsOf('1.0.0'), appId: 'abc' }, fetchedAt: NOW - DAY_MS },
      installed: {
        version: '1.0.0',
        sha256: '1'.repeat(64),
        folder: 'f',
        startPage: 'index.html',
        icon: null,
        installedAt: 1,
      },
    });
    const updates: string[] = [];
    const renewals = createRenewals({
      store: { list: () => [summaryOf(state)], get: () => state },
      details: { renew: answer },
      packages: { update: async (_appId, { version }) => void updates.push(version) },
      clock: { now: () => NOW },
      backendUrl: () => 'https://backend.example',
      ...change,
    });
    return { renewals, updates };
  }
  const signal = new AbortController().signal;

  it('fetches the package that the new details describe', async () => {
    const { renewals, updates } = setUp(() => Promise.resolve(detailsOf('2.0.0')));
    expect(renewals.plan().due).toEqual(['abc']);
    await renewals.renew('abc', signal);
    expect(updates).toEqual(['2.0.0']);
  });

  it('does not ask in a loop when the backend fails, nor when nothing can be kept', async () => {
    for (const answer of [
      () => Promise.reject(new AppError('backend-unreachable', 'down')),
      () => Promise.resolve(detailsOf('2.0.0')),
    ]) {
      const { renewals } = setUp(answer);
      await renewals.renew('abc', signal);
      expect(renewals.plan()).toEqual({ due: [], nextDueAt: NOW + HOUR_MS });
    }
  });

  it('lets the others go on when a package takes its time, which goes on beside them', async () => {
    let ended: AbortSignal | undefined;
    const { renewals } = setUp(() => Promise.resolve(detailsOf('2.0.0')), {
      turnMs: 0,
      packages: {
        update(_appId, _details, downloading) {
          ended = downloading;
          return new Promise(() => {});
        },
      },
    });
    await renewals.renew('abc', signal);
    expect(ended?.aborted).toBe(false);
    expect(renewals.plan()).toEqual({ due: [], nextDueAt: NOW + HOUR_MS });
  });

  it('gives a package up when it is interrupted', async () => {
    const interruption = new AbortController();
    const { renewals } = setUp(() => Promise.resolve(detailsOf('2.0.0')), {
      packages: {
        update(_appId, _details, downloading) {
          const ended = new Promise<void>((resolve) => downloading?.addEventListener('abort', () => resolve()));
          interruption.abort('conditions');
          return ended;
        },
      },
    });
    await renewals.renew('abc', interruption.signal);
    expect(renewals.plan().due).toEqual(['abc']);
  });

  it('asks again at once when it was only interrupted', async () => {
    const { renewals } = setUp(() => Promise.reject(new AppError('aborted', 'quit')));
    await renewals.renew('abc', signal);
    expect(renewals.plan().due).toEqual(['abc']);
  });
});
