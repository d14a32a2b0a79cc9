/** What the demo measures. Times are ms after the click. */
export interface StartFigures {
  /** When the container's own request left, and was answered; `null` without pre-fetch. */
  readonly preFetch: { readonly outMs: number; readonly answerMs: number } | null;
  /** When the page's own request left, and was answered; `null` with pre-fetch. */
  readonly ownFetch: { readonly outMs: number; readonly answerMs: number } | null;
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
  /** How long the demo's servers take, in ms. */
  readonly packageDelayMs: number;
  readonly dataDelayMs: number;
  /** The very first start: the package is downloaded too. */
  readonly firstStart: { readonly dataInPageMs: number; readonly packageInstalledMs: number };
  readonly withPreFetch: StartFigures;
  /** The same start of the same mini-program, whose page fetches when it is loaded. */
  readonly withoutPreFetch: StartFigures;
  readonly savedMs: number;
  readonly download: DownloadFigures;
  /** Paths of the pictures. */
  readonly screenshots: readonly string[];
}
