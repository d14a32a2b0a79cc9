/** Entry of the worker that hashes inline scripts: a bundle of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { hashPages, type HashingJob } from './page-hashing.ts';

hashPages(workerData as HashingJob, (message) => parentPort?.postMessage(message));
