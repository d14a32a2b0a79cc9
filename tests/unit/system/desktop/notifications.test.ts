/** System notifications, against an Electron that keeps them weakly and may refuse them. */
import type { EventEmitter } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, it, vi } from 'vitest';
import { NO_NOTIFICATIONS } from '../../../../main/system/desktop/notices.ts';
import { createSystemNotifications, tellOfNotifications } from '../../../../main/system/desktop/notifications.ts';

const shown = vi.hoisted((): { objects: WeakRef<EventEmitter>[] } => ({ objects: [] }));
vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  return {
    Notification: class extends Emitter {
      static isSupported = () => true;
      show(): void {
        shown.objects.push(new WeakRef(this as EventEmitter));
      }
      close(): void {}
    },
  };
});
afterEach(() => void shown.objects.splice(0));

/** What nobody refers to goes; a WeakRef that was looked at holds until this turn is over. */
async function collectGarbage(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

it('hears the click on a notification long after it was shown', async () => {
  const notifications = createSystemNotifications();
  let clicks = 0;
  notifications.show({ title: 'Larder keeps running', body: '', onClick: () => (clicks += 1) });
  await collectGarbage();
  shown.objects[0]?.deref()?.emit('click');
  expect(clicks).toBe(1);
  // Its work is done: it may go.
  await collectGarbage();
  expect(shown.objects[0]?.deref()).toBeUndefined();
  await notifications.dispose();
});

it('tells once, in the launcher, that the system shows none', () => {
  const notices: string[] = [];
  const notifications = createSystemNotifications(() => tellOfNotifications({ add: ({ id }) => notices.push(id) }));
  notifications.show({ title: 'A download is ready', body: '', onClick: () => {} });
  shown.objects[0]?.deref()?.emit('failed', {}, 'not signed');
  expect(notices).toEqual([NO_NOTIFICATIONS]);
});
