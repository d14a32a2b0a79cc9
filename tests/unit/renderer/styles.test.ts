/** The launcher's stylesheets: each class belongs to the file that has its name, is defined once there, and is used. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const LAUNCHER = path.resolve(import.meta.dirname, '../../../renderer/launcher');
/** What every page shares: the only classes without a page or widget. */
const BASE = 'base.css';

const read = (file: string): string => readFileSync(path.join(LAUNCHER, file), 'utf8');
const STYLESHEETS = globSync('**/*.css', { cwd: LAUNCHER });
const COMPONENTS = globSync('**/*.tsx', { cwd: LAUNCHER });
const MODULES = globSync('**/*.{ts,tsx}', { cwd: LAUNCHER });

/** The complex selectors of a stylesheet, nested ones without those around them. */
function selectorsOf(css: string): string[] {
  const preludes = css.replace(/\/\*.*?\*\//gs, '').matchAll(/([^{};]+)\{/g);
  return [...preludes].flatMap(([, prelude = '']) =>
    /^\s*@/.test(prelude) ? [] : prelude.replace(/:is\(([^)]*)\)/g, '$1').split(','),
  );
}

const classesIn = (selector: string): string[] =>
  [...selector.matchAll(/\.([a-z][\w-]*)/gi)].map(([, name = '']) => name);

/** The classes that a stylesheet is about: what its selectors begin with, not what stands inside. */
function ownClasses(file: string): string[] {
  const selectors = selectorsOf(read(file)).filter((selector) => !selector.includes('&'));
  return [...new Set(selectors.flatMap((selector) => classesIn(selector).slice(0, 1)))];
}

/** Names a class may begin with: the page's, and those of what lies beside the stylesheet. */
function namesFor(file: string): string[] {
  const room = path.dirname(file);
  const neighbours = MODULES.filter((module) => path.dirname(module) === room);
  const names = [file, ...neighbours].map((name) => path.basename(name, path.extname(name)));
  return room === '.' || room === 'widgets' ? names : [...names, room];
}

const singular = (name: string): string => name.replace(/s$/, '');
const firstWord = (name: string): string => singular(name.split('-')[0] ?? '');

interface UsedClasses {
  readonly whole: ReadonlySet<string>;
  /** Of names that are put together: what they begin with. */
  readonly beginnings: readonly string[];
}

/** Every text of a component could be a class; what its `class` attributes say must be one. */
function classesOf(component: string): UsedClasses {
  const attributes = read(component).matchAll(/\bclass=(?:"([^"]*)"|\{((?:[^{}]|\{[^{}]*\})*)\})/g);
  const whole = new Set<string>();
  const beginnings: string[] = [];
  for (const [, plain, expression = ''] of attributes) {
    const texts = plain === undefined ? [...expression.matchAll(/'([^']*)'|`([^`]*)`/g)] : [];
    // A text that is compared with is no class.
    const literals = texts.filter(({ index }) => !/[=!]==\s*$/.test(expression.slice(0, index)));
    const words = [plain ?? '', ...literals.map(([, one, other]) => one ?? other ?? '')].join(' ').split(/\s+/);
    for (const word of words.filter(Boolean)) {
      const [beginning = '', ...rest] = word.split('${');
      if (rest.length === 0) whole.add(word);
      else if (beginning !== '') beginnings.push(beginning);
    }
  }
  return { whole, beginnings };
}

describe('a stylesheet of the launcher', () => {
  it.each(STYLESHEETS.filter((file) => file !== BASE))('%s has classes of its page or widget only', (file) => {
    const names = namesFor(file).map(firstWord);
    expect(ownClasses(file).filter((name) => !names.includes(firstWord(name)))).toEqual([]);
  });

  it.each(STYLESHEETS)('%s shares no class of its own with another', (file) => {
    const others = STYLESHEETS.filter((other) => other !== file).flatMap(ownClasses);
    expect(ownClasses(file).filter((name) => others.includes(name))).toEqual([]);
  });

  it('is loaded by the launcher', () => {
    const imported = [...read('launcher.tsx').matchAll(/import '\.\/(.*\.css)';/g)].map(([, file]) => file);
    expect(imported.toSorted()).toEqual(STYLESHEETS.toSorted());
  });
});

describe('a class', () => {
  const defined = STYLESHEETS.flatMap((file) => selectorsOf(read(file)).flatMap(classesIn));

  it.each(COMPONENTS)('that %s names is in a stylesheet', (component) => {
    const { whole, beginnings } = classesOf(component);
    expect([...whole].filter((name) => !defined.includes(name))).toEqual([]);
    expect(beginnings.filter((beginning) => !defined.some((name) => name.startsWith(beginning)))).toEqual([]);
  });

  it('that a stylesheet defines is named by a component', () => {
    const used = COMPONENTS.map(classesOf);
    const texts = new Set(
      COMPONENTS.flatMap((file) => [...read(file).matchAll(/['"`]([\w -]+)['"`]/g)]).flatMap(([, text = '']) =>
        text.split(' '),
      ),
    );
    const isUsed = (name: string): boolean =>
      texts.has(name) ||
      used.some(
        ({ whole, beginnings }) => whole.has(name) || beginnings.some((beginning) => name.startsWith(beginning)),
      );
    expect([...new Set(defined)].filter((name) => !isUsed(name))).toEqual([]);
  });
});
