/**
 * Makes the installers' icons from build/icons/icon.svg: `node build/icons/make-icons.ts`.
 * The results are committed, so that a build needs neither a browser nor a download for them.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chromium } from 'playwright';
import { findChromiumPath } from '../../tests/chromium-host/index.ts';
import { encodeIcns, encodeIco, ICNS_SIZES, ICO_SIZES, type Picture } from './icon-files.ts';

const HERE = path.join(import.meta.dirname, 'installer');
const DRAWING = path.join(import.meta.dirname, 'icon.svg');
const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512] as const;

/** Runs in the page. */
async function draw([source, size]: readonly [string, number]): Promise<{ png: string; pixels: number[] }> {
  const image = new Image();
  image.src = `data:image/svg+xml;base64,${source}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size;
  const context = canvas.getContext('2d')!;
  context.drawImage(image, 0, 0, size, size);
  const png = canvas.toDataURL('image/png').slice('data:image/png;base64,'.length);
  // Raw pixels are for the small pictures of an .ico only.
  return { png, pixels: size < 256 ? [...context.getImageData(0, 0, size, size).data] : [] };
}

const drawing = await readFile(DRAWING);
const executablePath = await findChromiumPath({ headless: true });
const browser = await chromium.launch(executablePath ? { executablePath } : {});
const pictures = new Map<number, Picture>();
try {
  const page = await browser.newPage();
  for (const size of new Set([...LINUX_SIZES, ...ICO_SIZES, ...ICNS_SIZES])) {
    const { png, pixels } = await page.evaluate(draw, [drawing.toString('base64'), size] as const);
    pictures.set(size, { size, png: Buffer.from(png, 'base64'), pixels: Buffer.from(pixels) });
  }
} finally {
  await browser.close();
}

const ofSizes = (sizes: readonly number[]): Picture[] => sizes.flatMap((size) => pictures.get(size) ?? []);
await rm(path.join(HERE, 'linux'), { recursive: true, force: true });
await mkdir(path.join(HERE, 'linux'));
for (const { size, png } of ofSizes(LINUX_SIZES)) await writeFile(path.join(HERE, 'linux', `${size}x${size}.png`), png);
await writeFile(path.join(HERE, 'icon.ico'), encodeIco(ofSizes(ICO_SIZES)));
await writeFile(path.join(HERE, 'icon.icns'), encodeIcns(ofSizes(ICNS_SIZES)));
// A test compares it: icons of an older drawing are found out.
await writeFile(path.join(HERE, 'drawing.sha256'), `${createHash('sha256').update(drawing).digest('hex')}\n`);
