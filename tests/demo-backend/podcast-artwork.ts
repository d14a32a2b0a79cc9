/** The artwork of an episode as a picture file: rings on the episode's colour. */
import { encodePng } from './png.ts';
import { createRandom } from './seeded-random.ts';

const SIDE = 256;
const LAYERS = 4;
/** Each pixel is looked at in this many places a side, so that edges are smooth. */
const SAMPLES = 2;

const pictures = new Map<string, Buffer>();

/** A PNG of 256 by 256 pixels. `color`: `#rrggbb`. */
export function podcastArtwork(id: string, color: string): Buffer {
  const known = pictures.get(id);
  if (known) return known;
  const picture = draw(id, color);
  pictures.set(id, picture);
  return picture;
}

function draw(id: string, color: string): Buffer {
  const random = createRandom(`artwork ${id}`);
  const base = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
  const rings = Array.from({ length: LAYERS }, (_, index) => ({
    x: SIDE * (0.2 + 0.6 * random()),
    y: SIDE * (0.2 + 0.6 * random()),
    radius: SIDE * (0.44 - 0.1 * index),
    light: 0.1 + 0.06 * index,
  }));
  const lightAt = (x: number, y: number): number =>
    rings.reduce((light, ring) => ((x - ring.x) ** 2 + (y - ring.y) ** 2 < ring.radius ** 2 ? light + (1 - light) * ring.light : light), 0);
  return encodePng(SIDE, (x, y) => {
    let light = 0;
    for (let sample = 0; sample < SAMPLES ** 2; sample += 1) {
      light += lightAt(x + ((sample % SAMPLES) + 0.5) / SAMPLES, y + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) / SAMPLES ** 2;
    }
    const [red = 0, green = 0, blue = 0] = base.map((value) => Math.round(value + (255 - value) * light));
    return [red, green, blue];
  });
}
