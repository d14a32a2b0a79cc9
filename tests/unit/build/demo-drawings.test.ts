import { describe, expect, it } from 'vitest';
import type { DemoFigures, DownloadFigures, StartFigures } from '../../../build/demo/figures.ts';
import { formatDownload } from '../../../build/demo/download-drawing.ts';
import { brokenPromise } from '../../../build/demo/episode-download.ts';
import { formatWaterfall } from '../../../build/demo/waterfall.ts';

const START: StartFigures = {
  preFetch: null,
  ownFetch: null,
  windowMs: 10,
  pageStartMs: 100,
  pageLoadedMs: 200,
  dataInPageMs: 700,
};
const DOWNLOAD: DownloadFigures = {
  bytes: 8_000_000,
  parts: [
    { from: 0, to: 4_000_000 },
    { from: 3_000_000, to: 6_000_000 },
    { from: 6_000_000, to: 8_000_000 },
  ],
  bytesTwice: 1_000_000,
  isWhole: true,
  result: 'success',
  deliveries: 1,
  tookMs: 11_600,
};
const FIGURES: DemoFigures = {
  host: 'chromium-host',
  packageDelayMs: 1500,
  dataDelayMs: 600,
  firstStart: { dataInPageMs: 2000, packageInstalledMs: 1600 },
  withPreFetch: { ...START, preFetch: { outMs: 0, answerMs: 350 }, dataInPageMs: 350 },
  withoutPreFetch: { ...START, ownFetch: { outMs: 350, answerMs: 700 } },
  savedMs: 350,
  download: DOWNLOAD,
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
    const labels = text
      .split('\n')
      .map((line) => /^ {2}(\S+(?: \S+)*?) {2,}/.exec(line)?.[1])
      .filter(Boolean);
    expect(labels).toEqual([
      'click',
      'request',
      'window',
      'page load',
      'data in page',
      'click',
      'window',
      'page load',
      'request',
      'data in page',
    ]);
  });

  it('says what was saved, and out of what', () => {
    expect(text.split('\n').at(-1)).toBe(
      'Pre-fetch saved 350 ms: data in the page 350 ms after the click instead of 700 ms.',
    );
  });
});

describe('formatDownload', () => {
  const lines = formatDownload(DOWNLOAD).split('\n');

  it('draws each answer where its bytes are in the file, and why it ended', () => {
    expect(lines[1]).toContain(`answer 1       ${'█'.repeat(28)} `);
    expect(lines[1]).toContain('0.00 → 4.00 MB; the network was lost');
    expect(lines[2]).toContain(`answer 2       ${' '.repeat(21)}${'█'.repeat(21)} `);
    expect(lines[2]).toContain('Larder was killed');
    expect(lines[3]).toMatch(/6\.00 → 8\.00 MB$/);
  });

  it('says what was fetched twice, whether the file is whole, and how often the worker was told', () => {
    expect(lines.at(-1)).toBe(
      'At most 977 KiB of 7813 KiB were fetched twice; SHA-256 equal; the worker was told of the end once.',
    );
  });
});

describe('brokenPromise', () => {
  it('finds nothing in a good download, and each thing that is not as it should be', () => {
    expect(brokenPromise(DOWNLOAD)).toBeNull();
    expect(brokenPromise({ ...DOWNLOAD, isWhole: false })).toContain('not the one the server has');
    expect(brokenPromise({ ...DOWNLOAD, deliveries: 2 })).toContain('told 2 times');
    expect(brokenPromise({ ...DOWNLOAD, parts: [] })).toContain('not interrupted twice');
    expect(brokenPromise({ ...DOWNLOAD, bytesTwice: 2_000_000 })).toContain('2000000 bytes');
  });
});
