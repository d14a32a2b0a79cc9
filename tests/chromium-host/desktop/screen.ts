/** `screen` (docs/api/screen.md): the screens that whoever watches the desktop has plugged in. */
import { EventEmitter } from 'node:events';
import type Electron from 'electron';
import type { Desktop } from './desktop.ts';
import { createEvent, strictClass } from '../electron/strictness.ts';

type Area = Electron.Rectangle;
type Display = Pick<
  Electron.Display,
  'id' | 'scaleFactor' | 'rotation' | 'bounds' | 'workArea' | 'size' | 'workAreaSize'
>;

const PRIMARY: Area = { x: 0, y: 0, width: 1920, height: 1080 };

const displayOf = (bounds: Area, index: number): Display => {
  const size = { width: bounds.width, height: bounds.height };
  return { id: index + 1, scaleFactor: 1, rotation: 0, bounds, workArea: bounds, size, workAreaSize: size };
};

class Screen extends EventEmitter {
  #displays: readonly Display[] = [displayOf(PRIMARY, 0)];

  getPrimaryDisplay(): Display {
    return this.#displays[0]!;
  }

  getAllDisplays(): Display[] {
    return [...this.#displays];
  }

  /** docs: "The display that most closely intersects the provided bounds." */
  getDisplayMatching(wanted: Area): Display {
    const overlap = ({ bounds }: Display): number =>
      Math.max(0, Math.min(bounds.x + bounds.width, wanted.x + wanted.width) - Math.max(bounds.x, wanted.x)) *
      Math.max(0, Math.min(bounds.y + bounds.height, wanted.y + wanted.height) - Math.max(bounds.y, wanted.y));
    return [...this.#displays].sort((a, b) => overlap(b) - overlap(a))[0]!;
  }

  /** For the desktop: the first is the primary one. */
  plug(areas: readonly Area[]): void {
    if (areas.length === 0) throw new Error('There is always a screen.');
    this.#displays = areas.map(displayOf);
    this.emit('display-metrics-changed', createEvent({}), this.#displays[0], ['bounds']);
  }
}
strictClass(Screen, 'screen');

export function createScreen(desktop: Desktop): unknown {
  const screen = new Screen();
  desktop.provide('screens', {
    state: () => screen.getAllDisplays().map(({ bounds }) => bounds),
    actions: { plug: (...areas: Area[]) => screen.plug(areas) },
  });
  return screen;
}
