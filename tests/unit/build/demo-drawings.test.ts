import { describe, expect, it } from 'vitest';
import type { DemoFigures, DownloadFigures, StartFigures } from '../../../build/demo/figures.ts';
import { formatDownload } from '../../../build/demo/download-drawing.ts';
import { brokenPromise } from '../../../build/demo/episode-download.ts';
import { requestFigures } from '../../../build/demo/market-board.ts';
import { partsOfResource } from '../../../build/demo/request-parts.ts';
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
  roundTripMs: 100,
  packageDelayMs: 1500,
  dataDelayMs: 600,
  firstStart: { dataInPageMs: 2000, packageInstalledMs: 1600 },
  afterHover: {
    ...START,
    preFetch: {
      outMs: 0,
      answerMs: 100,
      parts: { firstByte: { fromMs: 0, toMs: 100 } },
      openedAhead: { fromMs: -700, toMs: -350 },
    },
    dataInPageMs: 200,
  },
  withPreFetch: {
    ...START,
    preFetch: {
      outMs: 0,
      answerMs: 350,
      parts: { dns: { fromMs: 0, toMs: 1 }, tls: { fromMs: 0, toMs: 175 }, firstByte: { fromMs: 175, toMs: 350 } },
      openedAhead: null,
    },
    dataInPageMs: 350,
  },
  withoutPreFetch: { ...START, ownFetch: { outMs: 350, answerMs: 700, parts: {}, openedAhead: null } },
  savedMs: 350,
  savedAfterHoverMs: 500,
  download: DOWNLOAD,
  screenshots: [],
};

function rows(text: string, label: string): string[] {
  return text.split('\n').filter((line) => line.startsWith(`  ${label} `));
}

describe('formatWaterfall', () => {
  const text = formatWaterfall(FIGURES);

  it('draws all starts on one scale, what was before the click left of it', () => {
    const [afterHover, preFetched, fetchedAfterLoad] = rows(text, 'request');
    const [click] = rows(text, 'click');
    const [connection] = rows(text, 'connection');
    expect(click).toContain(`click          ${' '.repeat(28)}◆ `);
    expect(connection).toContain(`connection     ${'█'.repeat(14)} `);
    expect(connection).toMatch(/-700 → -350 ms$/);
    expect(afterHover).toContain(`request        ${' '.repeat(28)}${'█'.repeat(4)} `);
    expect(preFetched).toContain(`request        ${' '.repeat(28)}${'█'.repeat(14)} `);
    expect(fetchedAfterLoad).toContain(`request        ${' '.repeat(42)}${'█'.repeat(14)} `);
  });

  it('has the parts of a request below it, and it before the window when it was pre-fetched, else after the page', () => {
    const labels = text
      .split('\n')
      .map((line) => /^ {2}(\S+(?: \S+)*?) {2,}/.exec(line)?.[1])
      .filter(Boolean);
    expect(labels).toEqual([
      ...['connection', 'click', 'request', '· first byte', 'window', 'page load', 'data in page'],
      ...['click', 'request', '· DNS', '· TLS', '· first byte', 'window', 'page load', 'data in page'],
      ...['click', 'window', 'page load', 'request', 'data in page'],
    ]);
  });

  it('says what was saved, and out of what', () => {
    expect(text.split('\n').slice(-2)).toEqual([
      'Data in the page after the click: 700 ms when the page asks for it itself, 350 ms pre-fetched, 200 ms after a rest on the tile.',
      'Pre-fetch saved 350 ms, and 500 ms with the connection that was open.',
    ]);
  });
});

it('says plainly when nothing was saved', () => {
  expect(
    formatWaterfall({ ...FIGURES, savedMs: -47 })
      .split('\n')
      .at(-1),
  ).toBe('Pre-fetch saved nothing this time (-47 ms): the computer was busy with something else. Try it again.');
});

describe('the parts of a request', () => {
  it('follow one another from its start, and the round trip of the handshake is that of connecting', () => {
    const timings = { totalMs: 330, dnsMs: 1, connectMs: 1, tlsMs: 203, firstByteMs: 120, bodyMs: 5 };
    expect(requestFigures(2, 332, timings, 100)).toEqual({
      outMs: 2,
      answerMs: 332,
      parts: {
        dns: { fromMs: 2, toMs: 3 },
        connect: { fromMs: 3, toMs: 104 },
        tls: { fromMs: 104, toMs: 207 },
        firstByte: { fromMs: 207, toMs: 327 },
        body: { fromMs: 327, toMs: 332 },
      },
      openedAhead: null,
    });
  });

  it('are fewer on a connection that was open, which was opened before', () => {
    const timings = { totalMs: 125, firstByteMs: 120, bodyMs: 5, openedAheadMs: 210, openAlreadyMs: 300 };
    expect(requestFigures(4, 129, timings, 100)).toEqual({
      outMs: 4,
      answerMs: 129,
      parts: { firstByte: { fromMs: 4, toMs: 124 }, body: { fromMs: 124, toMs: 129 } },
      openedAhead: { fromMs: -506, toMs: -296 },
    });
  });

  const RESOURCE = {
    ...{ startTime: 10, domainLookupStart: 11, domainLookupEnd: 12, connectStart: 12, secureConnectionStart: 13 },
    ...{ connectEnd: 215, requestStart: 216, responseStart: 340, responseEnd: 345 },
  };
  it.each([
    ['a page knows', RESOURCE, { dns: 1, connect: 1, tls: 202, firstByte: 124, body: 5 }],
    [
      'has none of TLS without it',
      { ...RESOURCE, secureConnectionStart: 0 },
      { dns: 1, connect: 203, firstByte: 124, body: 5 },
    ],
    ['has none of opening on an open connection', { ...RESOURCE, connectEnd: 12 }, { firstByte: 124, body: 5 }],
    ['a page may not know', { ...RESOURCE, requestStart: 0 }, {}],
  ])('of a request of its own %s', (_what, times, parts) => {
    expect(partsOfResource(times)).toEqual(parts);
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
