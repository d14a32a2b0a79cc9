/** What the Background Fetch interfaces of pages and service workers ask of the engine. */
import { rm } from 'node:fs/promises';
import type {
  WireChunk,
  WireImage,
  WireRecord,
  WireRequest,
  WireResponseState,
} from '../../../preload/contract/background-fetch.ts';
import type { Registrations } from '../../background-fetch/registrations.ts';
import type {
  BodyChunk,
  ImageResource,
  ResponseOutcome,
  StagedBody,
  StoredRequest,
} from '../../background-fetch/types.ts';
import { toWireRegistration } from '../../background-fetch/wire-registration.ts';
import { AppError } from '../../support/errors.ts';
import { NO_ROOM, NOT_IN_WORKERS, TOLD_OF_WORKERS } from '../refused-fetches.ts';
import { KeyedQueue } from '../../support/keyed-queue.ts';
import { createPauses } from '../../support/pauses.ts';
import { ownerOf, type Caller } from '../caller.ts';
import type { Handlers } from '../router.ts';

/** The part of the engine that pages and workers may use. */
export type RegistrationPort = Pick<
  Registrations,
  | 'register'
  | 'tellRefusal'
  | 'release'
  | 'get'
  | 'getIds'
  | 'abort'
  | 'abandon'
  | 'matchAll'
  | 'requestBody'
  | 'response'
  | 'responseNow'
  | 'openBody'
  | 'body'
  | 'updateUi'
  | 'readers'
  | 'uploads'
>;

export interface BackgroundFetchHandlerDependencies {
  readonly registrations: RegistrationPort;
  readonly workers: {
    ready(caller: Caller): void;
    handled(caller: Caller, eventId: string): void;
    /** A worker reads or sends: it must not be put to sleep in the middle. */
    keepAwake(owner: string): void;
    /** A click is being handled by a worker of this mini-program. */
    isHandlingClick(appId: string): boolean;
  };
  /** Opens or focuses the mini-program's window at this URL of its origin; resolves when the page is there. */
  readonly hasWindow: (appId: string) => boolean;
  /** Service workers may start fetches, too. Asked at each. */
  readonly workersMayFetch: () => boolean;
  readonly openWindow: (appId: string, url: string) => Promise<void>;
  /** How long one question for data that is not there yet stays open, in ms. A page that is gone asks no more. */
  readonly maxWaitMs?: number;
  readonly crowdedWaitMs?: number;
}

export type BackgroundFetchHandlers = Pick<Handlers, Extract<keyof Handlers, `background-fetch:${string}`>>;

const MAX_WAIT_MS = 30_000;
/** The same while the asker has `CROWD` such questions open: its page sends no more than 256, so the others get their turn. */
const CROWDED_WAIT_MS = 2_000;
const CROWD = 128;
/** For a page that is gone before it could say that it knows of its fetch. */
const HOLD_MS = 2000;
export function createBackgroundFetchHandlers({
  registrations,
  workers,
  openWindow,
  hasWindow,
  workersMayFetch,
  maxWaitMs = MAX_WAIT_MS,
  crowdedWaitMs = CROWDED_WAIT_MS,
}: BackgroundFetchHandlerDependencies): BackgroundFetchHandlers {
  /** A fetch may have thousands of records: one question of a mini-program after the other. */
  const matching = new KeyedQueue();

  /** Questions for what is not there yet, of each asker. */
  const open = new Map<string, number>();
  const waitFor = async <T>(caller: Caller, ask: (limit: AbortSignal) => Promise<T>): Promise<T> => {
    const owner = ownerOf(caller);
    const count = (open.get(owner) ?? 0) + 1;
    open.set(owner, count);
    try {
      return await ask(AbortSignal.timeout(count > CROWD ? crowdedWaitMs : maxWaitMs));
    } finally {
      const left = (open.get(owner) ?? 1) - 1;
      if (left > 0) open.set(owner, left);
      else open.delete(owner);
    }
  };

  /** Whoever gets a response may read its body to the end. */
  const handOut = (
    caller: Caller,
    { uuid, index }: { uuid: string; index: number },
    outcome: ResponseOutcome,
    isOver: boolean,
  ): WireResponseState => {
    // `aborted` is also what the engine answers when nobody waits any more.
    if (outcome.kind === 'aborted' && isOver) return { kind: 'waiting' };
    if (outcome.kind !== 'response') return outcome;
    const reader = registrations.openBody(ownerOf(caller), appIdOf(caller), uuid, index);
    if (reader === null) return { kind: 'error' };
    return {
      kind: 'response',
      reader,
      response: { ...outcome.response, url: toWireUrl(outcome.response.url, caller.origin) },
    };
  };

  return {
    async 'background-fetch:register'(caller, { id, scope, requests, title, icons, downloadTotal }) {
      const { origin } = caller;
      const bodies = requests.map(({ body }) => bodyOf(registrations, caller, body));
      const tellRefusal = (message: string): void => {
        const asked = requests.map(({ url }) => ({ url: toAbsolute(url, origin) }));
        registrations.tellRefusal(appIdOf(caller), { id, requests: asked }, message);
      };
      if (caller.audience === 'service-worker' && !workersMayFetch()) {
        await discardBodies(bodies);
        tellRefusal(TOLD_OF_WORKERS);
        return { ok: false, error: NOT_IN_WORKERS };
      }
      if (bodies.includes('no-room')) {
        await discardBodies(bodies);
        tellRefusal(NO_ROOM.message);
        return { ok: false, error: NO_ROOM };
      }
      const outcome = await registrations.register(
        appIdOf(caller),
        {
          id,
          scope: toAbsolute(scope, origin),
          requests: requests.map(({ url, body: _body, headers, ...request }, index) => ({
            ...request,
            url: toAbsolute(url, origin),
            headers: headers.map(([name, value]) => [name.toLowerCase(), value] as const),
            body: bodies[index] as Exclude<Body, 'no-room'>,
          })),
          options: {
            title,
            icons: imagesOf(icons, origin),
            downloadTotal: Math.min(downloadTotal, Number.MAX_SAFE_INTEGER),
          },
        },
        HOLD_MS,
        caller.audience === 'service-worker' && !hasWindow(appIdOf(caller)),
      );
      return outcome.ok ? { ok: true, registration: toWireRegistration(outcome.registration) } : outcome;
    },
    'background-fetch:known'(caller, { uuid }) {
      registrations.release(appIdOf(caller), uuid);
      return null;
    },
    'background-fetch:get'(caller, { scope, id }) {
      const snapshot = registrations.get(appIdOf(caller), toAbsolute(scope, caller.origin), id);
      return snapshot && toWireRegistration(snapshot);
    },
    'background-fetch:get-ids': (caller, { scope }) =>
      registrations.getIds(appIdOf(caller), toAbsolute(scope, caller.origin)),
    'background-fetch:abort': (caller, { uuid }) => registrations.abort(appIdOf(caller), uuid),
    async 'background-fetch:unregistered'(caller, { scope }) {
      await registrations.abandon(appIdOf(caller), toAbsolute(scope, caller.origin));
      return null;
    },
    async 'background-fetch:match'(caller, { uuid, request, options }) {
      const appId = appIdOf(caller);
      const { origin } = caller;
      const query = request && {
        method: request.method,
        url: toAbsolute(request.url, origin),
        headers: request.headers.map(([name, value]) => [name.toLowerCase(), value] as const),
      };
      return matching.run(appId, async () => {
        const records = await registrations.matchAll(appId, uuid, { request: query, options });
        if (!records) return null;
        const pause = createPauses();
        const answer: WireRecord[] = [];
        for (const { index, request: stored } of records) {
          // What is there already needs no question of its own.
          const outcome = registrations.responseNow(appId, uuid, index);
          answer.push({
            index,
            request: wireRequest(stored, origin),
            response: outcome === null ? { kind: 'waiting' } : handOut(caller, { uuid, index }, outcome, false),
          });
          await pause();
        }
        return answer;
      });
    },
    async 'background-fetch:read-request-body'(caller, { uuid, index, offset }) {
      return wireChunk(await registrations.requestBody(appIdOf(caller), uuid, index, offset));
    },
    'background-fetch:read-response': (caller, { uuid, index }) =>
      waitFor(caller, async (limit) => {
        const outcome = await registrations.response(appIdOf(caller), uuid, index, limit);
        return handOut(caller, { uuid, index }, outcome, limit.aborted);
      }),
    async 'background-fetch:read-body'(caller, { reader, offset }): Promise<WireChunk> {
      workers.keepAwake(ownerOf(caller));
      return waitFor(caller, async (limit) => {
        const chunk = await registrations.body(ownerOf(caller), reader, offset, limit);
        return chunk.kind === 'aborted' && limit.aborted ? { kind: 'waiting' } : wireChunk(chunk);
      });
    },
    'background-fetch:close-bodies'(caller, { readers }) {
      registrations.readers.close(ownerOf(caller), readers);
      return null;
    },
    'background-fetch:open-upload': (caller) => registrations.uploads.open(ownerOf(caller), appIdOf(caller)),
    'background-fetch:append-upload'(caller, { upload, bytes }) {
      workers.keepAwake(ownerOf(caller));
      const stored = registrations.uploads.append(ownerOf(caller), upload, new Uint8Array(bytes));
      // Its memory is free at once: the collector comes when there are dozens of them.
      return stored.finally(() => bytes.transfer(0));
    },
    async 'background-fetch:cancel-upload'(caller, { upload }) {
      await registrations.uploads.cancel(ownerOf(caller), upload);
      return null;
    },
    'background-fetch:update-ui': (caller, { eventId, title, icons }) =>
      registrations.updateUi(appIdOf(caller), eventId, {
        ...(title === undefined ? {} : { title }),
        ...(icons === undefined ? {} : { icons: imagesOf(icons, caller.origin) }),
      }),
    'background-fetch:worker-ready'(caller) {
      workers.ready(caller);
      return null;
    },
    'background-fetch:event-handled'(caller, { eventId }) {
      workers.handled(caller, eventId);
      return null;
    },
    async 'background-fetch:open-window'(caller, { path }) {
      const appId = appIdOf(caller);
      if (!workers.isHandlingClick(appId)) return false;
      await openWindow(appId, toAbsolute(path, caller.origin));
      return true;
    },
  };
}

function wireRequest(
  { bodyBytes, isBlocked: _isBlocked, url, credentials = 'same-origin', ...rest }: StoredRequest,
  origin: string,
): WireRecord['request'] {
  return { ...rest, credentials, url: toWireUrl(url, origin), hasBody: bodyBytes !== null };
}

type Body = Uint8Array | StagedBody | 'no-room' | null;

function bodyOf(registrations: Pick<RegistrationPort, 'uploads'>, caller: Caller, body: WireRequest['body']): Body {
  if (body === null) return null;
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  return registrations.uploads.take(ownerOf(caller), body.upload) ?? 'no-room';
}

async function discardBodies(bodies: readonly Body[]): Promise<void> {
  for (const body of bodies)
    if (typeof body === 'object' && body && 'file' in body) await rm(body.file, { force: true }).catch(() => {});
}

function wireChunk(chunk: BodyChunk): WireChunk {
  return chunk.kind === 'bytes' ? { kind: 'bytes', bytes: toBuffer(chunk.bytes) } : chunk;
}

function toAbsolute(url: string, origin: string): string {
  return url.startsWith('/') ? origin + url : url;
}

function toWireUrl(url: string, origin: string): string {
  return url.startsWith(`${origin}/`) ? url.slice(origin.length) : url;
}

function imagesOf(icons: readonly WireImage[], origin: string): ImageResource[] {
  return icons.map((icon) => ({ ...icon, src: toAbsolute(icon.src, origin) }));
}

/** Exactly these bytes: a view's buffer may hold more. */
function toBuffer(bytes: Uint8Array): ArrayBuffer {
  return bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength
    ? bytes.buffer
    : new Uint8Array(bytes).buffer;
}

function appIdOf({ appId }: Caller): string {
  if (appId === null) throw new AppError('denied', 'Only mini-programs may call this');
  return appId;
}
