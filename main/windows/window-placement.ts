/** Where a window opens: as it was left, when that can still be seen on today's screens. */
import * as z from '../support/zod.ts';
import { once } from '../support/once.ts';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

const coordinate = () => z.int().check(z.minimum(-100_000), z.maximum(100_000));
const extent = () => z.int().check(z.minimum(1), z.maximum(100_000));

/** What is remembered of a window. `bounds`: without maximising and full screen, in DIP. */
export const windowMemorySchema = once(() =>
  z.object({
    bounds: z.catch(
      z.nullable(z.object({ x: coordinate(), y: coordinate(), width: extent(), height: extent() })),
      null,
    ),
    isMaximized: z.catch(z.boolean(), false),
    isFullScreen: z.catch(z.boolean(), false),
    /** 1 is 100 %. */
    zoomFactor: z.catch(z.number().check(z.minimum(0.25), z.maximum(5)), 1),
  }),
);

export type WindowMemory = z.infer<ReturnType<typeof windowMemorySchema>>;

export const NO_MEMORY: WindowMemory = { bounds: null, isMaximized: false, isFullScreen: false, zoomFactor: 1 };

export interface Placement extends Size {
  /** Absent: the system places the window. */
  readonly x?: number;
  readonly y?: number;
}

/** How much of the title bar must be on a screen for a person to take hold of it, in DIP. */
const GRIP_WIDTH = 96;
const GRIP_HEIGHT = 24;

/**
 * `workAreas`: of the screens there are now, the primary one first. Bounds on a screen that is gone keep
 * their size and let the system choose the place; a size larger than the screen is cut to it.
 */
export function placeWindow(
  bounds: Rectangle | null,
  workAreas: readonly Rectangle[],
  preferred: Size,
  minimum: Size,
): Placement {
  const area = (bounds && workAreas.find((candidate) => hasGrip(bounds, candidate))) ?? null;
  const limit = area ?? workAreas[0];
  const wanted = bounds ?? preferred;
  const size = {
    width: within(wanted.width, minimum.width, limit?.width),
    height: within(wanted.height, minimum.height, limit?.height),
  };
  if (!bounds || !area) return size;
  return { ...size, x: bounds.x, y: Math.max(bounds.y, area.y) };
}

function hasGrip(bounds: Rectangle, area: Rectangle): boolean {
  const visibleWidth = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const isTopVisible = bounds.y >= area.y - GRIP_HEIGHT && bounds.y + GRIP_HEIGHT <= area.y + area.height;
  return isTopVisible && visibleWidth >= Math.min(GRIP_WIDTH, bounds.width);
}

/** A screen smaller than the least size gives way to it: the page must stay usable. */
function within(value: number, least: number, most = Infinity): number {
  return Math.max(least, Math.min(value, most));
}
