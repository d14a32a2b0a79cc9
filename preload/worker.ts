/**
 * What dedicated and shared workers of a mini-program run before their own script: the interfaces of the
 * Background Fetch API, `Cache` with own URLs, the marks of the workers they make themselves, and what tells the
 * container of requests that their policy refuses.
 *
 * Chromium gives these workers no `navigator.serviceWorker`: no registration can be reached from here, so
 * the interfaces have nobody to ask.
 */
import { WORKER_MARK } from './contract/background-fetch.ts';
import { REFUSED_REQUEST_HEADER, REFUSED_REQUEST_LIMITS, REFUSED_REQUEST_PATH } from './contract/policy.ts';
import { defineIdl } from './background-fetch/idl.ts';
import { hasServiceWorkers, removeParts } from './background-fetch/install.ts';
import { defineInterfaces } from './background-fetch/interfaces.ts';
import { defineMessages } from './background-fetch/messages.ts';
import { installOwnCache } from './background-fetch/own-cache.ts';
import { PARTS_KEY, type BackgroundFetchBridge } from './background-fetch/parts.ts';
import { hideWorkerMark, markWorkers } from './background-fetch/worker-marks.ts';
import { tellRefusedRequestsOfWorker } from './policy/refused-requests-of-workers.ts';

const NOBODY: BackgroundFetchBridge = {
  call: () =>
    Promise.resolve({
      ok: false,
      error: { code: 'denied', message: 'Background fetches belong to pages and service workers.' },
    }),
  listen() {},
};

hideWorkerMark(WORKER_MARK);
markWorkers(WORKER_MARK);
tellRefusedRequestsOfWorker(REFUSED_REQUEST_HEADER, REFUSED_REQUEST_PATH, REFUSED_REQUEST_LIMITS);
if (hasServiceWorkers()) {
  defineIdl(PARTS_KEY);
  defineMessages(PARTS_KEY, NOBODY, null);
  defineInterfaces(PARTS_KEY, NOBODY);
  removeParts(PARTS_KEY);
  installOwnCache();
}
