/**
 * The pictures of a brand: which its folder must have, and those that are made when it has not.
 * docs/branding.md is the same list in words.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { TRAY_LOOKS, withColourMark, withTemplateMark, type TrayLookSuffix } from '../icons/tray-drawing.ts';
import { encodeIcns, encodeIco, ICNS_SIZES, ICO_SIZES, type Picture } from '../icons/icon-files.ts';
import { drawSvg, encodePng, plainColours, shrink, type Pixels } from './pictures.ts';
import { StartError } from '../bootstrap/messages.mjs';
import { isWholePng, pngSize } from './png-size.ts';

/** Windows, Linux and the Dock show it this large. */
const ICON_PX = 512;
const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512] as const;
const MARK_PX = 128;

interface TrayFile {
  readonly name: string;
  readonly look: TrayLookSuffix;
  readonly isTemplate: boolean;
  readonly size: number;
}

/** Windows and Linux scale a larger one down; macOS takes points for pixels. */
const TRAY_FILES: readonly TrayFile[] = TRAY_LOOKS.flatMap((look) =>
  [1, 2].flatMap((scale) => {
    const suffix = scale === 2 ? '@2x' : '';
    return [
      { name: `tray${look}${suffix}.png`, look, isTemplate: false, size: 32 * scale },
      { name: `tray${look}Template${suffix}.png`, look, isTemplate: true, size: 18 * scale },
    ];
  }),
);

export interface NamedFile {
  readonly path: string;
  readonly contents: Buffer;
}

/** What is wrong with the pictures in `folder`; `null`: nothing. */
export function checkIcons(folder: string): string | null {
  if (!existsSync(path.join(folder, 'icon.png'))) return `"${path.join(folder, 'icon.png')}" is missing`;
  const given = [{ name: 'icon.png', size: ICON_PX }, ...TRAY_FILES].filter(({ name }) => isThere(folder, name));
  for (const { name, size } of given) {
    const file = path.join(folder, name);
    const found = pngSize(readFileSync(file));
    if (found === null) return `"${file}" is no PNG`;
    if (found.width !== found.height) return `"${file}" is ${found.width} by ${found.height}, not square`;
    if (found.width < size) return `"${file}" is too small: ${found.width} pixels, ${size} are needed`;
    if (!isWholePng(readFileSync(file))) return `"${file}" is damaged or not whole`;
  }
  return installerProblem(path.join(folder, 'installer'));
}

const INSTALLER_HEADS = [
  { name: 'icon.ico', head: Buffer.from([0, 0, 1, 0]), kind: 'icon of Windows' },
  { name: 'icon.icns', head: Buffer.from('icns'), kind: 'icon of macOS' },
];

function installerProblem(folder: string): string | null {
  for (const { name, head, kind } of INSTALLER_HEADS) {
    const file = path.join(folder, name);
    if (existsSync(file) && !readFileSync(file).subarray(0, head.length).equals(head)) return `"${file}" is no ${kind}`;
  }
  for (const size of LINUX_SIZES) {
    const file = path.join(folder, 'linux', `${size}x${size}.png`);
    if (!existsSync(file)) continue;
    const contents = readFileSync(file);
    const found = pngSize(contents);
    if (found === null) return `"${file}" is no PNG`;
    if (found.width !== size || found.height !== size) return `"${file}" is ${found.width} by ${found.height} pixels`;
    if (!isWholePng(contents)) return `"${file}" is damaged or not whole`;
  }
  return null;
}

/** For `icons/` of the application: its windows and its tray. */
export async function appIcons(folder: string): Promise<NamedFile[]> {
  const icon = readFileSync(path.join(folder, 'icon.png'));
  const tray = TRAY_FILES.map(async ({ name, look, isTemplate, size }) => ({
    path: name,
    contents: isThere(folder, name)
      ? readFileSync(path.join(folder, name))
      : await trayPicture(folder, look, isTemplate, size),
  }));
  return [{ path: 'icon.png', contents: icon }, ...(await Promise.all(tray))];
}

/** The brand beside its name, in the launcher. */
export function launcherMark(folder: string): Promise<Buffer> {
  const own = path.join(folder, 'mark.svg');
  if (existsSync(own)) return drawn(own, MARK_PX).then(() => readFileSync(own));
  return picture(folder, MARK_PX).then((pixels) => Buffer.from(svgAround(encodePng(pixels))));
}

/** `icon.ico`, `icon.icns` and `linux/` for installers, with those that the folder has in `installer/`. */
export async function installerIcons(folder: string): Promise<NamedFile[]> {
  const given = path.join(folder, 'installer');
  const linux = LINUX_SIZES.map((size) => `linux/${size}x${size}.png`);
  const names = ['icon.ico', 'icon.icns', ...linux];
  const missing = names.filter((name) => !isThere(given, name));
  const own = names
    .filter((name) => !missing.includes(name))
    .map((name) => ({ path: name, contents: readFileSync(path.join(given, name)) }));
  if (missing.length === 0) return own;
  const pictures = new Map<number, Picture>();
  for (const size of new Set([...LINUX_SIZES, ...ICO_SIZES, ...ICNS_SIZES])) {
    const pixels = await picture(folder, size);
    pictures.set(size, { size, png: encodePng(pixels), pixels: size < 256 ? plainColours(pixels) : Buffer.alloc(0) });
  }
  // A picture that is not as large as a list wants is left out of it.
  const ofSizes = (sizes: readonly number[]): Picture[] =>
    sizes.flatMap((size) => pictures.get(size) ?? []).filter(({ size, png }) => pngSize(png)?.width === size);
  const made: NamedFile[] = [
    { path: 'icon.ico', contents: encodeIco(ofSizes(ICO_SIZES)) },
    { path: 'icon.icns', contents: encodeIcns(ofSizes(ICNS_SIZES)) },
    ...ofSizes(LINUX_SIZES).map(({ size, png }) => ({ path: `linux/${size}x${size}.png`, contents: png })),
  ];
  return [...own, ...made.filter(({ path: name }) => missing.includes(name))];
}

async function trayPicture(folder: string, look: TrayLookSuffix, isTemplate: boolean, size: number): Promise<Buffer> {
  const icon = encodePng(await picture(folder, size));
  const filter = isTemplate ? BLACK : look === '-quiet' ? GREY : '';
  const drawing = `${filter}<image width="32" height="32" ${filter ? 'filter="url(#f)" ' : ''}href="${dataUrl(icon)}"/>`;
  const marked = isTemplate ? withTemplateMark(drawing, look) : withColourMark(drawing, look);
  return encodePng(await drawSvg(marked, size));
}

const filterOf = (matrix: string): string =>
  `<filter id="f" color-interpolation-filters="sRGB" x="0" y="0" width="1" height="1">${matrix}</filter>`;
const GREY = filterOf('<feColorMatrix type="saturate" values="0"/>');
/** What is opaque, in black. */
const BLACK = filterOf('<feColorMatrix values="0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 0"/>');

/** The brand's icon: drawn where there is a drawing. */
async function picture(folder: string, size: number): Promise<Pixels> {
  const drawing = path.join(folder, 'icon.svg');
  if (existsSync(drawing)) return drawn(drawing, size);
  const icon = readFileSync(path.join(folder, 'icon.png'));
  const { width = ICON_PX } = pngSize(icon) ?? {};
  return shrink(await drawSvg(svgAround(icon), width), size);
}

/** Throws `StartError`. */
async function drawn(file: string, size: number): Promise<Pixels> {
  try {
    return await drawSvg(readFileSync(file), size);
  } catch (error) {
    // What draws throws texts.
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`Cannot use the icons of the brand: "${file}" cannot be drawn: ${reason}.`);
  }
}

const isThere = (folder: string, name: string): boolean => existsSync(path.join(folder, name));
const dataUrl = (png: Buffer): string => `data:image/png;base64,${png.toString('base64')}`;

function svgAround(png: Buffer): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="32" height="32" viewBox="0 0 32 32"><image width="32" height="32" href="${dataUrl(png)}"/></svg>`;
}
