/**
 * Brings events to service workers: one at a time for each fetch, in their order, again until the
 * worker has taken them. An event counts as delivered once that is written down; a kill between
 * the worker's answer and that line delivers it again, with the same `eventId`.
 *
 * An attempt is written down before it begins, so that no event can end Larder again and again: after an end that
 * an attempt did not live through, events go one by one, mini-programs in turns, and one that three attempts ended with waits for the user.
 */
import { errorMessage } from '../../support/errors.ts';
import type { BackgroundFetchJob } from '../jobs/job.ts';
import type { BackgroundFetchDependencies, BackgroundFetchLimits } from '../ports.ts';
import { snapshotOf } from '../jobs/overview.ts';
import type { PendingEvent } from '../jobs/state-schema.ts';
import type { EventKind } from '../types.ts';
import { createTurns } from './turns.ts';

/** So long an event that goes one by one is alone: what ended Larder did so in less. A worker may take five minutes. */
const ONE_BY_ONE_MS = 60_000;

export interface EventDeliveryOptions {
  readonly deps: Pick<BackgroundFetchDependencies, 'deliver' | 'events' | 'reportProblem'>;
  readonly limits: Pick<BackgroundFetchLimits, 'deliveryBaseMs' | 'deliveryMaxMs'>;
  /** All events of a settled fetch are delivered: nobody will ask for its records any more. */
  readonly onFinished: (job: BackgroundFetchJob) => Promise<void>;
}

interface Active {
  readonly job: BackgroundFetchJob;
  readonly event: PendingEvent;
  /** https://wicg.github.io/background-fetch/#backgroundfetchupdateuievent-ui-updated-flag */
  isUiUpdated: boolean;
}

export class EventDelivery {
  readonly #options: EventDeliveryOptions;
  readonly #busy = new Set<BackgroundFetchJob>();
  readonly #active = new Map<string, Active>();
  readonly #wake = new Set<() => void>();
  readonly #abandoned = new WeakSet<BackgroundFetchJob>();
  /** Events that were being delivered when the process ended: while there are any, events go one by one. */
  readonly #suspects = new Set<string>();
  readonly #oneByOne = createTurns(ONE_BY_ONE_MS);
  #isOpen = false;
  #isDisposed = false;

  constructor(options: EventDeliveryOptions) {
    this.#options = options;
  }

  /** Delivers what `job` has; nothing happens when that is under way, or before `open`. */
  start(job: BackgroundFetchJob): void {
    if (!this.#isOpen || this.#busy.has(job) || this.#isDisposed || job.isKept) return;
    this.#busy.add(job);
    void this.#run(job)
      .then(
        () => true,
        (error: unknown) => {
          this.#options.deps.reportProblem(
            job.appId,
            `Cannot deliver the events of a background fetch: ${errorMessage(error)}`,
          );
          return false;
        },
      )
      .then((isFine) => {
        this.#busy.delete(job);
        // One more may have come while the last was being put away.
        if (isFine && job.events.length > 0) this.start(job);
      });
  }

  /** Begins. Of `jobs` some may have what the last process ended with. */
  open(jobs: readonly BackgroundFetchJob[]): void {
    this.#isOpen = true;
    for (const job of jobs)
      for (const { eventId } of job.events)
        if (job.deaths.of(eventId) > 0 && !job.deaths.isKept(eventId)) this.#suspects.add(eventId);
  }

  /** The user wants the events of `job` to be tried again. False when they are not kept, or before `open`. */
  async tryAgain(job: BackgroundFetchJob): Promise<boolean> {
    const [event] = job.events;
    if (!this.#isOpen || !event || !job.isKept) return false;
    await job.journal.append({ t: 'again', eventId: event.eventId });
    job.deaths.forget(event.eventId);
    this.start(job);
    return true;
  }

  /** Workers may be reachable now: no more waiting. */
  retryNow(): void {
    for (const wake of this.#wake) wake();
  }

  /** Its service worker registration is gone: events that wait, and those to come, are for nobody. */
  abandon(job: BackgroundFetchJob): void {
    this.#abandoned.add(job);
    this.retryNow();
  }

  /**
   * The event that may change what the user sees of its fetch: being handled, a success or a
   * failure, and not used yet. Taking it uses it up. `null`: `InvalidStateError`.
   */
  claimUiUpdate(appId: string, eventId: string): BackgroundFetchJob | null {
    const active = this.#active.get(eventId);
    if (!active || active.job.appId !== appId || active.isUiUpdated || !allowsUiUpdate(active.event.kind)) return null;
    active.isUiUpdated = true;
    return active.job;
  }

  /** What is being delivered did not end the process: Larder ends in order. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    this.retryNow();
    const active = [...this.#active.values()];
    await Promise.all(
      active.map(({ job, event: { eventId } }) => job.journal.append({ t: 'back', eventId }).catch(() => {})),
    );
  }

  async #run(job: BackgroundFetchJob): Promise<void> {
    let failures = 0;
    for (let [event] = job.events; event && !this.#isDisposed; [event] = job.events) {
      if (job.isKept) return;
      if (this.#abandoned.has(job)) {
        await this.#takeOff(job, event);
      } else if (await this.#deliver(job, event)) {
        await this.#delivered(job, event, failures + 1);
        failures = 0;
      } else if (!this.#isDisposed) {
        failures += 1;
        const { deliveryBaseMs, deliveryMaxMs } = this.#options.limits;
        await this.#wait(Math.min(deliveryMaxMs, deliveryBaseMs * 2 ** (failures - 1)));
      }
    }
    if (job.settlement && job.events.length === 0 && !this.#isDisposed) await this.#options.onFinished(job);
  }

  async #deliver(job: BackgroundFetchJob, event: PendingEvent): Promise<boolean> {
    const { eventId } = event;
    if (this.#suspects.size === 0) return this.#attempt(job, event);
    try {
      return await this.#oneByOne.run(job.appId, async () => !this.#isDisposed && this.#attempt(job, event));
    } finally {
      this.#suspects.delete(eventId);
    }
  }

  async #attempt(job: BackgroundFetchJob, event: PendingEvent): Promise<boolean> {
    const { eventId } = event;
    if (!job.deaths.takeBegun(eventId)) await job.journal.append({ t: 'attempt', eventId });
    const isDelivered = await this.#ask(job, event);
    // An event that was taken is off the list in the next line. The end of Larder is no end that it caused.
    if (!isDelivered) await job.journal.append({ t: 'back', eventId }).catch(() => {});
    return isDelivered;
  }

  async #ask(job: BackgroundFetchJob, event: PendingEvent): Promise<boolean> {
    const { eventId, kind } = event;
    this.#active.set(eventId, { job, event, isUiUpdated: false });
    try {
      return (
        (await this.#options.deps.deliver(job.appId, job.state.scope, {
          eventId,
          kind,
          registration: snapshotOf(job),
        })) === 'delivered'
      );
    } catch {
      return false;
    } finally {
      this.#active.delete(eventId);
    }
  }

  async #takeOff(job: BackgroundFetchJob, event: PendingEvent): Promise<void> {
    await job.journal.append({ t: 'delivered', eventId: event.eventId });
    job.events = job.events.filter(({ eventId }) => eventId !== event.eventId);
    job.deaths.forget(event.eventId);
  }

  async #delivered(job: BackgroundFetchJob, event: PendingEvent, attempts: number): Promise<void> {
    await this.#takeOff(job, event);
    const { appId, uuid, state } = job;
    this.#options.deps.events.emit('background-fetch-event-delivered', {
      appId,
      id: state.id,
      uuid,
      type: `backgroundfetch${event.kind}`,
      attempts,
    });
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#wake;
      const timer = setTimeout(wake, ms);
      waiting.add(wake);
      function wake(): void {
        clearTimeout(timer);
        waiting.delete(wake);
        resolve();
      }
      if (this.#isDisposed) wake();
    });
  }
}

function allowsUiUpdate(kind: EventKind): boolean {
  return kind === 'success' || kind === 'fail';
}
