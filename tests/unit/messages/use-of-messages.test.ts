import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import { CATALOGS } from '../../../preload/contract/messages/catalogs.ts';
import { argumentsOf } from './message-shape.ts';
import { nodesOf, placeOf, sourcesOf, type Source } from './sources.ts';

const english: Readonly<Record<string, string>> = CATALOGS.en;
let sources: Source[] = [];
beforeAll(
  () =>
    void (sources = sourcesOf(
      'main/**/*.ts',
      'preload/**/*.ts',
      'renderer/launcher/**/*.{ts,tsx}',
      'renderer/pages/**/*.ts',
    )),
  60_000,
);

describe('who shows a message', () => {
  it('gives it the values it needs and no other', () => {
    const wrong: string[] = [];
    for (const source of sources) {
      for (const node of nodesOf(source.tree)) {
        const use = useOf(node);
        if (!use) continue;
        for (const key of use.keys.filter((name) => name in english)) {
          const wanted = [...argumentsOf(english[key]!).keys()].sort();
          const given = [...use.values].sort();
          const fits = use.isComplete ? wanted.join() === given.join() : given.every((name) => wanted.includes(name));
          if (!fits) wrong.push(`${placeOf(source, node)} ${key}: wants ${wanted.join()}, gets ${given.join()}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('the launcher’s elements', () => {
  it('hold no text of their own', () => {
    const found = sources
      .filter(({ file }) => file.endsWith('.tsx'))
      .flatMap((source) =>
        [...nodesOf(source.tree)].filter(isOwnText).map((node) => `${placeOf(source, node)} ${node.getText().trim()}`),
      );
    expect(found).toEqual([]);
  });
});

/** What `build/brand.json` says; another brand says something else. */
const FIRST_BRAND = /larder|binance|\bbnc\b/i;

describe('the product', () => {
  it('names its brand in no text: build/brand.json does', () => {
    const found = sources.flatMap((source) =>
      [...nodesOf(source.tree)]
        .filter((node) => isText(node) && FIRST_BRAND.test(node.getText()))
        .map((node) => `${placeOf(source, node)} ${node.getText().trim()}`),
    );
    expect(found).toEqual([]);
    const texts = Object.values(CATALOGS).flatMap((catalog) => Object.values(catalog) as string[]);
    expect(texts.filter((text) => FIRST_BRAND.test(text))).toEqual([]);
  });
});

/** Shown or sent, other than the names of modules. */
function isText(node: ts.Node): boolean {
  if (ts.isStringLiteral(node)) {
    const { parent } = node;
    return !ts.isImportDeclaration(parent) && !ts.isExportDeclaration(parent) && !ts.isLiteralTypeNode(parent);
  }
  return (
    ts.isNoSubstitutionTemplateLiteral(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node) ||
    ts.isJsxText(node) ||
    node.kind === ts.SyntaxKind.RegularExpressionLiteral
  );
}

interface Use {
  readonly keys: readonly string[];
  readonly values: readonly string[];
  /** False where values come from somewhere else, too. */
  readonly isComplete: boolean;
}

/** `t('key', {…})` and `{ key: 'key', values: {…} }`. */
function useOf(node: ts.Node): Use | null {
  if (ts.isCallExpression(node)) {
    const name = ts.isPropertyAccessExpression(node.expression) ? node.expression.name.text : node.expression.getText();
    const [key, values] = node.arguments;
    return name === 't' && key ? { keys: keysOf(key), ...valuesOf(values) } : null;
  }
  if (!ts.isObjectLiteralExpression(node)) return null;
  const member = (name: string): ts.Expression | undefined =>
    node.properties.filter(ts.isPropertyAssignment).find((property) => property.name.getText() === name)?.initializer;
  const key = member('key');
  const hasOtherValues = node.properties.some(
    (property) => ts.isShorthandPropertyAssignment(property) || ts.isSpreadAssignment(property),
  );
  if (!key) return null;
  const use = { keys: keysOf(key), ...valuesOf(member('values')) };
  return hasOtherValues ? { ...use, isComplete: false } : use;
}

/** A literal, or the literals that a condition chooses from. */
function keysOf(node: ts.Expression): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isConditionalExpression(node)) return [...keysOf(node.whenTrue), ...keysOf(node.whenFalse)];
  return [];
}

function valuesOf(node: ts.Expression | undefined): Pick<Use, 'values' | 'isComplete'> {
  if (!node) return { values: [], isComplete: true };
  if (!ts.isObjectLiteralExpression(node)) return { values: [], isComplete: false };
  const names = node.properties.flatMap(({ name }) => (name ? [name.getText()] : []));
  return { values: names, isComplete: names.length === node.properties.length };
}

const SPOKEN_ATTRIBUTES = new Set([
  'title',
  'aria-label',
  'aria-valuetext',
  'aria-description',
  'placeholder',
  'alt',
  'label',
  'text',
  'hint',
  'message',
]);
/** The name of the application is the same in every language; keys are shown as they are written on the keyboard. */
const NAMES = /\b(?:Larder|Electron|Chromium|Node\.js|SHA-256)\b/g;
const hasWords = (text: string): boolean => /\p{L}/u.test(text.replace(NAMES, ''));

function isOwnText(node: ts.Node): boolean {
  if (ts.isJsxText(node)) return hasWords(node.text);
  if (!ts.isStringLiteralLike(node) || !hasWords(node.text)) return false;
  const { parent } = node;
  if (ts.isJsxAttribute(parent)) return SPOKEN_ATTRIBUTES.has(parent.name.getText());
  if (!ts.isJsxExpression(parent)) return false;
  return (
    ts.isJsxElement(parent.parent) ||
    (ts.isJsxAttribute(parent.parent) && SPOKEN_ATTRIBUTES.has(parent.parent.name.getText()))
  );
}
