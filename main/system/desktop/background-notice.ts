/** Says, once, that Larder goes on without a window: in the launcher and, where the system has them, as a notification. */
import { RUNS_IN_BACKGROUND, type Notices } from './notices.ts';
import type { SystemNotifications } from './notifications.ts';
import type { Messages } from '../language/messages.ts';

export interface BackgroundNoticeDependencies {
  readonly platform: NodeJS.Platform;
  readonly notices: Notices;
  readonly notifications: Pick<SystemNotifications, 'show'>;
  readonly messages: Messages;
  showLauncher(): void;
}

export function tellOfBackground({
  platform,
  notices,
  notifications,
  messages,
  showLauncher,
}: BackgroundNoticeDependencies): void {
  const key = platform === 'darwin' ? 'system.background.menu-bar' : 'system.background.tray';
  const wasShown = notices.list().some(({ id }) => id === RUNS_IN_BACKGROUND);
  notices.add({ id: RUNS_IN_BACKGROUND, tone: 'info', text: { key } });
  const isShown = notices.list().some(({ id }) => id === RUNS_IN_BACKGROUND);
  // Dismissed for good, or told in this run.
  if (!isShown || wasShown) return;
  // The launcher, where the notice stands, is closed at this moment.
  notifications.show({ title: messages.t('system.background.title'), body: messages.t(key), onClick: showLauncher });
}
