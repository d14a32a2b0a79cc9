/** `Notification` (docs/api/notification.md): shown to whoever watches the host's desktop. */
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
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

interface Shown extends Omit<ShownNotification, 'isOpen'> {
  isOpen: boolean;
  readonly object: WeakRef<EventEmitter>;
}

export interface NotificationServices {
  readonly desktop: Desktop;
  isReady(): boolean;
}

export function createNotificationClass({ desktop, isReady }: NotificationServices): unknown {
  /** Every one that was shown, oldest first. */
  const shown: Shown[] = [];

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
    #shown: Shown | null = null;

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
      const index = shown.findIndex(({ id }) => id === this.id);
      if (index !== -1) shown.splice(index, 1);
      const { id, title, body, silent } = this;
      const icon =
        typeof this.#icon === 'object' ? (this.#icon as unknown as NativeImage).toDataURL() : (this.#icon ?? null);
      this.#shown = { id, title, body, silent, icon, isOpen: true, object: new WeakRef(this) };
      shown.push(this.#shown);
      setImmediate(() => this.emit('show', createEvent({})));
    }

    close(): void {
      if (!this.#shown?.isOpen) return;
      this.#shown.isOpen = false;
      setImmediate(() => this.emit('close', createEvent({})));
    }
  }
  strictClass(Notification, 'Notification');

  /** What the user does with an open one; its object hears of it if it is still there. */
  const act = (id: string, event: 'click' | 'close'): void => {
    const found = shown.find((notification) => notification.id === id && notification.isOpen);
    if (!found) throw new Error(`No notification "${id}" is open.`);
    found.isOpen = false;
    // shell/browser/api/electron_api_notification.cc: weak. What nobody refers to may be gone at any moment: it is now.
    collectGarbage();
    found.object.deref()?.emit(event, createEvent({}));
  };
  desktop.provide('notifications', {
    state: () => shown.map(({ object: _object, ...view }) => view),
    actions: { click: (id: string) => act(id, 'click'), close: (id: string) => act(id, 'close') },
  });
  return Notification;
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
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
