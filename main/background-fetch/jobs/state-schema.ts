/**
 * What is on the disk of one fetch, at `mini-programs/<host>/background-fetch/<uuid>/`:
 * - `state.json`: what the page asked for; later how it ended. Written whole and atomically, twice.
 * - `journal.jsonl`: what happened in between, one line each. A line that was cut off does not count.
 * - `request-<n>`: bodies to send; `body-<n>-<generation>`: bodies as far as they got.
 */
import { randomUUID } from 'node:crypto';
import * as z from '../../support/zod.ts';
import { once } from '../../support/once.ts';
import { FAILURE_REASONS } from '../types.ts';

/** Raised when an older Larder would misread the files; it then leaves them alone. */
export const FETCH_SCHEMA_VERSION = 1;

const bytes = () => z.int().check(z.nonnegative());
const headerListSchema = once(() => z.array(z.tuple([z.string(), z.string()])));
const imageSchema = once(() =>
  z.object({
    src: z.string(),
    sizes: z.optional(z.string()),
    type: z.optional(z.string()),
    label: z.optional(z.string()),
  }),
);
const failureReasonSchema = once(() => z.enum(FAILURE_REASONS));

const storedRequestSchema = once(() =>
  z.object({
    url: z.string(),
    method: z.string(),
    headers: headerListSchema(),
    bodyBytes: z.nullable(bytes()),
    mode: z.string(),
    redirect: z.enum(['follow', 'error', 'manual']),
    integrity: z.string(),
    cache: z.string(),
    credentials: z.optional(z.enum(['omit', 'same-origin', 'include'])),
    isBlocked: z.optional(z.boolean()),
  }),
);

const responseHeadSchema = once(() =>
  z.object({
    url: z.string(),
    redirected: z.boolean(),
    status: z.int(),
    statusText: z.string(),
    type: z.enum(['basic', 'cors', 'opaqueredirect']),
    /** As a page may see them. */
    headers: headerListSchema(),
    etag: z.nullable(z.string()),
    lastModified: z.nullable(z.string()),
    date: z.nullable(z.string()),
    /** Bytes of the whole body, when the server tells. */
    total: z.nullable(bytes()),
    /** An offset into the file is an offset on the server. */
    isResumable: z.boolean(),
  }),
);

export type ResponseHead = z.infer<ReturnType<typeof responseHeadSchema>>;

const pendingEventSchema = once(() =>
  z.object({ eventId: z.string(), kind: z.enum(['success', 'fail', 'abort', 'click']) }),
);
export type PendingEvent = z.infer<ReturnType<typeof pendingEventSchema>>;

export function newEvent(kind: PendingEvent['kind']): PendingEvent {
  return { eventId: randomUUID(), kind };
}

const failureSchema = once(() => z.object({ host: z.string(), isRefused: z.boolean() }));

const settlementSchema = once(() => z.object({ reason: z.union([z.literal(''), failureReasonSchema()]), at: bytes() }));
export type Settlement = z.infer<ReturnType<typeof settlementSchema>>;

export const fetchStateSchema = once(() =>
  z.object({
    schemaVersion: z.literal(FETCH_SCHEMA_VERSION),
    appId: z.string(),
    uuid: z.string(),
    id: z.string(),
    scope: z.string(),
    title: z.string(),
    icons: z.array(imageSchema()),
    downloadTotal: bytes(),
    uploadTotal: bytes(),
    registeredAt: bytes(),
    /** Of the texts that the page gave. */
    metadataBytes: z._default(bytes(), 0),
    requests: z.array(storedRequestSchema()),
    /** Present once everything about the fetch is over and only its entry in the history is left. */
    finished: z._default(
      z.nullable(
        z.object({
          settlement: settlementSchema(),
          downloaded: bytes(),
          uploaded: bytes(),
          records: z._default(bytes(), 0),
          failure: z.optional(failureSchema()),
        }),
      ),
      null,
    ),
  }),
);

export type FetchState = z.infer<ReturnType<typeof fetchStateSchema>>;

/** One line of the journal. `r` is the place of the record among the requests. */
export const journalEntrySchema = once(() =>
  z.discriminatedUnion('t', [
    /** The first line: enough to report a fetch whose state file is lost. */
    z.object({ t: z.literal('open'), id: z.string(), scope: z.string(), title: z.string() }),
    /** A request that must not be repeated is about to leave. */
    z.object({ t: z.literal('sent'), r: bytes() }),
    /** A new response; its body is in `body-<r>-<g>`. */
    z.object({ t: z.literal('head'), r: bytes(), g: bytes(), head: responseHeadSchema() }),
    z.object({
      t: z.literal('done'),
      r: bytes(),
      result: z.union([z.literal('success'), failureReasonSchema()]),
      size: bytes(),
      uploaded: bytes(),
      failure: z.optional(failureSchema()),
    }),
    z.object({ t: z.literal('paused'), paused: z.boolean() }),
    z.object({ t: z.literal('ui'), title: z.optional(z.string()), icons: z.optional(z.array(imageSchema())) }),
    /** `isBegun`: the first delivery of its event is counted with it. */
    z.object({
      t: z.literal('settled'),
      settlement: settlementSchema(),
      event: pendingEventSchema(),
      isBegun: z.optional(z.boolean()),
    }),
    /** A worker is about to be started for the event; `back`: it is over, and the process still lives. */
    z.object({ t: z.literal('attempt'), eventId: z.string() }),
    z.object({ t: z.literal('back'), eventId: z.string() }),
    /** The user wants it to be tried again. */
    z.object({ t: z.literal('again'), eventId: z.string() }),
    z.object({ t: z.literal('event'), event: pendingEventSchema() }),
    z.object({ t: z.literal('delivered'), eventId: z.string() }),
  ]),
);

export type JournalEntry = z.infer<ReturnType<typeof journalEntrySchema>>;
