/**
 * Trust in what this computer trusts: its certificate store is read once, off the main thread, and joins the
 * certificates that Node brings. Connections made before do not know it; the dialer waits for it when an issuer
 * is unknown.
 */
import tls from 'node:tls';
import { Worker } from 'node:worker_threads';
import { errorMessage } from '../../support/errors.ts';
import type { Disposable } from '../../support/shutdown-list.ts';
import type { StoreReading } from './read-system-store.ts';

export interface SystemTrust extends Disposable {
  /** Begins to read the store, once. */
  load(): void;
  /** The store was read, whatever came of it. */
  readonly isLoaded: boolean;
  /** Waits for the store, and begins to read it. True when it has brought certificates. Rejects when `signal` aborts. */
  loaded(signal: AbortSignal): Promise<boolean>;
}

export interface SystemTrustOptions {
  /** Reads the store; must not block. */
  readonly read: () => Promise<StoreReading>;
  /** Default: for all connections of this thread that are made from now on. */
  readonly trust?: (certificates: readonly string[]) => void;
  /** Of what a person should know; the rest works. */
  readonly report: (message: string) => void;
}

/** Systems that need minutes are given up; what they would have brought stays unknown until the next start. */
const READ_LIMIT_MS = 120_000;

export function createSystemTrust({ read, trust = trustForAll, report }: SystemTrustOptions): SystemTrust {
  let isLoaded = false;
  let isOver = false;
  let loading: Promise<boolean> | null = null;

  const readOnce = async (): Promise<boolean> => {
    try {
      const { certificates, broken, problems } = await read();
      if (isOver) return false;
      if (broken > 0) report(`${broken} certificates of the system’s store cannot be read and are left out.`);
      for (const problem of problems) report(`A part of the system’s certificate store cannot be read: ${problem}.`);
      if (certificates.length > 0) trust(certificates);
      return certificates.length > 0;
    } catch (error) {
      if (!isOver) report(`Cannot read the system’s certificate store: ${errorMessage(error)}`);
      return false;
    } finally {
      isLoaded = true;
    }
  };
  const start = (): Promise<boolean> => (loading ??= readOnce());

  return {
    load: () => void start(),
    get isLoaded() {
      return isLoaded;
    },
    loaded(signal) {
      return new Promise((resolve, reject) => {
        const onAbort = (): void => reject(signal.reason as Error);
        if (signal.aborted) onAbort();
        signal.addEventListener('abort', onAbort, { once: true });
        void start().then((brought) => {
          signal.removeEventListener('abort', onAbort);
          resolve(brought);
        });
      });
    },
    dispose() {
      isOver = true;
    },
  };
}

function trustForAll(certificates: readonly string[]): void {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), ...certificates]);
}

/** `workerFile`: the bundled certificates-worker.ts. */
export function readInWorker(workerFile: string): Promise<StoreReading> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile, { stdin: false });
    const timer = setTimeout(() => {
      void worker.terminate();
      reject(new Error('it takes too long'));
    }, READ_LIMIT_MS);
    timer.unref();
    // It must not keep Larder from ending.
    worker.unref();
    worker.once('message', (reading: StoreReading) => resolve(reading));
    worker.once('error', reject);
    worker.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`its reader ended with ${code}`));
    });
  });
}
