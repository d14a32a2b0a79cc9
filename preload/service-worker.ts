/**
 * The preload of a mini-program's service workers. It runs at every start of a worker, before its script,
 * in a realm without timers, `fetch` and storage (https://electronjs.org/docs/latest/api/session).
 */
import { contextBridge, ipcRenderer } from 'electron';
import { installBackgroundFetch } from './background-fetch/install.ts';

installBackgroundFetch(contextBridge, ipcRenderer, 'service-worker');
