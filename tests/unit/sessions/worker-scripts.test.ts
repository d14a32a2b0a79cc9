/** What a marked worker URL answers. */
import { describe, expect, it } from 'vitest';
import { isWorkerScript, workerScript } from '../../../main/sessions/worker-scripts.ts';

const answer = (url: string): string | null => workerScript(new URL(url), 'install();');

describe('workerScript', () => {
  it('installs the interfaces and loads the classic script by its own URL', () => {
    expect(answer('mp://abc/js/w.js?container-worker=classic')).toBe('install();\nimportScripts("/js/w.js");');
    expect(answer('mp://abc/js/w.js?v=2&container-worker=classic')).toBe('install();\nimportScripts("/js/w.js?v=2");');
  });

  it('imports the interfaces before the module', () => {
    expect(answer('mp://abc/w.mjs?a&container-worker=module')).toBe(
      'import "/w.mjs?container-worker=interfaces";\nimport "/w.mjs?a";',
    );
    expect(answer('mp://abc/w.mjs?container-worker=interfaces')).toBe('install();');
  });

  it.each([
    'mp://abc/w.js',
    'mp://abc/w.js?container-worker',
    'mp://abc/w.js?container-worker=other',
    'mp://abc/w.js?container-worker=classic&x',
    'mp://abc/w.js?xcontainer-worker=classic',
  ])('leaves %s alone', (url) => {
    expect([answer(url), isWorkerScript(new URL(url))]).toEqual([null, false]);
  });

  it('stays on its own host when a path begins with two slashes', () => {
    expect(answer('mp://abc//other/w.js?container-worker=classic')).toBe('install();\nimportScripts("/other/w.js");');
    expect(answer('mp://abc//other/w.mjs?container-worker=module')).toBe(
      'import "/other/w.mjs?container-worker=interfaces";\nimport "/other/w.mjs";',
    );
  });

  it('quotes what a path may hold', () => {
    expect(answer('mp://abc/a"b\\c.js?container-worker=classic')).toContain('importScripts("/a%22b\\\\c.js")');
  });
});
