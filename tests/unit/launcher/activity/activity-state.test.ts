import { describe, expect, it } from 'vitest';
import { createNetworkSwitches } from '../../../../main/network/client/network-switches.ts';
import { activityState, type ActivityStateDependencies } from '../../../../main/launcher/activity/activity-state.ts';
import { planPeriodic } from '../../../../main/data-fetch/periodic/due.ts';
import { periodicStateOf, recordOf } from '../../../../main/models/periodic-state.ts';
import type { Situation } from '../../../../main/data-fetch/periodic/types.ts';
import { openMiniProgramStore } from '../../../../main/storage/mini-program-store.ts';
import { openSettings } from '../../../../main/storage/settings.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { NOW, record, testClock, testLog } from './request-fixtures.ts';

const HOUR_MS = 3_600_000;

function setUp(situation: { online?: boolean; enabled?: boolean; metered?: boolean | null } = {}) {
  const { online = true, enabled = true, metered = null } = situation;
  const folder = createTemporaryFolder();
  const clock = testClock();
  const store = openMiniProgramStore({ folder, clock });
  const settings = openSettings(folder, clock);
  const activityLog = testLog(undefined, clock);
  const rule: Situation = {
    settings: { enabled, dailyAtMinutes: 240, offsetMinutes: 0, timeZone: 'UTC', notOnBattery: false },
    conditions: { online, onBattery: false },
    lastFixedTimeRun: NOW,
  };

  function add(appId: string, name: string, periodic: Partial<ReturnType<typeof periodicStateOf>> = {}): void {
    const state = store.add({ appId, name, description: '' });
    const value = {
      appId,
      name,
      description: '',
      version: '1',
      packageUrl: 'https://x.example/p.zip',
      packageSha256: '0'.repeat(64),
      permissions: [],
      serviceDomains: [],
      developmentSettings: { backgroundFetchUrl: 'https://x.example/data' },
    };
    store.update(appId, {
      lastOpenedAt: NOW - HOUR_MS,
      details: { value, fetchedAt: NOW },
      periodic: { ...periodicStateOf(state), ...periodic },
    });
  }

  const switches = createNetworkSwitches();
  const dependencies: ActivityStateDependencies = {
    log: activityLog,
    unseen: { news: () => null },
    clock,
    store,
    settings,
    scheduler: {
      plan: () =>
        planPeriodic(
          store.list().map((state) => recordOf(state, state.appId !== 'NoToken')),
          rule,
          clock.now(),
        ),
      isSweeping: () => false,
    },
    startWithSystem: { get: () => true },
    switches,
    isMetered: () => metered,
    isOnline: () => online,
  };
  return { add, log: activityLog, settings, switches, state: () => activityState(dependencies), dependencies };
}

describe('activityState', () => {
  it('names those whose network a developer has switched', () => {
    const { add, state, switches } = setUp();
    add('App2', 'Weather');
    add('App1', 'News');
    add('App3', 'Chess');
    switches.set('App2', 'offline');
    switches.set('App1', 'slow');
    expect(state().switched).toEqual([
      { appId: 'App1', name: 'News', condition: 'slow' },
      { appId: 'App2', name: 'Weather', condition: 'offline' },
    ]);
  });

  it('says when each mini-program is due and what it waits for, the next one first', () => {
    const { add, state } = setUp();
    add('NoToken', 'Without token');
    add('Later', 'Later', { lastSuccessAt: NOW - HOUR_MS });
    add('Failed', 'Failed', { failures: 2, failedAt: NOW - HOUR_MS, retryAt: NOW + HOUR_MS });
    add('Off', 'Off', { enabled: false, lastSuccessAt: NOW });
    add('Due', 'Due');
    expect(state().schedule).toEqual([
      {
        appId: 'Due',
        name: 'Due',
        enabled: true,
        dueAt: NOW - HOUR_MS,
        waitingFor: 'turn',
        lastSuccessAt: null,
        failures: 0,
      },
      {
        appId: 'Failed',
        name: 'Failed',
        enabled: true,
        dueAt: NOW + HOUR_MS,
        waitingFor: 'retry',
        lastSuccessAt: null,
        failures: 2,
      },
      {
        appId: 'Later',
        name: 'Later',
        enabled: true,
        dueAt: NOW + 11 * HOUR_MS,
        waitingFor: 'time',
        lastSuccessAt: NOW - HOUR_MS,
        failures: 0,
      },
      {
        appId: 'Off',
        name: 'Off',
        enabled: false,
        dueAt: NOW + 12 * HOUR_MS,
        waitingFor: 'switched-off',
        lastSuccessAt: NOW,
        failures: 0,
      },
      {
        appId: 'NoToken',
        name: 'Without token',
        enabled: true,
        dueAt: null,
        waitingFor: 'token',
        lastSuccessAt: null,
        failures: 0,
      },
    ]);
    expect(state()).toMatchObject({ now: NOW, nextWakeAt: NOW, sweeping: false, online: true });
  });

  it('says that everything waits for the network when there is none', () => {
    const { add, state } = setUp({ online: false });
    add('Due', 'Due');
    expect(state()).toMatchObject({
      online: false,
      nextWakeAt: null,
      schedule: [{ waitingFor: 'network', dueAt: NOW - HOUR_MS }],
    });
  });

  it.each<[told: boolean | null, chosen: boolean, shown: boolean | null]>([
    [null, false, null],
    [null, true, true],
    [false, false, false],
    [true, false, false],
    [true, true, true],
  ])('shows the choice of a connection where the system tells (%j) or it is made (%j): %j', (told, chosen, shown) => {
    const { settings, state } = setUp({ metered: told });
    settings.update({ notOnMeteredConnection: chosen });
    expect(state().settings.notOnMetered).toBe(shown);
  });

  it('has the requests and the settings as they are now', () => {
    const { log, settings, state, dependencies } = setUp();
    expect(state()).toMatchObject({
      entries: [],
      settings: { enabled: true, notOnBattery: false, dailyAtMinutes: 240, startWithSystem: true },
    });
    record(log);
    settings.update({ periodicFetchEnabled: false, periodicFetchNotOnBattery: true, periodicFetchAtMinutes: 61 });
    expect(state().entries).toEqual(log.entries());
    expect(state().settings).toEqual({
      enabled: false,
      notOnBattery: true,
      notOnMetered: null,
      dailyAtMinutes: 61,
      startWithSystem: true,
    });
    expect(
      activityState({ ...dependencies, scheduler: { ...dependencies.scheduler, isSweeping: () => true } }).sweeping,
    ).toBe(true);
  });
});
