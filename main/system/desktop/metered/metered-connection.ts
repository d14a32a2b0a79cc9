/**
 * Whether the system calls the connection metered: one that costs by the byte, or whose bytes are few. It is asked once
 * for the Settings page, and again and again only while somebody has chosen to wait for another connection.
 */
import os from 'node:os';
import { createListeners } from '../../../support/listeners.ts';
import type { Disposable } from '../../../support/shutdown-list.ts';
import { createConnectionCostSource } from './connection-cost.ts';
import { createNetworkManagerSource } from './network-manager.ts';

export interface MeteredSource {
  /** `null`: the system does not tell. Never rejects. */
  read(): Promise<boolean | null>;
  /** Time between two questions while nothing seems to happen, ms. */
  readonly everyMs: number;
  /** It tells, without having been asked. */
  readonly isSure: boolean;
}

/** macOS tells programs of its own frameworks alone, which Node and Electron do not reach. */
export function systemMeteredSource(platform: NodeJS.Platform = process.platform): MeteredSource | null {
  if (platform === 'linux') return createNetworkManagerSource();
  return platform === 'win32' ? createConnectionCostSource() : null;
}

/** Questions without an answer until the last answer counts no more. */
const FAILURES_IN_A_ROW = 2;

export interface MeteredConnection extends Disposable {
  /** `null`: the system does not tell. */
  now(): boolean | null;
  /** The network may be another: asked again, when somebody wants to know. */
  networkChanged(): void;
  /** Called when `now` answers something else. Returns the function that ends it. */
  onChange(listener: () => void): () => void;
}

export interface MeteredOptions {
  readonly source: MeteredSource | null;
  /** Somebody has chosen to wait for a connection that is not metered. */
  readonly choice: { isMade(): boolean; onChange(listener: () => void): () => void };
  /** By which another network is noticed. Default: the addresses of this computer. */
  readonly network?: () => string;
  /** Default: 10 s. */
  readonly lookMs?: number;
  /** Until the first question, so that windows come first. Default: 5 s. */
  readonly startMs?: number;
  readonly monotonicNow?: () => number;
}

export function watchMetered({
  source,
  choice,
  network = addressesOfThisComputer,
  lookMs = 10_000,
  startMs = 5_000,
  monotonicNow = () => performance.now(),
}: MeteredOptions): MeteredConnection {
  const listeners = createListeners();
  let value: boolean | null = source?.isSure ? false : null;
  let reading: Promise<void> | null = null;
  let isStale = false;
  let readAt = -Infinity;
  let seen = network();
  let failures = 0;
  let wasMade = choice.isMade();
  let isDisposed = false;

  const readOnce = async (): Promise<void> => {
    isStale = false;
    readAt = monotonicNow();
    const next = (await source?.read()) ?? null;
    failures = next === null ? failures + 1 : 0;
    // A busy computer may fail to answer once; what nobody tells any more is not known to be metered.
    if (isDisposed || (next === null && failures < FAILURES_IN_A_ROW && value !== null)) return;
    const known = next ?? (source?.isSure ? false : null);
    if (known === value) return;
    value = known;
    listeners.notify();
  };
  /** One question at a time; what happens during one leads to another. */
  const read = (): void => {
    isStale = true;
    if (!source || isDisposed) return;
    reading ??= (async () => {
      while (isStale && !isDisposed) await readOnce();
    })().finally(() => (reading = null));
  };
  const look = (): void => {
    if (!choice.isMade()) return;
    const current = network();
    const isOther = current !== seen;
    seen = current;
    if (isOther || monotonicNow() - readAt >= (source?.everyMs ?? Infinity)) read();
  };
  const timer = source && setInterval(look, lookMs);
  timer?.unref();
  const starting = source && setTimeout(() => (choice.isMade() || !source.isSure ? read() : undefined), startMs);
  starting?.unref();
  const endChoice = choice.onChange(() => {
    const isMade = choice.isMade();
    if (isMade && !wasMade) read();
    wasMade = isMade;
  });

  return {
    now: () => value,
    networkChanged() {
      if (choice.isMade()) read();
    },
    onChange: listeners.add,
    dispose() {
      isDisposed = true;
      if (timer) clearInterval(timer);
      if (starting) clearTimeout(starting);
      endChoice();
    },
  };
}

/** Another Wi-Fi or a cable has other addresses. */
function addressesOfThisComputer(): string {
  try {
    const all = Object.entries(os.networkInterfaces());
    return all
      .map(([name, addresses]) => `${name} ${(addresses ?? []).map(({ address }) => address).join()}`)
      .join(';');
  } catch {
    return '';
  }
}
