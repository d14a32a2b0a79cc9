/** Small files that cost without end. */

/** 350 kB: the standard's formatting elements come again in every paragraph, and every one has a script. */
export const MARKUP_BOMB = `<!doctype html><title>bomb</title><p>${Array.from(
  { length: 8_000 },
  (_, index) => `<font size=${index} onclick=a${index}()>`,
).join('')}${'<p>x<script>1</script>'.repeat(4_500)}`;
/** Twelve to the power of eight rectangles. */
export const ICON_BOMB = `<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128"><defs><g id="a0"><rect width="1" height="1"/></g>${Array.from(
  { length: 8 },
  (_, level) => `<g id="a${level + 1}">${`<use href="#a${level}"/>`.repeat(12)}</g>`,
).join('')}</defs><use href="#a8"/></svg>`;
