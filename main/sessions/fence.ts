/**
 * The fence of one mini-program's session: proxy rules that leave its service domains alone and lead everything else
 * nowhere. Where the system wants a proxy for a listed host, the rules name a gate of ours instead, which passes on to
 * that proxy.
 */
import type { Session } from 'electron';
import type { NetworkCondition } from '../../preload/contract/activity.ts';
import type { ServiceDomain } from '../models/details-schema.ts';
import { closedRules, DEAD_END, fenceEntries, gateRules, urlOfEntry } from '../network/rules/fence-rules.ts';
import { AppError } from '../support/errors.ts';
import { withTimeLimit } from '../support/time-limit.ts';

export type FencedSession = Pick<Session, 'setProxy' | 'resolveProxy' | 'closeAllConnections'>;

/** Passes on what is listed, by the system's route. Stays for the life of the process. */
export interface Gate {
  /** Of 127.0.0.1. */
  readonly port: number;
  /** Ends every connection through it. */
  cut(): void;
}

export interface FenceOptions {
  readonly session: FencedSession;
  readonly dev: boolean;
  /** The system's proxies for a URL, as `resolveProxy` of a session without rules of ours answers. */
  resolveSystemProxy(url: string): Promise<string>;
  /** What the developer has the network be; asked at every `set`. Default: as it is. */
  condition?(): NetworkCondition;
  /** Opens the gate of this session, once; it asks `domains` at every connection. */
  openGate(domains: () => readonly ServiceDomain[]): Promise<Gate>;
  readonly limits?: Partial<FenceLimits>;
}

export interface FenceLimits {
  /** Between two questions whether the rules hold. */
  readonly pauseMs: number;
  /** After so long nothing is served: rules that are not known to hold protect nobody. */
  readonly provenWithinMs: number;
}

export interface Fence {
  /** Resolves when the rules for `domains` are known to hold. Throws `AppError`; then the rules before are in force, or none. */
  set(domains: readonly ServiceDomain[]): Promise<void>;
}

interface Standing {
  readonly entries: readonly string[];
  /** Where everything that is not listed goes; `null`: not known. */
  readonly end: string | null;
  readonly condition: NetworkCondition;
}

/** Nobody owns it (RFC 2606). */
const UNLISTED_URL = 'https://x.invalid/';
const LIMITS: FenceLimits = { pauseMs: 5, provenWithinMs: 10_000 };

export function createFence(options: FenceOptions): Fence {
  const { session, dev } = options;
  const limits = { ...LIMITS, ...options.limits };
  let standing: Standing = { entries: [], end: null, condition: 'normal' };
  let listed: readonly ServiceDomain[] = [];
  let gate: Promise<Gate> | null = null;
  let last: Promise<void> = Promise.resolve();

  const openGate = (): Promise<Gate> => {
    gate ??= options.openGate(() => listed);
    gate.catch(() => {
      gate = null;
    });
    return gate;
  };

  /** A network process that dies in the middle answers nothing, and the next change would wait for it. */
  const answered = <T>(ask: () => Promise<T>): Promise<T> => withTimeLimit(limits.provenWithinMs, ask);

  /** The promise of `setProxy` resolves before the network has the rules: what it does with a request tells. */
  const holds = async (url: string, end: string): Promise<void> => {
    const until = performance.now() + limits.provenWithinMs;
    while (!(await answered(() => session.resolveProxy(url))).endsWith(end)) {
      if (performance.now() > until)
        throw new AppError('internal', 'Cannot open the mini-program: the rules for its connections do not hold');
      await new Promise((resolve) => setTimeout(resolve, limits.pauseMs));
    }
  };

  const apply = async (domains: readonly ServiceDomain[]): Promise<void> => {
    const condition = options.condition?.() ?? 'normal';
    // Nothing is listed where there is no network.
    const reached = condition === 'offline' ? [] : domains;
    const entries = fenceEntries(reached, dev);
    const before = standing;
    const port =
      condition === 'slow' || (await someBehindProxy(entries, options.resolveSystemProxy))
        ? (await openGate()).port
        : null;
    const end = port === null ? DEAD_END : `127.0.0.1:${port}`;
    const removed = withoutCovered(before.entries, entries);
    const added = withoutCovered(entries, before.entries);
    listed = reached;
    if (before.end !== end || (port === null && removed.length + added.length > 0)) {
      standing = { ...before, end: null };
      await answered(() => session.setProxy(port === null ? closedRules(entries) : gateRules(port)));
      await holds(UNLISTED_URL, end);
      // One rule set is like the one before but for these.
      if (port === null && added[0] !== undefined) await holds(urlOfEntry(added[0]), 'DIRECT');
      if (port === null && removed[0] !== undefined) await holds(urlOfEntry(removed[0]), end);
    }
    // Sockets that are open know nothing of new rules. Those of a list that only grew may stay.
    if (removed.length > 0 || condition !== before.condition) {
      await answered(() => session.closeAllConnections());
      // Chromium lets those go on that are in use by one request: a WebSocket, an answer over HTTP/1.1.
      (await gate)?.cut();
    }
    standing = { entries, end, condition };
  };

  return {
    set(domains) {
      const run = last.then(() => apply(domains));
      last = run.catch(() => {});
      return run;
    },
  };
}

/** Those of `entries` that `others` do not reach as well, by themselves or by a wildcard above. */
function withoutCovered(entries: readonly string[], others: readonly string[]): string[] {
  const names = new Set(others);
  const wildcards = others.filter((other) => other.startsWith('*.'));
  const isCovered = (entry: string): boolean =>
    names.has(entry) || wildcards.some((wildcard) => entry !== wildcard && entry.endsWith(wildcard.slice(1)));
  return entries.filter((entry) => !isCovered(entry));
}

async function someBehindProxy(
  entries: readonly string[],
  resolve: (url: string) => Promise<string>,
): Promise<boolean> {
  const answers = await Promise.all(entries.map((entry) => resolve(urlOfEntry(entry)).catch(() => 'DIRECT')));
  return answers.some((answer) => answer.trim().toUpperCase() !== 'DIRECT');
}
