/** The keys of menus where windows are Chromium's: pressed in the page, they do what the product's menu says. */
import { randomBytes } from 'node:crypto';
import type { CdpSession } from '../chromium/cdp-connection.ts';

/**
 * Calls `onKeys` with an accelerator (`ctrl+shift+n`) for every combination that the page leaves alone. What the
 * browser itself would do with it (a new tab, its own history, printing) is prevented; editing is not.
 */
export async function watchMenuKeys(session: CdpSession, onKeys: (keys: string) => void): Promise<void> {
  const binding = `__larder_keys_${randomBytes(12).toString('hex')}`;
  session.on('Runtime.bindingCalled', ({ name, payload }) => {
    if (name === binding) onKeys(payload as string);
  });
  await Promise.all([
    session.send('Runtime.addBinding', { name: binding }),
    session.send('Page.addScriptToEvaluateOnNewDocument', {
      source: `(${reportKeys.toString()})(${JSON.stringify(binding)})`,
    }),
  ]);
}

/** Runs in every document, before its own scripts; sent as text. */
function reportKeys(binding: string): void {
  const page = globalThis as unknown as Record<string, ((text: string) => void) | undefined> &
    Window &
    typeof globalThis;
  const tell = page[binding];
  delete page[binding];
  if (!tell) return;
  const names: Record<string, string> = { ArrowLeft: 'left', ArrowRight: 'right', ' ': 'space', '+': 'plus' };
  const isEditing = (key: string): boolean =>
    /^(?:[acvxyz]|arrow\w+|backspace|delete|home|end|enter|insert)$/.test(key);
  const onKeyDown = (event: KeyboardEvent): void => {
    const { key, ctrlKey, altKey, metaKey, shiftKey } = event;
    const isFunctionKey = /^F\d+$/.test(key);
    if (!event.isTrusted || event.defaultPrevented || event.isComposing) return;
    if (!ctrlKey && !metaKey && !altKey && !isFunctionKey) return;
    if (['Control', 'Shift', 'Alt', 'Meta', 'AltGraph'].includes(key) || event.getModifierState('AltGraph')) return;
    const modifiers = [ctrlKey && 'ctrl', altKey && 'alt', metaKey && 'meta', shiftKey && 'shift'];
    // Alt alone opens the window manager's menus; with an arrow it would be the browser's history.
    if (!altKey ? !isEditing(key.toLowerCase()) : key.startsWith('Arrow')) event.preventDefault();
    tell([...modifiers.filter(Boolean), names[key] ?? key.toLowerCase()].join('+'));
  };
  // Added while the event is on its way down: the last to hear of it on its way up.
  page.addEventListener('keydown', () => page.addEventListener('keydown', onKeyDown, { once: true }), true);
}
