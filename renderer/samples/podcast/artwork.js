// A drawing for each episode, made from its colour and its id: rings, hills or bars.

const SVG = 'http://www.w3.org/2000/svg';

function shape(name, attributes) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  return node;
}

/** Numbers from 0 to 1 that are always the same for one text. */
function numbersOf(text) {
  let state = 7;
  for (const character of text) state = (Math.imul(state, 31) + character.codePointAt(0)) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}

export function drawArtwork(seed, color) {
  const next = numbersOf(seed);
  next();
  const base = /^#[0-9a-f]{6}$/i.test(color ?? '') ? color : '#7a4a2b';
  const svg = shape('svg', { viewBox: '0 0 100 100' });
  svg.append(shape('rect', { width: 100, height: 100, fill: base }));
  const kind = Math.floor(next() * 3);
  for (let index = 0; index < 4; index += 1) {
    const light = { fill: '#fff', 'fill-opacity': 0.1 + 0.06 * index };
    if (kind === 0)
      svg.append(shape('circle', { cx: 20 + 60 * next(), cy: 20 + 60 * next(), r: 44 - index * 10, ...light }));
    if (kind === 1) {
      const top = 30 + index * 16;
      const bend = 30 * (next() - 0.5);
      svg.append(shape('path', { d: `M0 ${top}C30 ${top - bend} 70 ${top + bend} 100 ${top}V100H0z`, ...light }));
    }
    if (kind === 2) {
      const height = 25 + 55 * next();
      svg.append(
        shape('rect', {
          x: 14 + index * 19,
          y: (100 - height) / 2,
          width: 12,
          height,
          rx: 6,
          ...light,
          'fill-opacity': 0.22 + 0.1 * index,
        }),
      );
    }
  }
  return svg;
}
