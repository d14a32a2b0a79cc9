/** Mini-programs that the tests serve, and how they start them. */
import { hostOfAppId } from '../../main/models/app-id.ts';
import type { BackendApp } from '../demo-backend/backend.ts';

/** Mixed case on purpose: its host differs from its id. */
export const PROBE_ID = 'xoqXxUSMRccLCrZNRebmzj';

export const originOf = (appId: string): string => `mp://${hostOfAppId(appId)}`;

const INDEX = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Probe</title><script src="probe.js" defer></script></head>
<body><h1>Probe</h1><output></output></body></html>`;

/** Asks for its data at once and keeps everything it was told on `window.probe`. */
const SCRIPT = `
window.probe = { events: [] };
bn.onBackgroundFetchData((event) => probe.events.push(event));
bn.getBackgroundFetchData({ fetchType: 'pre' }).then(
  (result) => { probe.result = result; document.querySelector('output').textContent = result.fetchedData; },
  (failure) => { probe.failure = failure; document.querySelector('output').textContent = failure.errCode; },
);`;

export interface ProbeState {
  events: { fetchType: string; fetchedData: string; timeStamp: number; path?: string; query?: string }[];
  result?: Record<string, unknown>;
  failure?: { errMsg: string; errCode: string };
}

export interface ProbeOptions {
  readonly appId?: string;
  readonly preFetchUrl?: string | null;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly version?: string;
}

/** A mini-program whose page waits for its pre-fetched data. `{base}` is the backend's URL. */
export function probe({
  appId = PROBE_ID,
  preFetchUrl = '{base}/data',
  files = {},
  details = {},
  version = '1.0.0',
}: ProbeOptions = {}): BackendApp {
  return {
    appId,
    files: {
      'manifest.json': JSON.stringify({
        app_id: appId,
        name: 'Probe',
        version: { name: version, code: 1 },
        start_url: 'index.html',
        icons: [],
      }),
      'index.html': INDEX,
      'probe.js': SCRIPT,
      ...files,
    },
    details: { developmentSettings: preFetchUrl === null ? {} : { preFetchUrl }, ...details },
  };
}
