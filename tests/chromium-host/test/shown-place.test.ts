/** docs/api/browser-window.md: bounds are what was asked for, and follow what the person does. */
import { describe, expect, it } from 'vitest';
import { movedBy } from '../windows/shown-place.ts';

const PLACE = { x: 100, y: 50, width: 800, height: 600 };
/** As a window manager shows it: its frame is 10 wide and 20 high. */
const SHOWN = { left: 110, top: 70, width: 800, height: 600, windowState: 'normal' };

describe('a window', () => {
  it('stands where it was asked to, whatever its frame adds', () => {
    expect(movedBy(PLACE, SHOWN, SHOWN)).toBeNull();
  });

  it('is where the person puts it, by what changed', () => {
    expect(movedBy(PLACE, SHOWN, { ...SHOWN, left: 210, height: 500 })).toEqual({ ...PLACE, x: 200, height: 500 });
  });

  it.each(['maximized', 'minimized', 'fullscreen'])('keeps its place while it is %s, and afterwards', (windowState) => {
    const other = { left: 0, top: 0, width: 1920, height: 1080, windowState };
    expect(movedBy(PLACE, SHOWN, other)).toBeNull();
    expect(movedBy(PLACE, other, SHOWN)).toBeNull();
  });
});
