/** Electron turns what runs in the main world into text, and back there: nothing around it comes along. */
import { analyze } from 'eslint-scope';
import { parse } from 'espree';
import globals from 'globals';
import { describe, expect, it } from 'vitest';
import { defineEvents } from '../../../preload/background-fetch/events.ts';
import { defineIdl } from '../../../preload/background-fetch/idl.ts';
import { hasServiceWorkers, removeParts } from '../../../preload/background-fetch/install.ts';
import { defineInterfaces } from '../../../preload/background-fetch/interfaces.ts';
import { defineMessages } from '../../../preload/background-fetch/messages.ts';
import { installOwnCache } from '../../../preload/background-fetch/own-cache.ts';
import { hideWorkerMark, markWorkers } from '../../../preload/background-fetch/worker-marks.ts';
import { installBn } from '../../../preload/bn/page-layer.ts';
import { guardAnswers } from '../../../preload/policy/guard-answers.ts';

const KNOWN = new Set(
  Object.keys({ ...globals.es2026, ...globals.browser, ...globals.serviceworker, ...globals.worker }),
);

/** Names that the text takes from outside itself, without what every page or worker has. */
function namesFromOutside(text: string): string[] {
  const ast = parse(`(${text})`, { ecmaVersion: 'latest', range: true }) as Parameters<typeof analyze>[0];
  const { globalScope } = analyze(ast, { ecmaVersion: 2026, sourceType: 'script' });
  const names = (globalScope?.through ?? []).map(({ identifier }) => (identifier as { name: string }).name);
  return [...new Set(names)].filter((name) => !KNOWN.has(name));
}

describe('what the preloads run in the main world', () => {
  it.each([
    installBn,
    guardAnswers,
    hasServiceWorkers,
    removeParts,
    defineIdl,
    defineMessages,
    defineInterfaces,
    defineEvents,
    installOwnCache,
    markWorkers,
    hideWorkerMark,
  ] as ((...args: never[]) => unknown)[])('$name uses nothing from around it', (func) => {
    expect(namesFromOutside(func.toString())).toEqual([]);
  });

  it('would be told of a helper that stays behind', () => {
    const helper = (): number => 1;
    const usesHelper = (): number => helper() + Math.max(1, 2);
    expect(namesFromOutside(usesHelper.toString())).toEqual(['helper']);
  });
});
