/** Entries for the tests of this folder. */
import { createActivityLog, type ActivityLog } from '../../../../main/launcher/activity/activity-log.ts';
import type {
  ObservedRequest,
  RequestFacts,
  RequestFailure,
} from '../../../../main/network/client/request-observer.ts';

/** 2023-11-14T22:13:20Z */
export const NOW = 1_700_000_000_000;

export interface TestClock {
  at: number;
  now(): number;
}

export function testClock(): TestClock {
  return {
    at: NOW,
    now() {
      return this.at;
    },
  };
}

export function testLog(limit?: number, clock = testClock()): ActivityLog {
  return createActivityLog({ clock, nameOf: (appId) => `Name of ${appId}`, ...(limit === undefined ? {} : { limit }) });
}

export const REQUEST: ObservedRequest = {
  appId: 'App1',
  kind: 'pre-fetch',
  method: 'GET',
  shownUrl: new URL('https://api.example.com:8443/data?appid=App1&token=TOKEN'),
};

/** A request from its beginning to its end. */
export function record(
  activityLog: ActivityLog,
  request: Partial<ObservedRequest> = {},
  facts: RequestFacts = {},
  failure: RequestFailure | null = null,
): void {
  const observation = activityLog.begin({ ...REQUEST, ...request });
  observation.note(facts);
  observation.end(failure);
}
