/** `Tray` (docs/api/tray.md), seen and clicked by whoever watches the host's desktop. */
import { EventEmitter } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Desktop } from './desktop.ts';
import { clickItem, HostMenu, viewOf, type MenuItemView } from './menu.ts';
import { nativeImage, type NativeImage } from './native-image.ts';
import { createEvent, strictClass } from '../electron/strictness.ts';

/** What a test reads of the icon. */
export interface TrayView {
  readonly toolTip: string;
  /** The name of the picture's file; empty for one that was made in memory. */
  readonly image: string;
  readonly menu: readonly MenuItemView[] | null;
}

export interface TrayServices {
  readonly desktop: Desktop;
  isReady(): boolean;
}

const BOUNDS = { x: 1800, y: 0, width: 24, height: 24 };

export function createTrayClass({ desktop, isReady }: TrayServices): unknown {
  const open: Tray[] = [];

  class Tray extends EventEmitter {
    #image: string;
    #toolTip = '';
    #menu: HostMenu | null = null;
    #destroyed = false;

    constructor(image: NativeImage | string, guid?: string) {
      super();
      if (!isReady()) throw new Error('Cannot create Tray before app is ready');
      if (guid !== undefined && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(guid))
        throw new Error('Invalid GUID format');
      this.#image = nameOf(image);
      open.push(this);
    }

    setImage(image: NativeImage | string): void {
      this.#assertAlive();
      this.#image = nameOf(image);
    }

    setToolTip(text: string): void {
      this.#assertAlive();
      if (typeof text !== 'string') throw new TypeError('Error processing argument at index 0, conversion failure');
      this.#toolTip = text;
    }

    setContextMenu(menu: HostMenu | null): void {
      this.#assertAlive();
      if (menu !== null && !(menu instanceof HostMenu))
        throw new TypeError('Error processing argument at index 0, conversion failure');
      this.#menu = menu;
    }

    setIgnoreDoubleClickEvents(_ignore: boolean): void {
      this.#assertAlive();
    }

    getBounds(): typeof BOUNDS {
      this.#assertAlive();
      return { ...BOUNDS };
    }

    destroy(): void {
      this.#destroyed = true;
      const index = open.indexOf(this);
      if (index !== -1) open.splice(index, 1);
    }

    isDestroyed(): boolean {
      return this.#destroyed;
    }

    /** For the desktop. */
    get view(): TrayView {
      return { toolTip: this.#toolTip, image: this.#image, menu: viewOf(this.#menu) };
    }

    get menu(): HostMenu | null {
      return this.#menu;
    }

    #assertAlive(): void {
      if (this.#destroyed) throw new Error('Tray is destroyed');
    }
  }
  strictClass(Tray, 'Tray');

  const only = (): Tray => {
    const tray = open[0];
    if (!tray) throw new Error('There is no icon in the tray.');
    return tray;
  };
  desktop.provide('tray', {
    state: () => open[0]?.view ?? null,
    actions: {
      click: () => void only().emit('click', createEvent({}), BOUNDS, { x: 1810, y: 10 }),
      doubleClick: () => void only().emit('double-click', createEvent({}), BOUNDS),
      clickItem: (...labels: string[]) => clickItem(only().menu, labels, undefined),
    },
  });
  return Tray;
}

/** docs: a path that names no picture throws; `…Template.png` is a template on macOS. */
function nameOf(image: NativeImage | string): string {
  if (typeof image !== 'string') return '';
  const isPicture = existsSync(image) && !nativeImage.createFromBuffer(readFileSync(image)).isEmpty();
  if (!isPicture) throw new Error(`Failed to load image from path '${image}'`);
  return path.basename(image);
}
