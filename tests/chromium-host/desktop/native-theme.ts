/** `nativeTheme`: what the product chose is what `prefers-color-scheme` matches in every page. */
import { EventEmitter } from 'node:events';
import type { CdpSession } from '../chromium/cdp-connection.ts';
import { strictClass } from '../electron/strictness.ts';

type ThemeSource = 'system' | 'light' | 'dark';
type Page = Pick<CdpSession, 'post'>;

/** docs/api/native-theme.md. The system's own theme is light here. */
export class NativeTheme extends EventEmitter {
  readonly #pages: () => readonly Page[];
  #source: ThemeSource = 'system';

  constructor(pages: () => readonly Page[]) {
    super();
    this.#pages = pages;
  }

  get shouldUseDarkColors(): boolean {
    return this.#source === 'dark';
  }

  get shouldUseHighContrastColors(): boolean {
    return false;
  }

  get shouldUseInvertedColorScheme(): boolean {
    return false;
  }

  get themeSource(): ThemeSource {
    return this.#source;
  }

  set themeSource(source: ThemeSource) {
    if (!['system', 'light', 'dark'].includes(source))
      throw new TypeError(`themeSource must be 'system', 'light' or 'dark', not ${String(source)}`);
    if (source === this.#source) return;
    this.#source = source;
    for (const page of this.#pages()) this.applyTo(page);
    this.emit('updated');
  }

  /** For the host: before a page loads anything. */
  applyTo(page: Page): void {
    page.post('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-color-scheme', value: this.#source === 'system' ? '' : this.#source }],
    });
  }
}
strictClass(NativeTheme, 'nativeTheme');
