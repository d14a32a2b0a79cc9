import { describe, expect, it } from 'vitest';
import type { DemoFigures, StartFigures } from '../../../build/demo/figures.ts';
import { formatWaterfall } from '../../../build/demo/waterfall.ts';

const START: StartFigures = { preFetch: null, ownFetch: null, windowMs: 10, pageStartMs: 100, pageLoadedMs: 200, dataInPageMs: 700 };
const FIGURES: DemoFigures = {
  host: 'chromium-host',
  packageDelayMs: 1500,
  dataDelayMs: 600,
  firstStart: { dataInPageMs: 2000, packageInstalledMs: 1600 },
  withPreFetch: { ...START, preFetch: { outMs: 0, answerMs: 350 }, dataInPageMs: 350 },
  withoutPreFetch: { ...START, ownFetch: { outMs: 350, answerMs: 700 } },
  savedMs: 350,
  screenshots: [],
};

function rows(text: string, label: string): string[] {
  return text.split('\n').filter((line) => line.startsWith(`  ${label} `));
}

describe('formatWaterfall', () => {
  const text = formatWaterfall(FIGURES);

  it('draws both starts on one scale', () => {
    const [preFetched, fetchedAfterLoad] = rows(text, 'request');
    expect(preFetched).toContain(`request        ${'█'.repeat(28)} `);
    expect(fetchedAfterLoad).toContain(`request        ${' '.repeat(28)}${'█'.repeat(28)} `);
  });

  it('puts the request before the window when it was pre-fetched, after the page otherwise', () => {
    const labels = text.split('\n').map((line) => /^ {2}(\S+(?: \S+)*?) {2,}/.exec(line)?.[1]).filter(Boolean);
    expect(labels).toEqual(['click', 'request', 'window', 'page load', 'data in page', 'click', 'window', 'page load', 'request', 'data in page']);
  });

  it('says what was saved, and out of what', () => {
    expect(text.split('\n').at(-1)).toBe('Pre-fetch saved 350 ms: data in the page 350 ms after the click instead of 700 ms.');
  });
});
