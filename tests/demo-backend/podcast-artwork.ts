/** The artwork of an episode as a picture file: the same rings, hills or bars that the sample's artwork.js draws. */
import { encodePng } from './png.ts';

const SIDE = 256;
const LAYERS = 4;
/** Each pixel is looked at in this many places a side, so that edges are smooth. */
const SAMPLES = 2;

/** A lighter area, in a picture of 100 by 100. */
interface Layer {
  readonly opacity: number;
  covers(x: number, y: number): boolean;
}

const pictures = new Map<string, Buffer>();

/** The size of every picture's file. */
export const ARTWORK_BYTES = encodePng(SIDE, () => [0, 0, 0]).length;

/** A PNG of 256 by 256 pixels. `color`: `#rrggbb`. */
export function podcastArtwork(id: string, color: string): Buffer {
  const known = pictures.get(id);
  if (known) return known;
  const picture = draw(
    layersOf(id),
    [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)),
  );
  pictures.set(id, picture);
  return picture;
}

function draw(layers: readonly Layer[], base: readonly number[]): Buffer {
  const lightAt = (x: number, y: number): number =>
    layers.reduce((light, layer) => (layer.covers(x, y) ? light + (1 - light) * layer.opacity : light), 0);
  return encodePng(SIDE, (x, y) => {
    let light = 0;
    for (let sample = 0; sample < SAMPLES ** 2; sample += 1) {
      const across = x + ((sample % SAMPLES) + 0.5) / SAMPLES;
      const down = y + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES;
      light += lightAt((across / SIDE) * 100, (down / SIDE) * 100) / SAMPLES ** 2;
    }
    const [red = 0, green = 0, blue = 0] = base.map((value) => Math.round(value + (255 - value) * light));
    return [red, green, blue];
  });
}

function layersOf(id: string): Layer[] {
  const next = numbersOf(id);
  next();
  const kind = Math.floor(next() * 3);
  return Array.from({ length: LAYERS }, (_, index) => {
    if (kind === 0) return ring(20 + 60 * next(), 20 + 60 * next(), 44 - index * 10, 0.1 + 0.06 * index);
    if (kind === 1) return hill(30 + index * 16, 30 * (next() - 0.5), 0.1 + 0.06 * index);
    return bar(14 + index * 19, 25 + 55 * next(), 0.22 + 0.1 * index);
  });
}

function ring(centreX: number, centreY: number, radius: number, opacity: number): Layer {
  return { opacity, covers: (x, y) => (x - centreX) ** 2 + (y - centreY) ** 2 < radius ** 2 };
}

/** Below the curve `M0 top C30 top-bend 70 top+bend 100 top`. */
function hill(top: number, bend: number, opacity: number): Layer {
  return {
    opacity,
    covers(x, y) {
      let t = x / 100;
      for (let step = 0; step < 4; step += 1)
        t -= (90 * t + 30 * t ** 2 - 20 * t ** 3 - x) / (90 + 60 * t - 60 * t ** 2);
      return y > top + 3 * t * (1 - t) * (2 * t - 1) * bend;
    },
  };
}

function bar(left: number, height: number, opacity: number): Layer {
  const [width, corner] = [12, 6];
  return {
    opacity,
    covers(x, y) {
      const beyondX = Math.max(left + corner - x, x - (left + width - corner), 0);
      const beyondY = Math.max(Math.abs(y - 50) - (height / 2 - corner), 0);
      return beyondX ** 2 + beyondY ** 2 < corner ** 2;
    },
  };
}

/** As in artwork.js: numbers from 0 to 1 that are always the same for one text. */
function numbersOf(text: string): () => number {
  let state = 7;
  for (const character of text) state = (Math.imul(state, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}
