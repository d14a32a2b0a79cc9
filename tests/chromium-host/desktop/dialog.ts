/** `dialog` (docs/api/dialog.md): answered by whoever watches the desktop, else by the person, else cancelled. */
import type Electron from 'electron';
import type { Desktop } from './desktop.ts';
import { strictObject } from '../electron/strictness.ts';
import type { AttachedTarget } from '../chromium/targets.ts';
import { showMessageBoxWindow } from './shown-message-box.ts';

/** What a test reads of a message box. */
export interface DialogView {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
}

interface Open extends DialogView {
  answer(response: number): void;
}

/** Opens a window; `null`: there is no display. */
export type OpenPage = ((size: { readonly width: number; readonly height: number }) => Promise<AttachedTarget>) | null;

export function createDialog(desktop: Desktop, openPage: OpenPage): unknown {
  const open: Open[] = [];
  desktop.provide('dialogs', {
    state: () => open.map(({ message, detail, buttons }) => ({ message, detail, buttons })),
    actions: {
      press(label: string) {
        const index = open[0]?.buttons.indexOf(label) ?? -1;
        if (index === -1) throw new Error(`No dialog has a button "${label}".`);
        open[0]!.answer(index);
      },
    },
  });

  function showMessageBox(...args: unknown[]): Promise<Electron.MessageBoxReturnValue> {
    const options = args.at(-1) as Electron.MessageBoxOptions;
    if (typeof options !== 'object' || typeof options.message !== 'string')
      throw new TypeError('Options must include a message');
    const { message, detail = '', buttons = [], cancelId = 0, signal, checkboxChecked = false } = options;
    const cancelled = { response: cancelId, checkboxChecked };
    if (!desktop.isWatched && openPage) {
      const shown = {
        message,
        detail,
        buttons: buttons.length > 0 ? buttons : ['OK'],
        defaultId: options.defaultId ?? 0,
        checkboxLabel: options.checkboxLabel ?? '',
        checkboxChecked,
      };
      return showMessageBoxWindow(openPage, shown, signal).then((answer) => answer ?? cancelled);
    }
    if (!desktop.isWatched) {
      process.stderr.write(`${message}\n${detail}\n`);
      return Promise.resolve(cancelled);
    }
    return new Promise((resolve) => {
      const box: Open = {
        message,
        detail,
        // docs: "On Windows, an empty array will result in one button labeled "OK"."
        buttons: buttons.length > 0 ? buttons : ['OK'],
        answer(response) {
          open.splice(open.indexOf(box), 1);
          resolve({ response, checkboxChecked });
        },
      };
      open.push(box);
      signal?.addEventListener('abort', () => box.answer(cancelId), { once: true });
    });
  }

  return strictObject(
    {
      showErrorBox: (title: string, content: string) => void process.stderr.write(`${title}\n${content}\n`),
      showMessageBox,
    },
    'dialog',
  );
}
