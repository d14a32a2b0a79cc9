/**
 * How many calls, and how many bytes of them, the main process takes from one mini-program. A flood is delayed, so
 * that the calls of others come in between; what is more than may wait is refused.
 */
import type { CALL_LIMITS } from '../../preload/contract/call-limits.ts';

export type CallBudgetLimits = Pick<
  { readonly [K in keyof typeof CALL_LIMITS]: number },
  'burstCalls' | 'callsPerSecond' | 'burstBytes' | 'bytesPerSecond' | 'heldCalls' | 'heldBytes'
>;

export interface CallBudget {
  /** `true`: go on at once; a promise: when it resolves; `false`: refused. `owner`: whose call it is. */
  take(owner: string, bytes: number): true | Promise<void> | false;
  /** Of an answer that is on its way: the next calls wait until it is paid for. */
  spend(owner: string, bytes: number): void;
  dispose(): void;
}

interface Account {
  calls: number;
  bytes: number;
  filledAt: number;
  held: { readonly bytes: number; readonly go: () => void }[];
  heldBytes: number;
}

/** How often those that wait are looked at, in ms. */
const TICK_MS = 5;

export function createCallBudget(
  limits: CallBudgetLimits,
  monotonicNow: () => number = () => performance.now(),
): CallBudget {
  const accounts = new Map<string, Account>();
  let timer: NodeJS.Timeout | null = null;

  function fill(account: Account): void {
    const now = monotonicNow();
    const seconds = Math.max(0, now - account.filledAt) / 1000;
    account.filledAt = now;
    account.calls = Math.min(limits.burstCalls, account.calls + seconds * limits.callsPerSecond);
    account.bytes = Math.min(limits.burstBytes, account.bytes + seconds * limits.bytesPerSecond);
  }
  /** A call that is larger than a full account may go when the account is full. */
  function pay(account: Account, bytes: number): boolean {
    if (account.calls < 1 || account.bytes < Math.min(bytes, limits.burstBytes)) return false;
    account.calls -= 1;
    account.bytes -= Math.min(bytes, limits.burstBytes);
    return true;
  }
  function tick(): void {
    timer = null;
    let isAnyHeld = false;
    for (const [owner, account] of accounts) {
      fill(account);
      let gone = 0;
      for (const { bytes, go } of account.held) {
        if (!pay(account, bytes)) break;
        gone += 1;
        account.heldBytes -= bytes;
        go();
      }
      account.held.splice(0, gone);
      if (account.held.length > 0) isAnyHeld = true;
      else if (account.calls >= limits.burstCalls && account.bytes >= limits.burstBytes) accounts.delete(owner);
    }
    if (isAnyHeld) later();
  }
  function later(): void {
    timer ??= setTimeout(tick, TICK_MS);
  }

  function accountOf(owner: string): Account {
    const known = accounts.get(owner);
    if (known) return known;
    const { burstCalls: calls, burstBytes: bytes } = limits;
    const account: Account = { calls, bytes, filledAt: monotonicNow(), held: [], heldBytes: 0 };
    accounts.set(owner, account);
    return account;
  }

  return {
    take(owner, bytes) {
      const own = accountOf(owner);
      if (own.held.length === 0) {
        fill(own);
        if (pay(own, bytes)) return true;
      }
      const isFull =
        own.held.length >= limits.heldCalls || (own.held.length > 0 && own.heldBytes + bytes > limits.heldBytes);
      if (isFull) return false;
      own.heldBytes += bytes;
      return new Promise<void>((resolve) => {
        own.held.push({ bytes, go: resolve });
        later();
      });
    },
    spend(owner, bytes) {
      const account = accountOf(owner);
      fill(account);
      account.bytes -= bytes;
    },
    dispose() {
      if (timer) clearTimeout(timer);
      accounts.clear();
    },
  };
}
