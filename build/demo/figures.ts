/** What the demo measures. Times are ms after the click; before it they are negative. */

/** The parts of a request, in the order they happen. */
export const PARTS = ['dns', 'connect', 'tls', 'firstByte', 'body'] as const;
export type Part = (typeof PARTS)[number];

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface RequestFigures {
  readonly outMs: number;
  readonly answerMs: number;
  /** A part that did not happen is absent: on an open connection there is nothing to open. */
  readonly parts: Readonly<Partial<Record<Part, Span>>>;
  /** Opening the connection, where that was over before the request; else it is among the parts. */
  readonly openedAhead: Span | null;
}

export interface StartFigures {
  /** The container's own request; `null` without pre-fetch. */
  readonly preFetch: RequestFigures | null;
  /** The page's own request; `null` with pre-fetch. */
  readonly ownFetch: RequestFigures | null;
  readonly windowMs: number;
  readonly pageStartMs: number;
  readonly pageLoadedMs: number;
  readonly dataInPageMs: number;
}

/** What one answer of the server brought of a file: bytes `from` (inclusive) to `to` (exclusive). */
export interface DownloadPart {
  readonly from: number;
  readonly to: number;
}

/** A download that lost the network and its process. */
export interface DownloadFigures {
  readonly bytes: number;
  /** In their order; what the server had handed to the network when an answer ended. */
  readonly parts: readonly DownloadPart[];
  /** The most that can have been fetched twice. */
  readonly bytesTwice: number;
  /** What is in the mini-program's cache has the hash of what the server has. */
  readonly isWhole: boolean;
  readonly result: 'success' | 'failure';
  /** How often the service worker was told of the end. */
  readonly deliveries: number;
  readonly tookMs: number;
}

export interface DemoFigures {
  readonly host: 'electron' | 'chromium-host';
  /** To the demo's servers and back, in ms. */
  readonly roundTripMs: number;
  /** How long the demo's servers take themselves, in ms. */
  readonly packageDelayMs: number;
  readonly dataDelayMs: number;
  /** The very first start: the package is downloaded too. */
  readonly firstStart: { readonly dataInPageMs: number; readonly packageInstalledMs: number };
  /** Opened after the pointer had rested on the tile: the connection is there. */
  readonly afterHover: StartFigures;
  /** Opened by a sudden click: the request opens its connection. */
  readonly withPreFetch: StartFigures;
  /** The same start of the same mini-program, whose page fetches when it is loaded. */
  readonly withoutPreFetch: StartFigures;
  /** By pre-fetch after a sudden click, and after a rest on the tile. */
  readonly savedMs: number;
  readonly savedAfterHoverMs: number;
  readonly download: DownloadFigures;
  /** Paths of the pictures. */
  readonly screenshots: readonly string[];
}
