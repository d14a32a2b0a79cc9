/** What pages and service workers ask: the interfaces of the draft, each call with the mini-program that made it. */
import { rm } from 'node:fs/promises';
import { BODY_LIMITS, BodyReaders, type BodyReader } from './jobs/body-readers.ts';
import { Uploads } from './jobs/uploads.ts';
import { AppError } from '../support/errors.ts';
import { createAtOnce } from '../support/at-once.ts';
import { createPauses } from '../support/pauses.ts';
import type { EventDelivery } from './events/event-delivery.ts';
import { emitFetchEvent } from './jobs/fetch-events.ts';
import type { BackgroundFetchJob } from './jobs/job.ts';
import type { JobHooks } from './jobs/job-hooks.ts';
import type { JobList } from './jobs/job-list.ts';
import { imageBytes, METADATA_LIMITS, textBytes } from './jobs/metadata.ts';
import { streamBody, type StreamedBody } from './jobs/body-stream.ts';
import { createMatcher } from './jobs/matching.ts';
import { snapshotOf } from './jobs/overview.ts';
import { readBody, readChunk, readResponse, responseOf, type InTurn } from './jobs/record-reading.ts';
import { createFetch } from './jobs/registration.ts';
import type { SettleHold } from './jobs/settle-hold.ts';
import type { Usage } from './jobs/usage.ts';
import type { BackgroundFetchDependencies, BackgroundFetchLimits } from './ports.ts';
import type {
  BodyChunk,
  FailureReason,
  ImageResource,
  MatchQuery,
  NewBackgroundFetch,
  RecordView,
  RegisterOutcome,
  RegistrationSnapshot,
  ResponseOutcome,
} from './types.ts';

/** Characters of a developer's id in the event log. */
const MAX_TOLD_ID = 100;

export interface RegistrationsDependencies {
  readonly deps: BackgroundFetchDependencies;
  readonly limits: BackgroundFetchLimits;
  readonly jobs: JobList;
  readonly usage: Usage;
  readonly hooks: JobHooks;
  readonly settleHold: SettleHold;
  readonly delivery: Pick<EventDelivery, 'abandon' | 'claimUiUpdate'>;
  /** Larder ends: nobody waits any more. */
  readonly closing: AbortSignal;
  /** A new one is being stored. */
  onAdmitted(job: BackgroundFetchJob): void;
  /** It could not be: nobody will know of it. */
  onNotStored(job: BackgroundFetchJob): void;
  /** It is in the list. */
  onRegistered(job: BackgroundFetchJob): void;
  settle(job: BackgroundFetchJob, reason: '' | FailureReason): Promise<void>;
}

/** A `fetch()` that did not begin. */
export interface RefusedFetch {
  readonly id: string;
  readonly requests: readonly { readonly url: string }[];
}

export class Registrations {
  readonly #deps: RegistrationsDependencies;
  /** Bodies on their way from pages, and back to them. */
  readonly uploads: Uploads;
  readonly readers = new BodyReaders();
  /** Of each mini-program: what has a file of a body open. */
  readonly #fileTurns = new Map<string, InTurn>();
  /** `fetch()` calls that are not answered yet, each by its key. */
  readonly #registering = new Map<string, string>();

  constructor(deps: RegistrationsDependencies) {
    this.#deps = deps;
    this.uploads = new Uploads(deps);
  }

  /**
   * `BackgroundFetchManager.fetch()`. That there is an active worker for `scope` is for the caller to check.
   * It does not settle before `release`, or `holdMs`: its page's first question must find it under way.
   */
  async register(appId: string, fetch: NewBackgroundFetch, holdMs = 0, isWindowless = false): Promise<RegisterOutcome> {
    const { deps, limits, usage, hooks, jobs, settleHold, onAdmitted, onNotStored, onRegistered } = this.#deps;
    const key = JSON.stringify([appId, fetch.scope, fetch.id]);
    const isIdTaken = this.#registering.has(key) || jobs.active(appId, fetch.scope, fetch.id) !== null;
    const making = [...this.#registering.values()].filter((owner) => owner === appId).length;
    const activeCount = making + jobs.ofApp(appId).filter(({ isActive }) => isActive).length;
    if (!isIdTaken) this.#registering.set(key, appId);
    const storing = Promise.withResolvers<void>();
    let admitted: BackgroundFetchJob | null = null;
    const admit = (job: BackgroundFetchJob): void => {
      admitted = job;
      job.stored = storing.promise;
      onAdmitted(job);
    };
    try {
      const metadataBytes = jobs.ofApp(appId).reduce((sum, job) => sum + job.metadataBytes, 0);
      const about = { activeCount, isIdTaken, isWindowless, metadataBytes, onAdmitted: admit };
      const outcome = await createFetch(appId, fetch, { deps, limits, usage, hooks, ...about });
      if (!outcome.ok) {
        if (admitted) onNotStored(admitted);
        this.tellRefusal(appId, fetch, outcome.error.message);
        await removeStaged(fetch);
        return outcome;
      }
      const { job } = outcome;
      jobs.add(job);
      const { downloadTotal, uploadTotal, requests } = job.state;
      emitFetchEvent(deps.events, 'background-fetch-registered', job, {
        records: requests.length,
        downloadTotal,
        uploadTotal,
      });
      const registration = snapshotOf(job);
      settleHold.hold(job.uuid, holdMs, () => this.release(appId, job.uuid));
      onRegistered(job);
      return { ok: true, registration };
    } finally {
      storing.resolve();
      if (!isIdTaken) this.#registering.delete(key);
    }
  }

  /** For the log and Activity; `message` is a sentence for developers. */
  tellRefusal(appId: string, { id, requests }: RefusedFetch, message: string): void {
    const host = URL.parse(requests[0]?.url ?? '')?.host ?? '';
    this.#deps.deps.events.emit('background-fetch-refused', { appId, id: id.slice(0, MAX_TOLD_ID), host, message });
  }

  /** The page knows of the fetch: it may settle. */
  release(appId: string, uuid: string): void {
    const { jobs, settleHold, settle } = this.#deps;
    const job = jobs.get(appId, uuid);
    if (!job && jobs.has(uuid)) return;
    settleHold.release(uuid);
    if (job?.isOver) void settle(job, job.failureReason ?? '');
  }

  /** `BackgroundFetchManager.get()` */
  get(appId: string, scope: string, id: string): RegistrationSnapshot | null {
    const job = this.#deps.jobs.active(appId, scope, id);
    return job ? snapshotOf(job) : null;
  }

  /** `BackgroundFetchManager.getIds()` */
  getIds(appId: string, scope: string): readonly string[] {
    return this.#deps.jobs
      .ofApp(appId)
      .filter((job) => job.isActive && job.state.scope === scope)
      .map(({ state }) => state.id);
  }

  /** The attributes of a registration object that a page still holds. */
  snapshot(appId: string, uuid: string): RegistrationSnapshot | null {
    const job = this.#deps.jobs.get(appId, uuid);
    return job ? snapshotOf(job) : null;
  }

  /** `BackgroundFetchRegistration.abort()`. False when it has settled. */
  async abort(appId: string, uuid: string): Promise<boolean> {
    const job = this.#deps.jobs.get(appId, uuid);
    if (!job?.isActive) return false;
    await this.#deps.settle(job, 'aborted');
    return true;
  }

  /** The service worker registration for `scope` is gone: its fetches end as aborted, and nobody is told. */
  async abandon(appId: string, scope: string): Promise<void> {
    const { delivery, settle } = this.#deps;
    const jobs = this.#deps.jobs
      .ofApp(appId)
      .filter(({ state, events }) => state.scope === scope && (!state.finished || events.length > 0));
    for (const job of jobs) delivery.abandon(job);
    await Promise.all(jobs.map((job) => settle(job, 'aborted')));
  }

  /** `matchAll()`; `match()` is its first. `null`: `InvalidStateError`, the records are not available any more. */
  async matchAll(appId: string, uuid: string, query: MatchQuery): Promise<readonly RecordView[] | null> {
    const job = this.#deps.jobs.get(appId, uuid);
    if (!job?.recordsAvailable) return null;
    const matches = createMatcher(query);
    const pause = createPauses();
    const found: RecordView[] = [];
    for (const record of job.records) {
      if (matches(record)) found.push({ index: record.index, request: record.request });
      await pause();
    }
    return found;
  }

  /** The body of a record's request from `offset` on, at most 256 KiB. */
  async requestBody(appId: string, uuid: string, index: number, offset: number): Promise<BodyChunk> {
    const job = this.#deps.jobs.get(appId, uuid);
    const bytes = job?.recordsAvailable ? (job.records[index]?.request.bodyBytes ?? null) : null;
    if (!job || bytes === null) return { kind: 'error' };
    return offset >= bytes ? { kind: 'end' } : readChunk(job.folder.requestFile(index), offset, bytes - offset);
  }

  /** The response of a record as far as it is there now; `null`: not yet. */
  responseNow(appId: string, uuid: string, index: number): ResponseOutcome | null {
    const record = this.#deps.jobs.get(appId, uuid)?.records[index];
    return record ? responseOf(record) : { kind: 'error' };
  }

  /** `BackgroundFetchRecord.responseReady`: waits for the head of the response. */
  response(appId: string, uuid: string, index: number, signal: AbortSignal): Promise<ResponseOutcome> {
    const record = this.#deps.jobs.get(appId, uuid)?.records[index];
    return record
      ? readResponse(record, AbortSignal.any([signal, this.#deps.closing]))
      : Promise.resolve({ kind: 'error' });
  }

  /**
   * `owner` has the response of this record: its body can be read to the end, also after the event and when the
   * registration is gone. `null`: the record is not there any more.
   */
  openBody(owner: string, appId: string, uuid: string, index: number): number | null {
    const job = this.#deps.jobs.get(appId, uuid);
    const record = job?.recordsAvailable ? job.records[index] : undefined;
    return job && record ? this.readers.open(owner, job, record) : null;
  }

  /** Bytes of an open body from `offset` on, at most 256 KiB; waits until there are some. Whatever ends it closes it. */
  async body(owner: string, reader: number, offset: number, signal: AbortSignal): Promise<BodyChunk> {
    const open = this.readers.get(owner, reader);
    if (!open) return { kind: 'error' };
    const chunk = await this.#read(open, offset, signal);
    if (chunk.kind !== 'bytes' && !signal.aborted) this.readers.close(owner, [reader]);
    return chunk;
  }

  /**
   * An open body of this mini-program from `offset` on, as a stream, one at a time. The reader stays open: at the end of
   * a stream its bytes are on their way still, and how a body ended early is `body` to say. `onRead`: called before each
   * piece, with whose the reader is. `null`: there is no such reader.
   */
  bodyStream(
    appId: string,
    reader: number,
    offset: number,
    onRead: (owner: string) => void,
  ): StreamedBody | 'in-use' | 'too-many' | null {
    const found = this.readers.find(appId, reader);
    if (!found) return null;
    const { owner, open } = found;
    const turn = this.readers.beginStream(open);
    if (typeof turn === 'string') return turn;
    const { record, generation } = open;
    const isWhole = record.isDone && record.generation === generation && offset <= record.written;
    const read = (at: number, signal: AbortSignal): Promise<BodyChunk> => {
      onRead(owner);
      return this.#read(open, at, signal);
    };
    const stream = streamBody(offset, read, { closed: turn.closed, onOver: () => turn.end() });
    return { stream, length: isWhole ? record.written - offset : null };
  }

  #read({ job, record, generation }: BodyReader, offset: number, signal: AbortSignal): Promise<BodyChunk> {
    const file = (wanted: number): string => job.folder.bodyFile(record.index, wanted);
    const until = AbortSignal.any([signal, this.#deps.closing]);
    const inTurn = this.#fileTurns.get(job.appId) ?? createAtOnce(BODY_LIMITS.openFiles);
    this.#fileTurns.set(job.appId, inTurn);
    return readBody(record, file, generation, offset, until, inTurn);
  }

  /** The page or the worker is gone: nobody reads for it, and nobody sends. */
  async ownerGone(owner: string): Promise<void> {
    this.readers.closeOwner(owner);
    await this.uploads.closeOwner(owner);
  }

  /** `updateUI()` of the event `eventId`. False: `InvalidStateError`. */
  async updateUi(
    appId: string,
    eventId: string,
    change: { title?: string; icons?: readonly ImageResource[] },
  ): Promise<boolean> {
    const { title, icons = [] } = change;
    if (textBytes(title) + imageBytes(icons) > METADATA_LIMITS.perUiUpdate)
      throw new AppError('too-large', 'Cannot update what the user sees: title and icons are too large.');
    const job = this.#deps.delivery.claimUiUpdate(appId, eventId);
    if (!job) return false;
    await job.setUi(change);
    return true;
  }
}

/** The bodies of a fetch that was refused. */
async function removeStaged({ requests }: NewBackgroundFetch): Promise<void> {
  for (const { body } of requests)
    if (body && !(body instanceof Uint8Array)) await rm(body.file, { force: true }).catch(() => {});
}
