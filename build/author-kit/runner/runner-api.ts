/** Opens a mini-program in Larder without a window on the screen, for tests. */
import type { Page } from 'playwright-core';

/** What the developer server answers: a string as it is, anything else as JSON. A function is called for each request. */
export type Answer = unknown;

export interface AnsweredRequest {
  readonly path: string;
  /** The arguments that Larder added (`token`, `lang`, …) and those of the address. */
  readonly query: Readonly<Record<string, string>>;
}

export interface OpenOptions {
  /** Stands in for the server of `preFetchUrl`. */
  readonly preFetch?: Answer;
  /** Stands in for the server of `backgroundFetchUrl`. */
  readonly periodic?: Answer;
  /** More paths of that server: `{ '/file': 'text' }`. `{base}` in texts is its address. */
  readonly routes?: Readonly<Record<string, Answer>>;
  /** Fields of the details that replace those of `details.json`; `{base}` and `{host}` name the server above. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Opened by a link to this page of it: `city/oslo`, as docs/bn-api.md of Larder says under "Links". */
  readonly startPagePath?: string;
  /** The query of that link, without the question mark. */
  readonly startPageQuery?: string;
  /** More options of Larder. */
  readonly args?: readonly string[];
  /** Where Larder keeps its data; a fresh folder otherwise, deleted at the end. */
  readonly dataFolder?: string;
}

/** One line of `--log-json`; docs/log-events.md of Larder has them all. */
export interface LarderEvent {
  readonly event: string;
  readonly appId?: string;
  readonly [field: string]: unknown;
}

export interface OpenedMiniProgram {
  readonly appId: string;
  /** Its page, of Playwright: `page.getByText('…').waitFor()`. A `reopen()` makes another one. */
  readonly page: Page;
  /** Larder's own window, which is shown for it. */
  launcher(): Promise<Page>;
  /** Closes the window and opens it anew, from the shelf and not by a link: a cold start with what is stored. */
  reopen(): Promise<Page>;
  /** Writes a picture of the page (PNG). */
  screenshot(file: string): Promise<void>;
  /** What the developer server was asked for. */
  requests(): readonly AnsweredRequest[];
  events(): readonly LarderEvent[];
  /** The first event of this name that fits, past or coming, within 30 s. */
  event(name: string, matches?: (event: LarderEvent) => boolean): Promise<LarderEvent>;
  /** Uncaught errors, lines of `console.error`, and refused requests, as Larder's terminal has them. */
  problems(): readonly string[];
  /** Ends Larder in order. */
  close(): Promise<void>;
}

/** `folder`: with `manifest.json` (for bundlers the folder they write). Throws one clear sentence. */
export type OpenMiniProgram = (folder: string, options?: OpenOptions) => Promise<OpenedMiniProgram>;
