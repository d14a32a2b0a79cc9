/** What menus do to a page, and the `context-menu` event (docs/api/web-contents.md). */
import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { CdpSession } from '../chromium/cdp-connection.ts';
import type { SchemeTranslation } from '../network/scheme-translation.ts';

/** The part of `ContextMenuParams` that the host knows. */
export interface ContextMenu {
  readonly x: number;
  readonly y: number;
  readonly linkURL: string;
  readonly linkText: string;
  readonly srcURL: string;
  readonly mediaType: 'none' | 'image' | 'audio' | 'video';
  readonly hasImageContents: boolean;
  readonly selectionText: string;
  readonly isEditable: boolean;
  readonly formControlType: string;
  readonly editFlags: Readonly<
    Record<'canUndo' | 'canRedo' | 'canCut' | 'canCopy' | 'canPaste' | 'canDelete' | 'canSelectAll', boolean>
  >;
  readonly menuSourceType: 'mouse' | 'keyboard';
}

/** The members of `webContents` that menus use. */
export abstract class ContentsControls extends EventEmitter {
  readonly #hasDevTools: boolean;
  #zoomFactor = 1;
  #isDevToolsOpened = false;

  constructor({ devTools }: { devTools: boolean }) {
    super();
    this.#hasDevTools = devTools;
  }

  /** docs: a `reload()` right after the process was ended by force is made "in a new process": it waits for the end. */
  protected ended: Promise<void> = Promise.resolve();

  /** The page, once it is there. */
  protected abstract get attached(): Promise<CdpSession>;

  // Chromium's own tools are a key away in a window that is shown; another client may attach, too.
  openDevTools(): void {
    // docs: without `webPreferences.devTools` there are none to open.
    this.#isDevToolsOpened = this.#hasDevTools;
  }

  closeDevTools(): void {
    this.#isDevToolsOpened = false;
  }

  toggleDevTools(): void {
    if (this.#isDevToolsOpened) this.closeDevTools();
    else this.openDevTools();
  }

  isDevToolsOpened(): boolean {
    return this.#isDevToolsOpened;
  }

  inspectElement(_x: number, _y: number): void {
    this.openDevTools();
  }

  setZoomFactor(factor: number): void {
    if (!(factor > 0)) throw new Error("'zoomFactor' must be a double greater than 0.0");
    this.#zoomFactor = factor;
    // Chromium's own zoom is out of CDP's reach: the page is made larger as fingers would.
    void this.attached.then((session) => session.post('Emulation.setPageScaleFactor', { pageScaleFactor: factor }));
  }

  getZoomFactor(): number {
    return this.#zoomFactor;
  }

  undo(): void {
    this.#edit('undo');
  }

  redo(): void {
    this.#edit('redo');
  }

  cut(): void {
    this.#edit('cut');
  }

  copy(): void {
    this.#edit('copy');
  }

  paste(): void {
    this.#edit('paste');
  }

  delete(): void {
    this.#edit('delete');
  }

  selectAll(): void {
    this.#edit('selectAll');
  }

  copyImageAt(_x: number, _y: number): void {}

  forcefullyCrashRenderer(): void {
    this.ended = new Promise((resolve) => this.once('render-process-gone', () => resolve()));
    void this.attached.then((session) => session.sendToActivePage('Page.crash'));
  }

  /** One of Chromium's editing commands, in the focused field. */
  #edit(command: string): void {
    void this.attached.then((session) => {
      session.post('Input.dispatchKeyEvent', { type: 'rawKeyDown', commands: [command] });
      session.post('Input.dispatchKeyEvent', { type: 'keyUp' });
    });
  }
}

/** Calls `onMenu` for every context menu that the page does not prevent. */
export async function watchContextMenu(
  session: CdpSession,
  translation: SchemeTranslation,
  onMenu: (menu: ContextMenu) => void,
): Promise<void> {
  const binding = `__larder_menu_${randomBytes(12).toString('hex')}`;
  session.on('Runtime.bindingCalled', ({ name, payload }) => {
    if (name !== binding) return;
    const menu = JSON.parse(payload as string) as ContextMenu;
    const own = (url: string): string => url && translation.fromChromium(url);
    onMenu({ ...menu, linkURL: own(menu.linkURL), srcURL: own(menu.srcURL) });
  });
  await Promise.all([
    session.send('Runtime.addBinding', { name: binding }),
    session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: `(${reportContextMenus.toString()})(${JSON.stringify(binding)})`,
    }),
  ]);
}

/** Runs in every document, before its own scripts; sent as text. */
function reportContextMenus(binding: string): void {
  const page = globalThis as unknown as Record<string, ((text: string) => void) | undefined> &
    Window &
    typeof globalThis;
  const tell = page[binding];
  delete page[binding];
  if (!tell || page.parent !== page) return;
  page.addEventListener('contextmenu', (event) => {
    if (!event.isTrusted) return;
    // The path is gone once the event was delivered.
    const target = event.composedPath().find((node): node is Element => node instanceof Element) ?? null;
    // Whether the page prevents it is known when every listener has run.
    page.setTimeout(() => {
      if (event.defaultPrevented) return;
      const link = target?.closest<HTMLAnchorElement>('a[href]');
      const field = target?.closest<HTMLInputElement | HTMLTextAreaElement>('input, textarea') ?? null;
      const isEditable = field
        ? !field.readOnly && !field.disabled
        : target instanceof HTMLElement && target.isContentEditable;
      const image = target instanceof HTMLImageElement ? target : null;
      const selectionText = field
        ? field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0)
        : String(page.getSelection() ?? '');
      const hasSelection = selectionText !== '';
      tell(
        JSON.stringify({
          x: Math.round(event.clientX),
          y: Math.round(event.clientY),
          linkURL: link?.href ?? '',
          linkText: link?.textContent ?? '',
          srcURL: image?.currentSrc ?? '',
          mediaType: image ? 'image' : 'none',
          hasImageContents: Boolean(image?.complete && image.naturalWidth > 0),
          selectionText,
          isEditable,
          formControlType: field instanceof HTMLInputElement ? `input-${field.type}` : field ? 'text-area' : 'none',
          editFlags: {
            canUndo: isEditable,
            canRedo: isEditable,
            canCut: isEditable && hasSelection,
            canCopy: hasSelection,
            canPaste: isEditable,
            canDelete: isEditable && hasSelection,
            canSelectAll: true,
          },
          menuSourceType: event.button === 2 ? 'mouse' : 'keyboard',
        }),
      );
    }, 0);
  });
}
