/** Everything around the opener of mini-programs, each part answering when the test says so. */
import { createAnswerUse } from '../../main/data-fetch/launch/answer-use.ts';
import type { BrowserWindow } from 'electron';
import { createVersionTrials } from '../../main/catalog/packages/version-trials.ts';
import { detailsSchema, type Details } from '../../main/models/details-schema.ts';
import type { ColdStartDetails } from '../../main/catalog/details/details.ts';
import type { PreFetchOutcome, PreFetchStart } from '../../main/data-fetch/launch/pre-fetch.ts';
import type { MiniProgramStore } from '../../main/storage/ports.ts';
import {
  miniProgramStateSchema,
  type InstalledPackage,
  type MiniProgramState,
} from '../../main/models/state-schema.ts';
import { inEnglish } from '../../main/support/english.ts';
import { createEventLog, type LarderEvent } from '../../main/log/event-log.ts';
import type { OpenRequest } from '../../main/models/open-request.ts';
import { createMiniProgramOpener, type MiniProgramOpener } from '../../main/opening/mini-program-opener.ts';
import type { ShellEvents } from '../../main/windows/mini-program/shell.ts';
import { summaryOf } from '../../main/models/mini-program-summary.ts';

export const APP_ID = 'abc';
export const NOW = 1_800_000_000_000;

export function packageOf(version: string, change: Partial<InstalledPackage> = {}): InstalledPackage {
  return {
    version,
    sha256: version.repeat(16).slice(0, 64),
    folder: version,
    startPage: 'index.html',
    fallbackPage: null,
    charset: null,
    icon: null,
    installedAt: 1,
    provenAt: null,
    unprovenStarts: 0,
    ...change,
  };
}

export function detailsOf(version: string): Details {
  return detailsSchema().parse({
    appId: APP_ID,
    name: 'Sample',
    version,
    packageUrl: 'https://example.com/x.zip',
    packageSha256: 'a'.repeat(64),
    serviceDomains: [],
  });
}

/** A state with kept details, and `change` on top. */
export function stateOf(change: Partial<MiniProgramState> = {}): MiniProgramState {
  const details = { value: detailsOf('1.0.0'), fetchedAt: 1, backendUrl: null };
  return {
    ...miniProgramStateSchema().parse({ schemaVersion: 1, appId: APP_ID, name: 'Sample', addedAt: 1, details }),
    ...change,
  };
}

export interface FakeWindow {
  readonly events: ShellEvents;
  isMinimized: boolean;
  /** The user closes it. */
  close(): void;
}

/** One call to a part that has not been answered. */
export interface Call<T> {
  readonly signal: AbortSignal;
  answer(value: T): void;
  fail(error: Error): void;
}

export interface Opening {
  readonly opener: MiniProgramOpener;
  readonly store: MiniProgramStore;
  /** What happened, in order: calls of the parts, and `log <event>`. */
  readonly order: string[];
  readonly events: LarderEvent[];
  readonly windows: FakeWindow[];
  readonly detailsCalls: Call<ColdStartDetails>[];
  readonly installCalls: (Call<InstalledPackage> & { progress(receivedBytes: number): void })[];
  readonly requests: (PreFetchStart & { depart(): void; finish(outcome: PreFetchOutcome): void })[];
  /** Requests that `showPage` was called with. */
  readonly shownRequests: OpenRequest[];
  /** Versions whose files are not whole. */
  readonly damaged: Set<string>;
}

export interface OpeningOptions {
  readonly state?: MiniProgramState | null;
  readonly headless?: boolean;
  /** Details and departures are answered by the test. Default: at once, with version 1.0.0. */
  readonly isManual?: boolean;
  /** Default: there is a network. */
  readonly isOnline?: () => boolean;
}

export function createOpening({
  state = stateOf(),
  headless = false,
  isManual = false,
  isOnline = () => true,
}: OpeningOptions = {}): Opening {
  const order: string[] = [];
  const events: LarderEvent[] = [];
  const windows: FakeWindow[] = [];
  const detailsCalls: Opening['detailsCalls'] = [];
  const installCalls: Opening['installCalls'] = [];
  const requests: Opening['requests'] = [];
  const shownRequests: OpenRequest[] = [];
  const damaged = new Set<string>();
  const store = createMemoryStore(state);
  const clock = { now: () => NOW };
  const eventLog = createEventLog(clock, [(event) => (events.push(event), order.push(`log ${event.event}`))]);
  let live: BrowserWindow | undefined;

  const opener = createMiniProgramOpener({
    store,
    clock,
    events: eventLog,
    headless,
    checkOpening() {},
    details: {
      forColdStart(_appId, signal) {
        order.push('details');
        if (!isManual) return Promise.resolve(coldStartDetails('1.0.0'));
        const { promise, call } = callOf<ColdStartDetails>(signal!);
        detailsCalls.push(call);
        return promise;
      },
    },
    ensureInstalled(_appId, _details, signal, onProgress) {
      order.push('package');
      const { promise, call } = callOf<InstalledPackage>(signal);
      installCalls.push({ ...call, progress: (receivedBytes) => onProgress({ phase: 'download', receivedBytes }) });
      return promise;
    },
    trials: createVersionTrials({
      store,
      clock,
      events: eventLog,
      inTurn: (_appId, task) => task(),
      isWhole: (_appId, { version }) => Promise.resolve(!damaged.has(version)),
      removeUnused: () => Promise.resolve(),
      onWentBack: (_appId, text) => order.push(`notice ${inEnglish(text)}`),
    }),
    preFetcher: {
      start(start) {
        order.push(`request ${start.version}`);
        const departure = Promise.withResolvers<void>();
        const outcome = Promise.withResolvers<PreFetchOutcome>();
        requests.push({ ...start, depart: departure.resolve, finish: outcome.resolve });
        if (!isManual) departure.resolve();
        const part = { outcome: outcome.promise, current: () => null, use: createAnswerUse(() => {}, 0) };
        return { ...part, departed: departure.promise, rule: () => part, parts: [part] };
      },
    },
    onPreFetched: (appId) => order.push(`pre-fetched ${appId}`),
    launchData: {
      begin: (_appId, windowId) => order.push(`data for window ${windowId}`),
      documentChanged: () => order.push('document changed'),
      end: () => order.push('data ends'),
      get: () => Promise.reject(new Error('No page asks here.')),
      subscribe: () => null,
      publish: () => {},
    },
    registry: {
      miniProgram: () => live,
      anyMiniProgram: () => undefined,
      isOpen: () => live !== undefined,
      closeAll: () => {},
      launcher: () => undefined,
      identify: () => undefined,
      add: () => {
        throw new Error('Windows are registered by their shell.');
      },
      push: () => {},
      onPageGone: () => () => {},
      pushToLauncher: () => {},
      onChange: () => () => {},
    },
    createShell(_appId, _name, shellEvents) {
      const close = (): void => {
        live = undefined;
        order.push('closed');
        shellEvents.onClosed();
      };
      const fake: FakeWindow = { events: shellEvents, isMinimized: false, close };
      windows.push(fake);
      const window = {
        webContents: { id: windows.length },
        isDestroyed: () => live !== window,
        isMinimized: () => fake.isMinimized,
        restore: () => order.push('restore'),
        show: () => order.push('show'),
        focus: () => order.push('focus'),
        destroy: close,
      } as unknown as BrowserWindow;
      live = window;
      return {
        window,
        showLoading: (_label, progress) => order.push(progress ? `loading ${progress.receivedBytes}` : 'loading'),
        showProblem: (_label, { kind, message }) => order.push(`problem ${kind} ${message}`),
        showPage(_details, { version }, request) {
          order.push(`page ${version}`);
          shownRequests.push(request);
          return Promise.resolve();
        },
      };
    },
    isOnline,
    onOpened: () => order.push('opened'),
  });
  return { opener, store, order, events, windows, detailsCalls, installCalls, requests, shownRequests, damaged };
}

export function coldStartDetails(version: string): ColdStartDetails {
  const details = detailsOf(version);
  return { details, origin: 'cached', refresh: () => Promise.resolve({ ok: true, details }) };
}

function callOf<T>(signal: AbortSignal): { promise: Promise<T>; call: Call<T> } {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  return { promise, call: { signal, answer: resolve, fail: reject } };
}

/** Knows one mini-program at most. */
function createMemoryStore(initial: MiniProgramState | null): MiniProgramStore {
  let state = initial ?? undefined;
  return {
    problems: [],
    onProblem: () => () => {},
    indexWasMadeOf: null,
    compareInBackground: () => () => {},
    list: () => (state ? [summaryOf(state)] : []),
    summary: () => state && summaryOf(state),
    get: () => state,
    add: ({ name, description }) => (state ??= stateOf({ name, description, details: null })),
    update(_appId, change) {
      if (!state) throw new Error('There is no such mini-program.');
      state = { ...state, ...change } as MiniProgramState;
      return state;
    },
    remove() {
      state = undefined;
      return Promise.resolve();
    },
    folderOf: (appId) => `/${appId}`,
    onChange: () => () => {},
  };
}
