import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { CATALOGS } from '../../../preload/contract/messages/catalogs.ts';
import { nodesOf, sourcesOf } from './sources.ts';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

describe('the catalogs', () => {
  it('have no message that nothing shows', () => {
    const literals = new Set<string>();
    const patterns: RegExp[] = [];
    for (const { tree } of sourcesOf(
      'main/**/*.ts',
      'preload/**/*.ts',
      'renderer/launcher/**/*.{ts,tsx}',
      'renderer/pages/**/*.ts',
    )) {
      for (const node of nodesOf(tree)) {
        if (ts.isStringLiteralLike(node)) literals.add(node.text);
        // `activity.phase.${phase}` may be any message of that form.
        if (ts.isTemplateExpression(node) && /^[a-z]+\./.test(node.head.text)) {
          const rest = node.templateSpans.map(({ literal }) => `[\\w-]+${escaped(literal.text)}`).join('');
          patterns.push(new RegExp(`^${escaped(node.head.text)}${rest}$`));
        }
      }
    }
    const unused = Object.keys(CATALOGS.en).filter(
      (key) => !literals.has(key) && !patterns.some((pattern) => pattern.test(key)),
    );
    expect(unused).toEqual([]);
  });
});
