/** System notifications. Where the system has none, nothing happens. */
import { Notification } from 'electron';
import { NO_NOTIFICATIONS, type Notices } from './notices.ts';
import type { Disposable } from '../../support/shutdown-list.ts';
import { withoutMarkup } from '../../support/without-markup.ts';

export interface NotificationContent {
  readonly title: string;
  readonly body: string;
  /** Absolute path of a PNG or JPEG file; otherwise the system shows the application's icon. */
  readonly iconPath?: string | undefined;
  /** The user has clicked on it. */
  onClick(): void;
}

export interface SystemNotifications extends Disposable {
  show(content: NotificationContent): void;
}

/** More are not kept: a click on an older one does nothing. */
const KEPT = 50;

/** `onFailed`: the system refuses to show them, as macOS does for a program that nobody signed. */
export function createSystemNotifications(onFailed: () => void = () => {}): SystemNotifications {
  // One that nobody refers to is collected, and its click with it.
  const open = new Set<Notification>();
  return {
    show({ title, body, iconPath, onClick }) {
      if (!Notification.isSupported()) return;
      const text = process.platform === 'linux' ? withoutMarkup(body) : body;
      const notification = new Notification({
        title,
        body: text,
        ...(iconPath === undefined ? {} : { icon: iconPath }),
      });
      const end = (): void => void open.delete(notification);
      notification.once('click', () => {
        end();
        onClick();
      });
      notification.once('close', end);
      notification.once('failed', () => {
        end();
        onFailed();
      });
      open.add(notification);
      for (const oldest of [...open].slice(0, -KEPT)) open.delete(oldest);
      notification.show();
    },
    dispose() {
      for (const notification of open) notification.close();
      open.clear();
    },
  };
}

/** Once for each computer. */
export function tellOfNotifications(notices: Pick<Notices, 'add'>): void {
  notices.add({ id: NO_NOTIFICATIONS, tone: 'info', text: { key: 'system.notifications.failed' } });
}
