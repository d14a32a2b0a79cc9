/** The licences of everything that goes into the bundle and is not ours, read from what was bundled. */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Metafile } from 'esbuild';

export interface ThirdPartyPackage {
  readonly name: string;
  readonly version: string;
  /** As package.json says. */
  readonly license: string;
  readonly author: string;
  /** The texts of its licence files; empty when it comes without. */
  readonly texts: readonly string[];
}

const LICENSE_FILE = /^(?:licen[cs]e|copying|notice)(?:[-._].*)?$/i;
const CODE = /\.(?:js|ts|json|map)$/i;

/** Folders of packages (`node_modules/got`) of which something is in an output. Relative to the project. */
export function bundledPackages(metafiles: readonly Metafile[]): string[] {
  const folders = new Set<string>();
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = bytesInOutput > 0 ? packageFolder(file) : null;
        if (folder !== null) folders.add(folder);
      }
    }
  }
  return [...folders].sort();
}

/** The innermost package of a file, or `null` for our own. */
function packageFolder(file: string): string | null {
  const normal = file.replaceAll('\\', '/');
  const at = normal.lastIndexOf('node_modules/');
  const [, name] = at < 0 ? [] : (/^((?:@[^/]+\/)?[^/]+)/.exec(normal.slice(at + 'node_modules/'.length)) ?? []);
  return name === undefined ? null : `${normal.slice(0, at)}node_modules/${name}`;
}

/** Throws when a package does not say what its licence is: such a one is not to be shipped. */
export async function readPackage(folder: string): Promise<ThirdPartyPackage> {
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
  const { name, version, license } = manifest;
  if (typeof license !== 'string' || license === '' || license === 'UNLICENSED')
    throw new Error(`Cannot bundle "${String(name)}": its package.json names no licence.`);
  return {
    name: String(name),
    version: String(version),
    license,
    author: personOf(manifest['author']),
    texts: await readLicenses(folder),
  };
}

/** The texts of the licence files right in `folder`. */
export async function readLicenses(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => LICENSE_FILE.test(name) && !CODE.test(name)).sort();
  return Promise.all(
    names.map(async (name) => (await readFile(path.join(folder, name), 'utf8')).replace(/\r\n/g, '\n').trim()),
  );
}

function personOf(author: unknown): string {
  if (typeof author === 'string') return author;
  return typeof author === 'object' && author !== null && 'name' in author ? String(author.name) : '';
}

const RULE = '-'.repeat(78);

/** One part for each package and font, by name. */
export function noticesText(packages: readonly ThirdPartyPackage[]): string {
  const parts = [...packages]
    .sort((a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'))
    .map(({ name, version, license, author, texts }) =>
      [
        RULE,
        `${name} ${version}`.trim(),
        `Licence: ${license}`,
        '',
        ...(texts.length > 0 ? texts : [standardText(license, author || `the authors of ${name}`)]),
        '',
      ].join('\n'),
    );
  return ['This program is made with the following, each under its own licence.', '', ...parts].join('\n');
}

/** For packages that name the licence and leave its text out. */
function standardText(license: string, holder: string): string {
  const text = STANDARD_TEXTS[license];
  if (text === undefined)
    throw new Error(`Cannot bundle the work of ${holder}: its licence "${license}" comes without its text.`);
  return `Copyright (c) ${holder}\n\n${text}`;
}

const STANDARD_TEXTS: Readonly<Record<string, string>> = {
  'MPL-2.0': `This is subject to the terms of the Mozilla Public License, v. 2.0. You can obtain a copy of it at https://mozilla.org/MPL/2.0/, and the source code from the npm registry, under the name and version above, and from the repository that the package names. It is used unchanged.`,
  MIT: `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`,
  ISC: `Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted, provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.`,
};

/** The fonts of the launcher: one `LICENSE-<font>.txt` each beside their files. */
export async function readFonts(folder: string): Promise<ThirdPartyPackage[]> {
  const names = (await readdir(folder)).sort();
  const fonts = new Set(
    names.filter((name) => name.endsWith('.woff2')).map((name) => name.slice(0, name.indexOf('-'))),
  );
  return Promise.all(
    [...fonts].map(async (font) => {
      if (!names.includes(`LICENSE-${font}.txt`))
        throw new Error(`Cannot bundle the font "${font}": there is no LICENSE-${font}.txt beside it.`);
      const text = await readFile(path.join(folder, `LICENSE-${font}.txt`), 'utf8');
      return {
        name: `${font} (font)`,
        version: '',
        license: 'OFL-1.1',
        author: '',
        texts: [text.replace(/\r\n/g, '\n').trim()],
      };
    }),
  );
}
