/** `Notification` (docs/api/notification.md): shown to whoever watches the host's desktop. */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import type { Desktop } from './desktop.ts';
import type { NativeImage } from './native-image.ts';
import { createEvent, strictClass } from '../electron/strictness.ts';

const URGENCIES = ['normal', 'critical', 'low'];
const TIMEOUTS = ['default', 'never'];

/** What a test reads of a notification. */
export interface ShownNotification {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly silent: boolean;
  /** A `data:` URL; `null`: the system shows the application's own. */
  readonly icon: string | null;
  /** False: closed or clicked. */
  readonly isOpen: boolean;
}

export interface NotificationServices {
  readonly desktop: Desktop;
  isReady(): boolean;
}

export function createNotificationClass({ desktop, isReady }: NotificationServices): unknown {
  /** Every one that was shown, oldest first. */
  const shown: Notification[] = [];

  class Notification extends EventEmitter {
    static isSupported(): boolean {
      return desktop.isWatched;
    }

    readonly id: string;
    readonly groupId: string;
    title: string;
    body: string;
    silent: boolean;
    urgency: string;
    timeoutType: string;
    readonly #icon: Electron.NotificationConstructorOptions['icon'];
    #isOpen = false;

    constructor(options: Electron.NotificationConstructorOptions = {}) {
      super();
      // docs: "Process: Main", after ready; Electron's own words.
      if (!isReady()) throw new Error('Cannot create Notification before app is ready');
      this.id = text(options.id, 'id') || randomUUID();
      this.groupId = text(options.groupId, 'groupId');
      this.title = text(options.title, 'title');
      this.body = text(options.body, 'body');
      this.silent = options.silent ?? false;
      this.urgency = oneOf(options.urgency ?? 'low', URGENCIES, 'urgency');
      this.timeoutType = oneOf(options.timeoutType ?? 'default', TIMEOUTS, 'timeoutType');
      this.#icon = options.icon;
    }

    /** docs: "If the notification has been shown before, this method will dismiss the previously shown notification and create a new one". */
    show(): void {
      if (!desktop.isWatched) return;
      const index = shown.indexOf(this);
      if (index !== -1) shown.splice(index, 1);
      shown.push(this);
      this.#isOpen = true;
      setImmediate(() => this.emit('show', createEvent({})));
    }

    close(): void {
      if (!this.#isOpen) return;
      this.#isOpen = false;
      setImmediate(() => this.emit('close', createEvent({})));
    }

    /** For the desktop. */
    get view(): ShownNotification {
      const { id, title, body, silent } = this;
      return {
        id,
        title,
        body,
        silent,
        icon:
          typeof this.#icon === 'object' ? (this.#icon as unknown as NativeImage).toDataURL() : (this.#icon ?? null),
        isOpen: this.#isOpen,
      };
    }

    /** For the desktop: the user clicks on it, and it goes. */
    click(): void {
      this.#isOpen = false;
      this.emit('click', createEvent({}));
    }
  }
  strictClass(Notification, 'Notification');

  const open = (id: string): Notification => {
    const found = shown.find((notification) => notification.id === id && notification.view.isOpen);
    if (!found) throw new Error(`No notification "${id}" is open.`);
    return found;
  };
  desktop.provide('notifications', {
    state: () => shown.map(({ view }) => view),
    actions: { click: (id: string) => open(id).click(), close: (id: string) => open(id).close() },
  });
  return Notification;
}

function text(value: unknown, name: string): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') throw new TypeError(`Notification: ${name} must be a string`);
  return value;
}

function oneOf(value: string, values: readonly string[], name: string): string {
  if (!values.includes(value)) throw new TypeError(`Notification: ${name} must be one of ${values.join(', ')}`);
  return value;
}
