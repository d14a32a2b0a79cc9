import type { Page } from '@playwright/test';
import type { RunningDesktop } from '../chromium-host/index.ts';
import type { LarderEvent, LarderEventName } from '../../main/log/event-log.ts';

export interface StartOptions {
  readonly dataFolder: string;
  /** Documented options of the product, on top of `--headless --log-json --user-data-dir`. */
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

export type EventOf<E extends LarderEventName> = Extract<LarderEvent, { event: E }>;

/** A started Larder, whatever host it runs on. */
export interface RunningLarder {
  /** Of the main process. */
  readonly pid: number;
  /** The window whose URL starts with `url` (a product URL); waits for it. */
  window(url: string): Promise<Page>;
  /** True while a window with that URL prefix is open. */
  hasWindow(url: string): boolean;
  /** Opens `input` (app id or link) the way a second start does; answers that process's exit code. */
  openByHandOver(input: string): Promise<number>;
  /** Every `--log-json` event so far, in order. */
  events(): readonly LarderEvent[];
  /** The first event of that name (and shape), waiting up to 20 s for it. */
  event<E extends LarderEventName>(name: E, matches?: (event: EventOf<E>) => boolean): Promise<EventOf<E>>;
  standardError(): string;
  /** Notifications, taskbar, network. Throws where the host has none that can be read. */
  readonly desktop: RunningDesktop;
  /** Asks it to end as its system does: SIGTERM, on Windows a closed channel or *Quit*. Answers the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL. */
  kill(): Promise<void>;
}
