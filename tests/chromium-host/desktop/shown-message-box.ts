/** A message box that a person sees, where windows are Chromium's: a small window with its text and buttons. */
import type Electron from 'electron';
import type { AttachedTarget } from '../chromium/targets.ts';

const BINDING = '__larder_host_message_box';
const SIZE = { width: 480, height: 260 };

type Shown = Pick<Electron.MessageBoxOptions, 'message' | 'detail' | 'checkboxLabel'> & {
  readonly buttons: readonly string[];
  readonly defaultId: number;
  readonly checkboxChecked: boolean;
};

/** Resolves with what was pressed; `null` when the window was closed. `signal` closes it. */
export async function showMessageBoxWindow(
  openPage: (size: { readonly width: number; readonly height: number }) => Promise<AttachedTarget>,
  shown: Shown,
  signal: AbortSignal | undefined,
): Promise<Electron.MessageBoxReturnValue | null> {
  const { session } = await openPage(SIZE);
  const answer = new Promise<Electron.MessageBoxReturnValue | null>((resolve) => {
    session.on('detached', () => resolve(null));
    session.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === BINDING) resolve(JSON.parse(payload as string) as Electron.MessageBoxReturnValue);
    });
    if (signal?.aborted) resolve(null);
    signal?.addEventListener('abort', () => resolve(null), { once: true });
  });
  await session.send('Runtime.enable');
  await session.send('Runtime.addBinding', { name: BINDING });
  await session.send('Runtime.evaluate', {
    expression: `(${buildBox.toString()})(${JSON.stringify(BINDING)}, ${JSON.stringify(shown)})`,
  });
  const pressed = await answer;
  session.post('Page.close');
  return pressed;
}

/** Runs in the box's own empty page; sent as text. */
function buildBox(binding: string, shown: Shown): void {
  const tell = (globalThis as unknown as Record<string, (text: string) => void>)[binding];
  const make = <K extends keyof HTMLElementTagNameMap>(name: K, text?: string): HTMLElementTagNameMap[K] =>
    Object.assign(document.createElement(name), text === undefined ? {} : { textContent: text });
  document.documentElement.style.cssText = 'color-scheme: light dark; font: 15px/1.4 system-ui, sans-serif';
  document.body.style.cssText =
    'box-sizing: border-box; display: flex; flex-direction: column; gap: 12px; margin: 0; padding: 20px; min-height: 100vh';
  document.body.dir = 'auto';
  const message = make('strong', shown.message);
  const detail = make('p', shown.detail ?? '');
  detail.style.cssText = 'margin: 0; flex: 1; white-space: pre-line';
  const box = Object.assign(make('input'), { type: 'checkbox', checked: shown.checkboxChecked });
  const label = make('label');
  label.append(box, ` ${shown.checkboxLabel ?? ''}`);
  const row = make('div');
  row.style.cssText = 'display: flex; flex-wrap: wrap; gap: 8px; justify-content: flex-end';
  const buttons = shown.buttons.map((text, response) => {
    const button = make('button', text);
    button.style.cssText = 'font: inherit; padding: 6px 14px';
    button.onclick = () => tell?.(JSON.stringify({ response, checkboxChecked: box.checked }));
    return button;
  });
  row.append(...buttons);
  document.body.replaceChildren(message, detail, ...(shown.checkboxLabel ? [label] : []), row);
  buttons[shown.defaultId]?.focus();
}
