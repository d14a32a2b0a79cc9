/** A brand that shares no word with the one of build/brand.json. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { encodePng } from '../../build/brand/pictures.ts';

export const SECOND_BRAND = {
  name: "Nora's Pantry",
  id: 'pantry',
  appId: 'com.example.pantry',
  publisher: 'Example Kitchens Ltd.',
  description: 'Small apps for everybody at Example',
  homepage: 'https://pantry.example/',
  scheme: 'pantry-link',
  linkHost: 'open.pantry.example',
  backendUrl: 'https://mp.pantry.example/base',
  cdnPermission: 'USE_PANTRY_DOMAINS',
  icons: 'pictures',
} as const;

/** A picture of `size` pixels: a blue disc. */
export function discPng(size: number): Buffer {
  const rgba = new Uint8Array(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1)
      if (Math.hypot(x - size / 2, y - size / 2) < size / 2.2) rgba.set([30, 90, 200, 255], (y * size + x) * 4);
  }
  return encodePng({ size, rgba });
}

/** Writes it below `folder`, and answers its file. */
export function writeSecondBrand(folder: string, changes: Readonly<Record<string, unknown>> = {}): string {
  const pictures = path.join(folder, 'pictures');
  mkdirSync(pictures, { recursive: true });
  writeFileSync(path.join(pictures, 'icon.png'), discPng(512));
  const file = path.join(folder, 'brand.json');
  writeFileSync(file, JSON.stringify({ ...SECOND_BRAND, ...changes }));
  return file;
}

/** Files that may name it, each for a reason: none of the application's; its licence names its authors. */
const MAY_NAME_IT = /^LICENSE\.[a-z]+\.txt$/;
/** Byte for byte, and with the zeros of UTF-16, as Windows has its resources. */
const WORDS = ['larder', 'binance'].map((word) => [...word].join('\0?'));
const FIRST_BRAND = new RegExp(`${WORDS.join('|')}|\\bbnc\\b`, 'gi');

/** Each place in which `contents` names the first brand. */
export function firstBrandIn(name: string, contents: Buffer): string[] {
  if (MAY_NAME_IT.test(name)) return [];
  const text = contents.toString('latin1');
  return [...text.matchAll(FIRST_BRAND)].map(
    ({ index }) => `${name}: ${text.slice(Math.max(0, index - 30), index + 40)}`,
  );
}
