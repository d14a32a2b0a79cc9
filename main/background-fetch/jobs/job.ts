/**
 * One background fetch in memory (https://wicg.github.io/background-fetch/#background-fetch-concept).
 * It knows its records and how it ends; the downloader moves it, the journal remembers it.
 */
import type { FetchFolder } from './fetch-folder.ts';
import { FetchRecord } from './fetch-record.ts';
import { DeliveryDeaths } from './delivery-deaths.ts';
import { Journal } from './journal.ts';
import { inHistory, JobRemains } from './job-remains.ts';
import { headMetadataBytes, METADATA_LIMITS } from './metadata.ts';
import type { JobHooks } from './job-hooks.ts';
import { SpeedMeter } from '../transfer/speed-meter.ts';
import { newEvent, type FetchState, type PendingEvent, type ResponseHead, type Settlement } from './state-schema.ts';
import type { EventKind, FailureReason, FetchFailure, ImageResource, RecordResult } from '../types.ts';

export class BackgroundFetchJob {
  state: FetchState;
  readonly folder: FetchFolder;
  readonly records: readonly FetchRecord[];
  readonly journal: Journal;
  /** Of what is sent and received together. */
  readonly speed = new SpeedMeter();
  title: string;
  icons: readonly ImageResource[];
  isPaused = false;
  /** Resolves when its state is in the file, or cannot be: before that nothing of an answer is kept. */
  stored: Promise<void> = Promise.resolve();
  /** Bytes beyond the quota of its mini-program that it waits for the user to allow; `null`: it waits for nothing. */
  neededRoom: number | null = null;
  settlement: Settlement | null = null;
  /** Events that nobody has taken yet, oldest first. */
  events: readonly PendingEvent[] = [];
  readonly deaths = new DeliveryDeaths();
  /** Bytes of the heads of responses in the journal. */
  headBytes = 0;
  /** https://wicg.github.io/background-fetch/#background-fetch-records-available-flag */
  recordsAvailable = true;
  /** The first reason for which a record failed. */
  failureReason: FailureReason | null = null;
  /** Where that was. */
  failure: FetchFailure | null;
  /** Bytes received of all records, with what is still on its way to the files. */
  receivedBytes = 0;
  /** Hosts that have sent bytes: an outage there loses something. */
  readonly contactedHosts = new Set<string>();
  readonly #remains: JobRemains;
  /** Ends the attempts under way; replaced when the fetch goes on. */
  #stop = new AbortController();
  #settling: Promise<void> | null = null;
  #archiving: Promise<void> = Promise.resolve();
  readonly #hooks: JobHooks;

  constructor(state: FetchState, folder: FetchFolder, hooks: JobHooks) {
    this.state = state;
    this.folder = folder;
    this.records = state.requests.map((request, index) => new FetchRecord(index, request));
    this.journal = new Journal(folder.journalFile);
    this.title = state.title;
    this.icons = state.icons;
    this.failure = state.finished?.failure ?? null;
    this.#hooks = hooks;
    this.#remains = new JobRemains(folder, (bytes) => hooks.stored(this, -bytes));
  }

  get appId(): string {
    return this.state.appId;
  }

  get uuid(): string {
    return this.state.uuid;
  }

  /** Still one of the registration's active background fetches. */
  get isActive(): boolean {
    return this.settlement === null && this.#settling === null;
  }

  /** "If every request has the method GET, the UI may provide a way to toggle the paused flag." */
  get canPause(): boolean {
    return this.isActive && this.records.every(({ request }) => request.method === 'GET');
  }

  /** Telling its worker of its first event ended the process so often that only the user may try again. */
  get isKept(): boolean {
    const [first] = this.events;
    return first !== undefined && this.deaths.isKept(first.eventId);
  }

  get stopSignal(): AbortSignal {
    return this.#stop.signal;
  }

  get downloaded(): number {
    return this.state.finished?.downloaded ?? this.records.reduce((sum, { written }) => sum + written, 0);
  }

  get uploaded(): number {
    return this.state.finished?.uploaded ?? this.records.reduce((sum, { uploaded }) => sum + uploaded, 0);
  }

  /** Bytes this fetch keeps on the disk, requests and parts. */
  get storedBytes(): number {
    if (this.state.finished) return 0;
    return this.state.uploadTotal + this.receivedBytes + this.metadataBytes;
  }

  /** Bytes of what is kept besides bodies; 0 once only its entry in the history is left. */
  get metadataBytes(): number {
    return this.state.finished ? 0 : this.state.metadataBytes + this.headBytes;
  }

  /** False: the journal would become larger than the heads of so many responses may make it. */
  hasRoomForHead(head: ResponseHead): boolean {
    return this.headBytes + headMetadataBytes(head) <= METADATA_LIMITS.headsPerRecord * (this.records.length + 32);
  }

  keptHead(head: ResponseHead): void {
    const bytes = headMetadataBytes(head);
    this.headBytes += bytes;
    this.#hooks.stored(this, bytes);
  }

  /** Ends the attempts under way; what they have brought stays. */
  interrupt(): void {
    this.#stop.abort();
    this.speed.reset();
    this.#stop = new AbortController();
  }

  async beginResponse(record: FetchRecord, head: ResponseHead): Promise<void> {
    if (record.written > 0) record.restarts += 1;
    this.discardBody(record);
    record.begin(head);
    this.keptHead(head);
    await this.journal.append({ t: 'head', r: record.index, g: record.generation, head });
    record.changed();
  }

  /** Forgets the bytes of a record: its server does not resume, or the file there has changed. */
  discardBody(record: FetchRecord): void {
    this.received(record, -record.received);
    record.written = 0;
    // The next response has a file of its own, and what a removal leaves behind goes with the folder.
    if (record.head) void this.folder.removeBody(record.index, record.generation).catch(() => {});
    this.#hooks.changed(this);
  }

  received(record: FetchRecord, bytes: number): void {
    record.received += bytes;
    this.receivedBytes += bytes;
    this.#hooks.stored(this, bytes);
  }

  written(record: FetchRecord, bytes: number): void {
    record.gained(bytes);
    this.contactedHosts.add(record.host);
    this.speed.add(bytes, this.#hooks.monotonicNow());
    record.changed();
    this.#hooks.changed(this);
  }

  sent(record: FetchRecord, bytes: number): void {
    record.uploaded += bytes;
    this.speed.add(bytes, this.#hooks.monotonicNow());
    this.#hooks.changed(this);
  }

  /** A record has ended; the last one, or one that leaves no room for the others, ends the fetch. */
  async finishRecord(record: FetchRecord, result: Exclude<RecordResult, ''>, failure?: FetchFailure): Promise<void> {
    if (record.isDone) return;
    record.result = result;
    record.received = record.written;
    if (result !== 'success') this.failed(result, failure);
    const { index, written, uploaded } = record;
    await this.journal.append({
      t: 'done',
      r: index,
      result,
      size: written,
      uploaded,
      ...(failure ? { failure } : {}),
    });
    record.changed();
    this.#hooks.changed(this);
  }

  /** The first failure of a record is that of the fetch. */
  failed(reason: FailureReason, failure: FetchFailure | undefined): void {
    if (this.failureReason === null) this.failure = failure ?? null;
    this.failureReason ??= reason;
  }

  /** True when nothing is left to do but to settle. */
  get isOver(): boolean {
    const isFull = this.failureReason === 'download-total-exceeded' || this.failureReason === 'quota-exceeded';
    return isFull || this.records.every(({ isDone }) => isDone);
  }

  /**
   * https://wicg.github.io/background-fetch/#perform-a-background-fetch, from the point where all
   * records have settled. The first caller decides; the attempts under way end.
   */
  settle(reason: '' | FailureReason): Promise<void> {
    this.#settling ??= this.#settle(reason);
    return this.#settling;
  }

  async #settle(reason: '' | FailureReason): Promise<void> {
    const event = newEvent(reason === '' ? 'success' : reason === 'aborted' ? 'abort' : 'fail');
    const settlement = { reason, at: this.#hooks.now() };
    this.interrupt();
    for (const record of this.records) {
      if (!record.isDone) record.result = record.isAllThere ? 'success' : 'aborted';
    }
    try {
      this.deaths.begin(event.eventId);
      await this.journal.append({ t: 'settled', settlement, event, isBegun: true });
    } finally {
      this.settlement = settlement;
      this.events = [...this.events, event];
      for (const record of this.records) record.changed();
      this.#hooks.changed(this);
    }
  }

  /** Nothing is left but its entry in the history: the state says so first, then the rest is deleted. */
  archive(): Promise<void> {
    this.#archiving = this.#archive();
    return this.#archiving;
  }

  async #archive(): Promise<void> {
    const { settlement, downloaded, uploaded, title, icons } = this;
    const failure = this.failure ?? undefined;
    if (!settlement) throw new Error('A fetch that has not settled has no place in the history');
    this.recordsAvailable = false;
    const freed = this.storedBytes;
    const heldBytes = this.#remains.endBodies(this.records);
    this.state = inHistory(this.state, { settlement, downloaded, uploaded, failure, title, icons });
    this.#hooks.changed(this);
    await this.folder.writeState(this.state);
    await this.journal.close();
    await this.#remains.keepOnlyEntry();
    this.receivedBytes = 0;
    this.#hooks.stored(this, heldBytes - freed);
  }

  /** A response was handed out: its body stays until the function that is returned is called, whatever becomes of the fetch. */
  holdBody(index: number, generation: number): () => void {
    return this.#remains.hold(index, generation);
  }

  /** Nothing stays, not even in the history; bodies that somebody reads go with their readers. */
  async discard(): Promise<void> {
    const heldBytes = this.state.finished ? 0 : this.#remains.endBodies(this.records);
    this.#hooks.stored(this, heldBytes - this.storedBytes);
    this.events = [];
    await this.#remains.discard(() => this.journal.close());
  }

  /** The next attempt asks for the whole. `isSpoilt`: bytes that are not of the file are among those that are there. */
  startOver(record: FetchRecord, isSpoilt: boolean): void {
    record.restarts += 1;
    record.asksWhole = true;
    if (!isSpoilt) return;
    this.discardBody(record);
    record.generation += 1;
    record.head = null;
    record.changed();
  }

  async addEvent(kind: EventKind): Promise<void> {
    const event = newEvent(kind);
    // The journal is deleted at the end of that; this line must come after it.
    await this.#archiving.catch(() => {});
    if (this.state.finished) this.journal.reopen();
    await this.journal.append({ t: 'event', event });
    this.events = [...this.events, event];
  }

  async setPaused(paused: boolean): Promise<void> {
    this.isPaused = paused;
    if (paused) this.interrupt();
    this.#hooks.changed(this);
    await this.journal.append({ t: 'paused', paused });
  }

  async setUi(change: { title?: string | undefined; icons?: readonly ImageResource[] | undefined }): Promise<void> {
    if (change.title !== undefined) this.title = change.title;
    if (change.icons !== undefined) this.icons = change.icons;
    this.#hooks.changed(this);
    await this.journal.append({
      t: 'ui',
      ...(change.title === undefined ? {} : { title: change.title }),
      ...(change.icons === undefined ? {} : { icons: [...change.icons] }),
    });
  }
}
