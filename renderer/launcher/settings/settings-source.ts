/** What the Settings page shows: asked for when the page is shown, pushed while it is. */
import type { SettingsState } from '../../../preload/contract/settings.ts';
import { asItComes, type StateSource } from '../use-pushed-state.ts';

export const SETTINGS: StateSource<SettingsState> = {
  ask: (call) => call('launcher:get-settings'),
  subscribe: (bridge, listener) => bridge.onSettingsChanged(listener),
  receive: asItComes,
};
