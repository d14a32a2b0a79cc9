/**
 * A page with `bn`, as Electron makes it: the layer runs from its text alone in a world of its own,
 * and whatever crosses between the worlds is copied (electronjs.org/docs/latest/api/context-bridge).
 */
import vm from 'node:vm';
import { createBnBridge } from '../../../preload/bn/bridge.ts';
import type { MessagePort } from '../../../preload/call-gate.ts';
import { installBn } from '../../../preload/bn/page-layer.ts';
import type { Bn } from '../../../preload/contract/bn.ts';

export interface Page {
  readonly bn: Bn;
  readonly world: Record<string, unknown>;
  /** What the page threw in callbacks. */
  readonly reported: unknown[];
  readonly consoleErrors: unknown[][];
}

/** Copies `value` into the other world: a new proxy for each function, nothing for what cannot cross. */
export function cross(value: unknown): unknown {
  if (typeof value === 'symbol') throw new TypeError('An object could not be cloned.');
  if (typeof value === 'function')
    return (...args: unknown[]) => cross((value as (...given: unknown[]) => unknown)(...args.map(cross)));
  if (isThenable(value)) return Promise.resolve(value).then(cross, (reason) => Promise.reject(cross(reason)));
  if (Array.isArray(value)) return value.map(cross);
  if (typeof value !== 'object' || value === null) return value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return {};
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, cross(member)]));
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && typeof (value as { then?: unknown }).then === 'function';
}

export function openPage(port: MessagePort): Page {
  const reported: unknown[] = [];
  const consoleErrors: unknown[][] = [];
  const world = vm.createContext({
    reportError: (error: unknown) => reported.push(error),
    console: { error: (...args: unknown[]) => consoleErrors.push(args) },
    queueMicrotask,
  }) as Record<string, unknown>;
  const install = vm.runInContext(`(${installBn.toString()})`, world) as (bridge: unknown) => void;
  install(cross(createBnBridge(port)));
  return { bn: world.bn as Bn, world, reported, consoleErrors };
}

/** Answers `invoke` from `answers` by channel and keeps what was sent. */
export class FakePort implements MessagePort {
  readonly sent: unknown[][] = [];
  readonly answers = new Map<string, unknown>();
  readonly #listeners: ((event: unknown, ...args: unknown[]) => void)[] = [];

  invoke(channel: string, ...args: unknown[]): Promise<unknown> {
    this.sent.push([channel, ...args]);
    const answer = this.answers.get(channel);
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  }

  on(channel: string, listener: (event: unknown, ...args: unknown[]) => void): void {
    this.sent.push(['on', channel]);
    this.#listeners.push(listener);
  }

  push(data: unknown): void {
    for (const listener of this.#listeners) listener({}, data);
  }
}

/** Lets everything that is ready run: promises across both worlds. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
