/** Puts the chosen brand where the sources import build/brand.json, and its name where own pages say `{brand}`. */
import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { brandForProduct } from '../brand/read-brand.ts';
import type { Brand } from '../../preload/contract/brand.ts';

export function brandPlugin(brand: Brand): Plugin {
  return {
    name: 'brand',
    setup(build) {
      build.onLoad({ filter: /[\\/]build[\\/]brand\.json$/ }, () => ({
        contents: JSON.stringify(brandForProduct(brand)),
        loader: 'json',
      }));
    },
  };
}

/** A file of own pages as it is delivered. */
export async function readBranded(file: string, { name }: Brand): Promise<Buffer> {
  const contents = await readFile(file);
  if (!file.endsWith('.html')) return contents;
  return Buffer.from(
    contents.toString('utf8').replaceAll('{brand}', name.replaceAll('&', '&amp;').replaceAll('<', '&lt;')),
  );
}
