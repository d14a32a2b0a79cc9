/** The files of a new mini-program, by its template. */
import { createHash, randomInt } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { kitPlaces } from './places.ts';

/** A mini-program of files as they run, and three that Vite builds. */
export const TEMPLATES = ['plain', 'vite', 'react', 'vue'] as const;
export type Template = (typeof TEMPLATES)[number];

export interface NewFiles {
  readonly name: string;
  readonly template: Template;
  /** Absolute. */
  readonly target: string;
  /** As a person writes it. */
  readonly shownTarget: string;
  /** What package.json says of the author's kit. */
  readonly kit: string;
  /** `npm start -- --dev --open-dir=DIR`, or what the kit's package has for it. */
  readonly commands: Readonly<Record<'start' | 'package' | 'guide', string>>;
}

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const APP_ID_CHARACTERS = 22;
/** Below the ports that systems give away; Vite's lie above the developer servers'. */
const FIRST_PORT = 20_000;
const PORTS = 5_000;

/** Of the plain template; the others have them, too. */
const SHARED = ['manifest.json', 'details.json', 'icon.svg', 'sw.js'];

/** Every file's text by its path. */
export async function templateFiles(wanted: NewFiles): Promise<ReadonlyMap<string, string>> {
  const { template } = wanted;
  const { templates, types } = kitPlaces();
  const isPlain = template === 'plain';
  const sources = new Map<string, string>();
  for (const layer of isPlain ? ['plain'] : ['bundled', template])
    for (const [name, file] of await filesBelow(path.join(templates, layer))) sources.set(name, file);
  if (isPlain)
    for (const [name, file] of await filesBelow(types)) {
      if (/^(?:bn|background-fetch)\.d\.ts$/.test(name)) sources.set(`types/${name}`, file);
    }
  else {
    for (const name of SHARED) sources.set(`public/${name}`, path.join(templates, 'plain', name));
    sources.set('server.mjs', path.join(templates, 'plain', 'server.mjs'));
  }
  const values = valuesFor(wanted);
  const files = new Map<string, string>();
  for (const [name, source] of sources) {
    const text = await readFile(source, 'utf8');
    const replaced = text.replace(/\{\{(\w+)\}\}/g, (_whole, key: string) =>
      escapeFor(path.extname(name), values[key] ?? ''),
    );
    // npm takes a file of that name for its own.
    files.set(name === 'gitignore' ? '.gitignore' : name, replaced);
  }
  return files;
}

function valuesFor({ name, template, target, shownTarget, kit, commands }: NewFiles): Readonly<Record<string, string>> {
  const hash = createHash('sha256').update(target).digest();
  // Two mini-programs side by side should not want one port.
  const port = FIRST_PORT + (hash.readUInt32BE(0) % PORTS);
  return {
    appId: Array.from({ length: APP_ID_CHARACTERS }, () => BASE62[randomInt(BASE62.length)]).join(''),
    port: String(port),
    vitePort: String(port + PORTS),
    hue: String(hash.readUInt32BE(4) % 360),
    name,
    dir: shownTarget,
    kit,
    start: commands.start,
    package: commands.package,
    guide: commands.guide,
    details: template === 'plain' ? 'details.json' : 'public/details.json',
    entry: template === 'react' ? 'main.tsx' : 'main.ts',
    packageName: packageNameOf(path.basename(target)),
  };
}

/** npm wants a URL's letters. */
function packageNameOf(folder: string): string {
  const letters = folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return letters || 'mini-program';
}

function escapeFor(extension: string, value: string): string {
  if (extension === '.json') return JSON.stringify(value).slice(1, -1);
  if (extension === '.html' || extension === '.svg')
    return value.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  return value;
}

/** Absolute paths by those below `folder`, with `/`. */
async function filesBelow(folder: string): Promise<[name: string, file: string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => [path.relative(folder, file).split(path.sep).join('/'), file]);
}
