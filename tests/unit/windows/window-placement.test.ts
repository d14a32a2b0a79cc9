import { describe, expect, it } from 'vitest';
import { placeWindow, windowMemorySchema, type Rectangle } from '../../../main/windows/window-placement.ts';

const PREFERRED = { width: 440, height: 780 };
const MINIMUM = { width: 320, height: 400 };
const PRIMARY: Rectangle = { x: 0, y: 25, width: 1920, height: 1055 };
const SECOND: Rectangle = { x: 1920, y: 0, width: 1280, height: 720 };
const place = (bounds: Rectangle | null, areas = [PRIMARY, SECOND]) => placeWindow(bounds, areas, PREFERRED, MINIMUM);

describe('placeWindow', () => {
  it('lets the system place the preferred size when nothing is remembered', () => {
    expect(place(null)).toEqual(PREFERRED);
  });

  it('gives back what was remembered when it lies on a screen, the second one too', () => {
    const onSecond = { x: 2000, y: 40, width: 500, height: 600 };
    expect(place(onSecond)).toEqual(onSecond);
  });

  it('keeps the size and drops the place when the screen is gone', () => {
    expect(place({ x: 2000, y: 40, width: 500, height: 600 }, [PRIMARY])).toEqual({ width: 500, height: 600 });
  });

  it('drops the place when too little of the title bar could be seen', () => {
    expect(place({ x: -440, y: 100, width: 500, height: 600 }, [PRIMARY])).toEqual({ width: 500, height: 600 });
    expect(place({ x: 100, y: 1070, width: 500, height: 600 }, [PRIMARY])).toEqual({ width: 500, height: 600 });
    expect(place({ x: 100, y: -300, width: 500, height: 600 }, [PRIMARY])).toEqual({ width: 500, height: 600 });
  });

  it('keeps a window that hangs over an edge, and brings its title bar below the menu bar', () => {
    expect(place({ x: -300, y: 10, width: 500, height: 600 })).toEqual({ x: -300, y: 25, width: 500, height: 600 });
  });

  it('cuts a size to its screen, but never below the least', () => {
    expect(place({ x: 1920, y: 0, width: 4000, height: 4000 })).toEqual({ x: 1920, y: 0, width: 1280, height: 720 });
    expect(place({ x: 0, y: 0, width: 10, height: 10 }, [{ x: 0, y: 0, width: 300, height: 300 }])).toMatchObject(
      MINIMUM,
    );
  });

  it('has an answer when the system names no screen', () => {
    expect(place({ x: 5, y: 5, width: 500, height: 600 }, [])).toEqual({ width: 500, height: 600 });
  });
});

describe('windowMemorySchema', () => {
  it('loses only the field that is wrong', () => {
    const good = {
      bounds: { x: 1, y: 2, width: 300, height: 400 },
      isMaximized: true,
      isFullScreen: false,
      zoomFactor: 1.5,
    };
    expect(windowMemorySchema().parse(good)).toEqual(good);
    expect(windowMemorySchema().parse({ ...good, bounds: { x: 'left' } })).toEqual({ ...good, bounds: null });
    expect(windowMemorySchema().parse({ ...good, zoomFactor: 1000 })).toEqual({ ...good, zoomFactor: 1 });
    expect(windowMemorySchema().parse({})).toEqual({
      bounds: null,
      isMaximized: false,
      isFullScreen: false,
      zoomFactor: 1,
    });
  });
});
