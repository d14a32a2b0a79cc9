/** The engine with everything around it on loopback, for the tests of this folder. */
import { onTestFinished } from 'vitest';
import { openBackgroundFetches, type BackgroundFetchEngine } from '../../../main/background-fetch/engine.ts';
import type {
  BackgroundFetchDependencies,
  BackgroundFetchLimits,
  OwnResponse,
} from '../../../main/background-fetch/ports.ts';
import type {
  BackgroundFetchEventData,
  BackgroundFetchOptions,
  BackgroundFetchRequest,
} from '../../../main/background-fetch/types.ts';
import { showablePicture } from '../../../main/pictures/strangers-picture.ts';
import type { ResolveHost } from '../../../main/network/rules/addresses.ts';
import type { LarderEvent } from '../../../main/log/event-log.ts';
import { encodePng } from '../../demo-backend/png.ts';

/** What stands for every drawing once it has pixels. */
export const DRAWN = encodePng(8, () => [4, 5, 6]);

export const APP_ID = 'abc';
/** Who reads in these tests. */
export const READER = 'window/1';
export const SCOPE = 'mp://abc/';

export interface EngineOptions {
  readonly folder: string;
  readonly ports?: readonly number[];
  readonly limits?: Partial<BackgroundFetchLimits>;
  readonly quotaBytes?: number;
  /** What one mini-program may keep now; instead of `quotaBytes`. */
  readonly room?: { quotaBytes: number; mayAsk: boolean };
  readonly freeBytes?: number;
  readonly isAllowed?: boolean;
  readonly maxBytesPerSecond?: () => number | null;
  readonly maxBytesPerSecondOf?: (appId: string) => number | null;
  /** Without a network by their developer's choice. */
  readonly cutOff?: Set<string>;
  readonly mayStartWindowless?: () => boolean;
  readonly readOwn?: () => Promise<OwnResponse | null>;
  /** Default: takes every event at once. */
  readonly deliver?: (event: BackgroundFetchEventData) => Promise<'delivered' | 'retry'>;
  readonly certificateAuthorities?: readonly string[];
  readonly pins?: readonly string[];
  readonly online?: { value: boolean };
  /** The user wants nothing over this connection. */
  readonly heldBack?: { value: boolean };
  readonly isStopped?: boolean;
  /** Service domains beside those of `ports`. */
  readonly domains?: readonly string[];
  /** Default: true. */
  readonly dev?: boolean;
  readonly resolveHost?: ResolveHost;
  /** A PAC string. */
  readonly proxy?: string;
  /** ms since epoch, by a clock that may jump. */
  readonly now?: () => number;
  /** Bytes free on the disk, asked each time. */
  readonly measureFreeBytes?: (folder: string) => Promise<number>;
}

export interface Engine {
  readonly manager: BackgroundFetchEngine;
  /** Events that were offered, each with the bodies of its records when they could be read. */
  readonly events: { readonly event: BackgroundFetchEventData; readonly bodies: readonly (Buffer | string)[] }[];
  readonly log: LarderEvent[];
  readonly problems: string[];
  readonly setAside: string[];
  /** Scopes whose workers may start before they are told anything. */
  readonly woken: string[];
  setOnline(online: boolean): void;
  setCutOff(appId: string, isCutOff: boolean): void;
}

export const FAST: Partial<BackgroundFetchLimits> = {
  stallTimeoutMs: 400,
  retryBaseMs: 1,
  retryMaxMs: 4,
  attemptsBeforeContact: 3,
  attemptsAfterContact: 3,
  patienceBeforeContactMs: 0,
  patienceAfterContactMs: 0,
  patienceElsewhereMs: 0,
  progressIntervalMs: 1,
  deliveryBaseMs: 1,
  deliveryMaxMs: 4,
};

export async function startEngine(options: EngineOptions): Promise<Engine> {
  const online = options.online ?? { value: true };
  const listeners = new Set<() => void>();
  const cutOff = options.cutOff ?? new Set<string>();
  const cutOffListeners = new Set<(appId: string) => void>();
  const engine: Omit<Engine, 'manager'> = {
    events: [],
    log: [],
    problems: [],
    setAside: [],
    woken: [],
    setOnline: changeNetwork,
    setCutOff,
  };
  function changeNetwork(value: boolean): void {
    online.value = value;
    for (const listener of listeners) listener();
  }
  function setCutOff(appId: string, isCutOff: boolean): void {
    if (isCutOff) cutOff.add(appId);
    else cutOff.delete(appId);
    for (const listener of cutOffListeners) listener(appId);
  }
  const deps: BackgroundFetchDependencies = {
    miniPrograms: {
      appIds: () => [APP_ID],
      folderOf: () => options.folder,
      originOf: (appId) => `mp://${appId}`,
      serviceDomains: () =>
        [...(options.ports ?? []).map((port) => `127.0.0.1:${port}`), ...(options.domains ?? [])].map((domain) => ({
          domain,
          certificates: [...(options.pins ?? [])],
        })),
      isAllowed: () => options.isAllowed ?? true,
      countWindowless: () => options.mayStartWindowless?.() ?? true,
      quotaBytes: () => options.room?.quotaBytes ?? options.quotaBytes ?? 2 ** 31,
      mayAskForRoom: () => options.room?.mayAsk ?? false,
      readOwn: options.readOwn ?? (() => Promise.resolve(null)),
    },
    network: {
      isOnline: () => online.value,
      isHeldBack: () => options.heldBack?.value ?? false,
      isCutOff: (appId) => cutOff.has(appId),
      onCutOff(listener) {
        cutOffListeners.add(listener);
        return () => cutOffListeners.delete(listener);
      },
      onChange(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      maxBytesPerSecond: options.maxBytesPerSecond ?? (() => null),
      maxBytesPerSecondOf: options.maxBytesPerSecondOf ?? (() => null),
      resolveProxy: () => Promise.resolve(options.proxy ?? 'DIRECT'),
      ...(options.resolveHost ? { resolverOf: () => options.resolveHost! } : {}),
      ...(options.certificateAuthorities ? { certificateAuthorities: options.certificateAuthorities } : {}),
    },
    async deliver(_appId, _scope, event) {
      const records =
        (await manager.registrations.matchAll(APP_ID, event.registration.uuid, { request: null, options: {} })) ?? [];
      const bodies = await Promise.all(records.map(({ index }) => readRecord(manager, event.registration.uuid, index)));
      engine.events.push({ event, bodies });
      return options.deliver ? options.deliver(event) : 'delivered';
    },
    showable: (appId, bytes) => showablePicture({ draw: () => Promise.resolve(DRAWN) }, appId, bytes),
    freeBytes: options.measureFreeBytes ?? (() => Promise.resolve(options.freeBytes ?? 2 ** 40)),
    quarantine: (file) => void engine.setAside.push(file),
    wake: (_appId, scope) => void engine.woken.push(scope),
    reportProblem: (_appId, message) => void engine.problems.push(message),
    clock: { now: options.now ?? (() => Date.now()) },
    events: { emit: (event, fields) => void engine.log.push({ event, at: Date.now(), ...fields } as LarderEvent) },
    dev: options.dev ?? true,
    version: '1.0.0',
    language: () => 'en',
    random: () => 0,
    limits: { ...FAST, ...options.limits },
  };
  const manager = await openBackgroundFetches(deps);
  onTestFinished(() => manager.dispose());
  if (!options.isStopped) manager.start();
  return { ...engine, manager };
}

/** The whole body as a page would read it; `aborted` or `error` when it may not. */
export async function readRecord(
  manager: BackgroundFetchEngine,
  uuid: string,
  index: number,
): Promise<Buffer | string> {
  const { signal } = new AbortController();
  const ready = await manager.registrations.response(APP_ID, uuid, index, signal);
  if (ready.kind !== 'response') return ready.kind;
  const chunks: Uint8Array[] = [];
  const reader = manager.registrations.openBody(READER, APP_ID, uuid, index);
  if (reader === null) return 'gone';
  for (let offset = 0; ;) {
    const chunk = await manager.registrations.body(READER, reader, offset, signal);
    if (chunk.kind === 'end') return Buffer.concat(chunks);
    if (chunk.kind !== 'bytes') return chunk.kind;
    chunks.push(chunk.bytes);
    offset += chunk.bytes.byteLength;
  }
}

export function request(url: string, change: Partial<BackgroundFetchRequest> = {}): BackgroundFetchRequest {
  return {
    url,
    method: 'GET',
    headers: [],
    body: null,
    mode: 'cors',
    redirect: 'follow',
    integrity: '',
    cache: 'default',
    ...change,
  };
}

export function newFetch(
  requests: readonly BackgroundFetchRequest[],
  options: Partial<BackgroundFetchOptions> = {},
  id = 'episode',
) {
  return { id, scope: SCOPE, requests, options: { title: 'Episode 1', icons: [], downloadTotal: 0, ...options } };
}

/** The uuid of a fetch that must be accepted. */
export async function register(manager: BackgroundFetchEngine, ...fetch: Parameters<typeof newFetch>): Promise<string> {
  const outcome = await manager.registrations.register(APP_ID, newFetch(...fetch));
  if (!outcome.ok) throw new Error(`Refused: ${outcome.error.message}`);
  return outcome.registration.uuid;
}
