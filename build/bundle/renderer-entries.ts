/**
 * What a folder of the container's own pages consists of, read from its HTML files: a page that
 * loads `launcher.js` has `launcher.ts` or `launcher.tsx` beside it, which is bundled.
 */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

export interface RendererEntries {
  /** Output name without extension to source file, for esbuild. */
  readonly entries: Readonly<Record<string, string>>;
  /** Names of the files that are taken as they are. */
  readonly copied: readonly string[];
}

const SOURCE = /\.(?:ts|tsx|md)$/;

export async function rendererEntries(folder: string): Promise<RendererEntries> {
  const names = (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name);
  const pages = names.filter((name) => name.endsWith('.html'));
  if (pages.length === 0) throw new Error(`Cannot bundle ${folder}: it holds no HTML page.`);
  const entries: Record<string, string> = {};
  for (const page of pages) {
    for (const script of scriptsOf(await readFile(path.join(folder, page), 'utf8'))) {
      const base = script.replace(/\.js$/, '');
      const source = [`${base}.tsx`, `${base}.ts`, script].find((name) => names.includes(name));
      if (!source) throw new Error(`Cannot bundle ${page}: it loads "${script}", which has no source beside it.`);
      if (source !== script) entries[base] = path.join(folder, source);
    }
  }
  const built = new Set(Object.keys(entries).map((base) => `${base}.js`));
  return { entries, copied: names.filter((name) => !SOURCE.test(name) && !built.has(name)).sort() };
}

function scriptsOf(html: string): string[] {
  return [...html.matchAll(/<script\b[^>]*\bsrc="([^"]+)"/g)].map(([, source = '']) =>
    source.replace(/^(?:\.\/|\/)/, ''),
  );
}
