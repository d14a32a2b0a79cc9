/** New versions of Larder, as pushed: for the line below, the About dialog and the settings. */
import type { UpdatesState } from '../../../preload/contract/updates.ts';
import { asItComes, type StateSource } from '../use-pushed-state.ts';

export const UPDATES: StateSource<UpdatesState> = {
  ask: (call) => call('launcher:get-updates'),
  subscribe: (bridge, listener) => bridge.onUpdatesChanged(listener),
  receive: asItComes,
};
