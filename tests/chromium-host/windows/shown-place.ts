/** Where a window that a person sees stands: as the product asked, and then as the person moves it. */
import type { CdpSession } from '../chromium/cdp-connection.ts';

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** `Browser.Bounds` of the DevTools protocol. */
interface ShownBounds {
  readonly left?: number;
  readonly top?: number;
  readonly width?: number;
  readonly height?: number;
  readonly windowState?: string;
}

const LOOK_MS = 500;

/**
 * What the person changed since the last look. A window manager adds its frame to what was asked for: only
 * differences count, so that a window does not move by its frame each time it is opened where it was. `null`: nothing.
 */
export function movedBy(place: Place, before: ShownBounds, now: ShownBounds): Place | null {
  if ((now.windowState ?? 'normal') !== 'normal' || (before.windowState ?? 'normal') !== 'normal') return null;
  const by = (name: 'left' | 'top' | 'width' | 'height'): number => (now[name] ?? 0) - (before[name] ?? 0);
  const moved = {
    x: place.x + by('left'),
    y: place.y + by('top'),
    width: place.width + by('width'),
    height: place.height + by('height'),
  };
  const isSame = (Object.keys(moved) as (keyof Place)[]).every((name) => moved[name] === place[name]);
  return isSame ? null : moved;
}

export interface ShownPlaceOptions {
  readonly browser: CdpSession;
  readonly targetId: string;
  get(): Place;
  /** Where the window manager has put it: said once. */
  onPlaced?(at: { readonly left: number; readonly top: number }): void;
  /** The person moved the window, or gave it another size. */
  onMoved(place: Place): void;
}

/** Looks twice a second: Chromium tells of no changes. Answers how to end that. */
export function watchPlace({ browser, targetId, get, onPlaced, onMoved }: ShownPlaceOptions): {
  /** The product itself moves the window: the next look begins anew. */
  restart(): void;
  end(): void;
} {
  let last: ShownBounds | null = null;
  let isPlaced = false;
  const look = async (): Promise<void> => {
    const { bounds } = (await browser.send('Browser.getWindowForTarget', { targetId })) as { bounds: ShownBounds };
    const moved = last && movedBy(get(), last, bounds);
    if (!isPlaced) onPlaced?.({ left: bounds.left ?? 0, top: bounds.top ?? 0 });
    isPlaced = true;
    last = bounds;
    if (moved) onMoved(moved);
  };
  // A window that is gone has no place.
  const timer = setInterval(() => void look().catch(() => clearInterval(timer)), LOOK_MS);
  timer.unref();
  return {
    restart() {
      last = null;
    },
    end: () => clearInterval(timer),
  };
}
