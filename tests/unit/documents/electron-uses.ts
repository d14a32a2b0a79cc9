/** What main and the preloads use of the module `electron`, read from their sources. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const IMPORT = /import (type )?\{([^}]*)\} from 'electron';/g;
/** Parts that are handed on: whoever takes them calls them by the module's name. */
const HANDED_ON: Readonly<Record<string, string>> = {
  App: 'app',
  IpcMain: 'ipcMain',
  Net: 'net',
  PowerMonitor: 'powerMonitor',
  Session: 'session',
};

/** `app.quit`, `new Tray`: each once, in the order of the alphabet. */
export function electronUses(): string[] {
  const uses = new Set<string>();
  for (const folder of ['main', 'preload']) {
    for (const name of readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })) {
      if (name.endsWith('.ts')) collect(readFileSync(path.join(ROOT, folder, name), 'utf8'), uses);
    }
  }
  return [...uses].sort();
}

function collect(text: string, uses: Set<string>): void {
  for (const [, allTypes, list = ''] of text.matchAll(IMPORT)) {
    for (const item of list.split(',').map((part) => part.trim())) {
      const typeName = allTypes ? item : /^type (\w+)$/.exec(item)?.[1];
      const [name = '', alias = name] = typeName === undefined ? item.split(/\s+as\s+/) : [HANDED_ON[typeName]];
      if (name === '') continue;
      for (const [, member = ''] of text.matchAll(new RegExp(`(?<![\\w'/-]|[^.]\\.)${alias}\\??\\.(\\w+)`, 'g')))
        uses.add(`${name}.${member}`);
      if (new RegExp(`\\bnew ${alias}\\(`).test(text)) uses.add(`new ${name}`);
    }
  }
}
