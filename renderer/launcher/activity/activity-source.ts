/** What the Activity page shows: asked for when the page is shown, pushed while it is. */
import type { ActivityState } from '../../../preload/contract/activity.ts';
import { clockOffset, type StateSource } from '../use-pushed-state.ts';
import { keepUnchanged } from './keep-unchanged.ts';

export interface ActivityView {
  readonly activity: ActivityState;
  readonly clockOffsetMs: number;
}

export const ACTIVITY: StateSource<ActivityState, ActivityView> = {
  ask: (call) => call('launcher:get-activity'),
  subscribe: (bridge, listener) => bridge.onActivityChanged(listener),
  receive: (before, next) => ({
    activity: keepUnchanged(before?.activity ?? null, next),
    clockOffsetMs: clockOffset(next),
  }),
};
