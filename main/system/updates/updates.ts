/**
 * The life of an update: idle → checking → available → downloading → ready, and back when something
 * fails. Nothing here installs: that is the source's, when the application ends.
 */
import { assertNever } from '../../support/errors.ts';
import type { Clock } from '../../support/clock.ts';
import type {
  AvailableUpdate,
  UpdateInstallation,
  UpdatePhase,
  UpdatesOff,
  UpdatesState,
} from '../../../preload/contract/updates.ts';
import { UpdateError, type UpdateSource } from './update-source.ts';
import { createListeners } from '../../support/listeners.ts';

export interface UpdatesDependencies {
  /** Or why this copy has none. */
  readonly source: UpdateSource | UpdatesOff;
  readonly installation: UpdateInstallation;
  readonly clock: Clock;
  readonly preference: { get(): boolean; set(automatic: boolean): void };
  onBattery(): boolean;
  /** For the log: what went wrong, and its cause. */
  report(message: string, cause: unknown): void;
}

export interface Updates {
  getState(): UpdatesState;
  /** Asks the feed; an update that is found is downloaded when nothing speaks against it. Never rejects. */
  check(asked: 'by-user' | 'by-schedule'): Promise<void>;
  /** Starts a download that waits, or tries a failed one again. */
  download(): void;
  cancel(): void;
  restart(): void;
  setAutomatic(automatic: boolean): void;
  /** The power source has changed, perhaps. */
  powerChanged(): void;
  onChange(listener: (state: UpdatesState) => void): () => void;
}

export function createUpdates(dependencies: UpdatesDependencies): Updates {
  const { installation, clock, preference, onBattery, report } = dependencies;
  const source = typeof dependencies.source === 'string' ? null : dependencies.source;
  let phase: UpdatePhase =
    typeof dependencies.source === 'string' ? { kind: 'off', why: dependencies.source } : { kind: 'idle' };
  let lastCheckedAt: number | null = null;
  let cancelling: AbortController | null = null;
  const listeners = createListeners<[UpdatesState]>();

  const getState = (): UpdatesState => ({ phase, installation, lastCheckedAt, checksAutomatically: preference.get() });
  const changed = (): void => listeners.notify(getState());
  const enter = (next: UpdatePhase): void => {
    phase = next;
    changed();
  };

  function failed(during: 'check' | 'download', update: AvailableUpdate | null, error: unknown): void {
    const failure = error instanceof UpdateError ? error.failure : 'other';
    report(`The ${during} of an update failed: ${failure}.`, error instanceof UpdateError ? error.cause : error);
    enter({ kind: 'failed', during, failure, update });
  }

  async function startDownload(update: AvailableUpdate): Promise<void> {
    if (!source) return;
    const controller = new AbortController();
    cancelling = controller;
    enter({ kind: 'downloading', update, receivedBytes: 0, totalBytes: update.sizeBytes });
    try {
      await source.download(({ receivedBytes, totalBytes }) => {
        if (!controller.signal.aborted)
          enter({ kind: 'downloading', update, receivedBytes, totalBytes: totalBytes ?? update.sizeBytes });
      }, controller.signal);
      // Too late to cancel: it is there and will be installed.
      enter({ kind: 'ready', update });
    } catch (error) {
      if (controller.signal.aborted) enter({ kind: 'available', update, waitsFor: 'user' });
      else failed('download', update, error);
    } finally {
      cancelling = null;
    }
  }

  function found(update: AvailableUpdate): void {
    if (installation === 'by-hand') enter({ kind: 'available', update, waitsFor: 'user' });
    else if (onBattery()) enter({ kind: 'available', update, waitsFor: 'mains-power' });
    else void startDownload(update);
  }

  return {
    getState,
    async check(asked) {
      if (!source || (asked === 'by-schedule' && !preference.get())) return;
      // Asking again would leave a version that is ready without its place in the source.
      switch (phase.kind) {
        case 'off':
        case 'checking':
        case 'downloading':
        case 'ready':
          return;
        case 'idle':
        case 'available':
        case 'failed':
          break;
        default:
          return assertNever(phase);
      }
      // What the user has cancelled does not start again by itself.
      const declined =
        phase.kind === 'available' && phase.waitsFor === 'user' && asked === 'by-schedule'
          ? phase.update.version
          : null;
      enter({ kind: 'checking' });
      try {
        const update = await source.check();
        lastCheckedAt = clock.now();
        if (!update) enter({ kind: 'idle' });
        else if (update.version === declined) enter({ kind: 'available', update, waitsFor: 'user' });
        else found(update);
      } catch (error) {
        failed('check', null, error);
      }
    },
    download() {
      const update = phase.kind === 'available' || phase.kind === 'failed' ? phase.update : null;
      if (update && installation === 'on-quit') void startDownload(update);
    },
    cancel: () => cancelling?.abort(),
    restart() {
      if (phase.kind === 'ready') source?.restart();
    },
    setAutomatic(automatic) {
      preference.set(automatic);
      changed();
    },
    powerChanged() {
      if (phase.kind === 'available' && phase.waitsFor === 'mains-power' && !onBattery())
        void startDownload(phase.update);
    },
    onChange: listeners.add,
  };
}
