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
  /** Paths of the pictures. */
  readonly screenshots: readonly string[];
}
