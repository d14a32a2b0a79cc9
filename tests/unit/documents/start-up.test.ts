/** The start-up as ARCHITECTURE.md lists it is the one of main/larder.ts, and the wiring that it names is all there is. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '..', '..', '..');
const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const ARCHITECTURE = read('ARCHITECTURE.md');
const [IMPORTS, BODY] = read('main/larder.ts').split('export async function startLarder') as [string, string];

/** File by imported name. */
const imported = new Map(
  [...IMPORTS.matchAll(/import \{([^}]*)\} from '\.\/([^']+)'/g)].flatMap(([, names, file]) =>
    names!.split(',').map((name) => [name.trim(), `main/${file}`] as const),
  ),
);
/** These are given to a part while it is made. */
const WITHIN_OTHERS = ['createBnHandlers', 'createBackgroundFetchHandlers'];
const MAKES = /^(?:create|open|watch)[A-Z]/;

/** Calls that are a statement of their own, in their order. */
function partsOfLarder(): string[] {
  const statements = BODY.matchAll(/^ {2}(?:const [^=\n]+ = )?(?:await )?(?:disposables\.add\(\s*)?(\w+)\(/gm);
  return [...statements]
    .map(([, name]) => name!)
    .filter((name) => MAKES.test(name) && imported.has(name))
    .map((name) => `${name} (${imported.get(name)})`);
}

it('ARCHITECTURE.md lists the parts in the order in which they are made', () => {
  const listed = [...ARCHITECTURE.matchAll(/^\d+\. `(\w+)` \(`([^`]+)`\): ./gm)].map(
    ([, name, file]) => `${name} (${file})`,
  );
  expect(listed).toEqual(partsOfLarder());
});

it('knows every part that main/larder.ts makes', () => {
  const made = partsOfLarder().map((part) => part.split(' ')[0]!);
  const wanted = [...imported.keys()].filter((name) => /^(?:create|watch)[A-Z]/.test(name));
  expect(wanted.filter((name) => !made.includes(name)).sort()).toEqual(WITHIN_OTHERS.sort());
});

it('ARCHITECTURE.md names every file of main/composition', () => {
  const files = readdirSync(path.join(ROOT, 'main/composition'));
  const row = /^\| `main\/composition\/` \|.*$/m.exec(ARCHITECTURE)?.[0] ?? '';
  expect(
    files.filter((file) => !row.includes(`\`${file}\``) && !ARCHITECTURE.includes(`\`main/composition/${file}\``)),
  ).toEqual([]);
});
