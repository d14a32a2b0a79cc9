/** Entry of the worker that reads the system's certificate store: a bundle of its own. */
import { parentPort } from 'node:worker_threads';
import { readSystemStore } from './read-system-store.ts';

parentPort?.postMessage(readSystemStore());
