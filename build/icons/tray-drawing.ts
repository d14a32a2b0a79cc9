/** The tray's drawings: the jar of the application's icon, and a mark for what Larder does. SVG, 32 units wide. */

export const TRAY_LOOKS = ['', '-active', '-quiet', '-problem'] as const;
export type TrayLookSuffix = (typeof TRAY_LOOKS)[number];

const JAR =
  'M10.5 9.5h11v1.6c0 1 .6 1.7 1.4 2.4 1.5 1.2 2.4 2.8 2.4 4.8v6.6c0 2-1.5 3.6-3.5 3.6H10.2c-2 0-3.5-1.6-3.5-3.6v-6.6c0-2 .9-3.6 2.4-4.8.8-.7 1.4-1.4 1.4-2.4z';
const LID = '<rect x="9.2" y="3.4" width="13.6" height="4.8" rx="1.6"';
const LABEL = '<rect x="10.2" y="17.2" width="11.6" height="6.6" rx="1.2"';
/** Where the mark sits, and the gap around it. */
const MARK = { x: 24, y: 24, radius: 7 };

/** For a light and a dark panel alike. */
export function colourDrawing(look: TrayLookSuffix): string {
  const glass = look === '-quiet' ? '#a39a90' : '#e0864a';
  const lid = look === '-quiet' ? '#7d756c' : '#b04a22';
  return withColourMark(`<path d="${JAR}" fill="${glass}"/>${LID} fill="${lid}"/>${LABEL} fill="#fffaf0"/>`, look);
}

/** `drawing`: SVG, 32 units wide. */
export function withColourMark(drawing: string, look: TrayLookSuffix): string {
  const mark = {
    '': '',
    '-quiet': '',
    '-active': `${disc('#2f7d4f')}<path d="M24 20v7m-3-2.8 3 3 3-3" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"/>`,
    '-problem': `${disc('#c62f2f')}<path d="M24 20.4v4.2" stroke="#fff" stroke-width="2.2" stroke-linecap="round"/><circle cx="24" cy="27.6" r="1.3" fill="#fff"/>`,
  }[look];
  return svg(`<g mask="url(#cut)">${drawing}</g>${mark}`, mark !== '');
}

/** macOS paints it in one colour: only what is opaque counts. */
export function templateDrawing(look: TrayLookSuffix): string {
  return withTemplateMark(
    `<path d="${JAR}" fill="none" stroke="#000" stroke-width="2.2"/>${LID} fill="#000"/>${LABEL} fill="#000"/>`,
    look,
  );
}

/** `drawing`: SVG, 32 units wide, in black. */
export function withTemplateMark(drawing: string, look: TrayLookSuffix): string {
  const mark = {
    '': '',
    '-quiet': '',
    '-active':
      '<path d="M24 18.6v9m-4-3.6 4 4 4-4" fill="none" stroke="#000" stroke-width="2.6" stroke-linecap="round" stroke-linejoin="round"/>',
    '-problem':
      '<path d="M24 18.6v5.6" stroke="#000" stroke-width="3" stroke-linecap="round"/><circle cx="24" cy="28.6" r="1.8"/>',
  }[look];
  const opacity = look === '-quiet' ? 0.5 : 1;
  return svg(`<g mask="url(#cut)" opacity="${opacity}">${drawing}</g>${mark}`, mark !== '');
}

function disc(fill: string): string {
  return `<circle cx="${MARK.x}" cy="${MARK.y}" r="${MARK.radius}" fill="${fill}"/>`;
}

function svg(content: string, hasMark: boolean): string {
  const hole = hasMark ? `<circle cx="${MARK.x}" cy="${MARK.y}" r="${MARK.radius + 1.4}" fill="#000"/>` : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 32 32"><mask id="cut"><rect width="32" height="32" fill="#fff"/>${hole}</mask>${content}</svg>`;
}
