/** `navigationHistory` of one page (docs/api/navigation-history.md). */
import type Electron from 'electron';
import type { CdpParams, CdpResult, CdpSession } from '../chromium/cdp-connection.ts';

type NavigationHistory = Pick<
  Electron.NavigationHistory,
  'canGoBack' | 'canGoForward' | 'goBack' | 'goForward' | 'clear'
>;

export class PageHistory implements NavigationHistory {
  readonly #attached: Promise<CdpSession>;
  readonly #onGo: () => void;
  #index = 0;
  #length = 0;
  /** Chromium's window begins with an empty page that the product never asked for. */
  #first = 1;
  #clearing = 0;

  /** `onGo`: the product goes to another entry. */
  constructor(attached: Promise<CdpSession>, onGo: () => void) {
    this.#attached = attached;
    this.#onGo = onGo;
  }

  canGoBack(): boolean {
    return this.#index > this.#first;
  }

  canGoForward(): boolean {
    return this.#index < this.#length - 1;
  }

  goBack(): void {
    void this.#go(-1);
  }

  goForward(): void {
    void this.#go(1);
  }

  /** At once, as in Electron; Chromium is told, and what it had answered before counts no more. */
  clear(): void {
    this.#index = 0;
    this.#length = 1;
    this.#first = 0;
    this.#clearing += 1;
    void this.#ask('Page.resetNavigationHistory').then(() => {
      this.#clearing -= 1;
      return this.refresh();
    });
  }

  /** For the host: the page has navigated. */
  async refresh(): Promise<void> {
    const history = (await this.#ask('Page.getNavigationHistory')) as {
      currentIndex: number;
      entries: { url: string }[];
    } | null;
    if (!history || this.#clearing > 0) return;
    this.#index = history.currentIndex;
    this.#length = history.entries.length;
    this.#first = history.entries[0]?.url === 'about:blank' ? 1 : 0;
  }

  async #go(offset: number): Promise<void> {
    const history = (await this.#ask('Page.getNavigationHistory')) as {
      currentIndex: number;
      entries: { id: number }[];
    } | null;
    if (!history) return;
    const { currentIndex, entries } = history;
    const entry = entries[currentIndex + offset];
    if (!entry || currentIndex + offset < this.#first) return;
    this.#onGo();
    await this.#ask('Page.navigateToHistoryEntry', { entryId: entry.id });
  }

  /** `null`: the window is gone, and its history with it. */
  async #ask(method: string, parameters: CdpParams = {}): Promise<CdpResult | null> {
    const session = await this.#attached;
    return session.sendToActivePage(method, parameters);
  }
}
