/**
 * The preload of a mini-program's service workers. It runs at every start of a worker, before its script,
 * in a realm without timers, `fetch` and storage (https://electronjs.org/docs/latest/api/session).
 */
import { contextBridge, ipcRenderer } from 'electron';
import { createCallGate } from './call-gate.ts';
import { installBackgroundFetch } from './background-fetch/install.ts';
import {
  POLICY_HEADER,
  POLICY_PROOF_HEADER,
  REFUSED_REQUEST_HEADER,
  REFUSED_REQUEST_LIMITS,
  REFUSED_REQUEST_PATH,
} from './contract/policy.ts';
import { guardAnswers } from './policy/guard-answers.ts';
import { tellRefusedRequestsOfWorker } from './policy/refused-requests-of-workers.ts';

contextBridge.executeInMainWorld({ func: guardAnswers, args: [POLICY_PROOF_HEADER, POLICY_HEADER] });
contextBridge.executeInMainWorld({
  func: tellRefusedRequestsOfWorker,
  args: [REFUSED_REQUEST_HEADER, REFUSED_REQUEST_PATH, REFUSED_REQUEST_LIMITS],
});
installBackgroundFetch(contextBridge, createCallGate(ipcRenderer), 'service-worker');
