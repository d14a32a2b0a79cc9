/** The launcher's rules that need no page. */
import { describe, expect, it } from 'vitest';
import { byteSize, dataAge, relativeTime } from '../../../renderer/launcher/widgets/format.ts';
import { columnsOf, stepInGrid } from '../../../renderer/launcher/shelf/grid-steps.ts';
import { firstLetter, hueOf } from '../../../preload/contract/monogram.ts';
import { amountOf, pageParameters } from '../../../renderer/pages/parameters.ts';

const NOW_MS = 1_800_000_000_000;
const HOUR_MS = 3_600_000;

describe('relativeTime', () => {
  it.each([
    [0, 'just now'],
    [59_000, 'just now'],
    [60_000, '1 minute ago'],
    [2 * HOUR_MS, '2 hours ago'],
    [25 * HOUR_MS, 'yesterday'],
    [8 * 24 * HOUR_MS, 'last week'],
    [400 * 24 * HOUR_MS, 'last year'],
  ])('says the largest whole unit when %d ms have passed', (elapsedMs, text) => {
    expect(relativeTime(NOW_MS - elapsedMs, NOW_MS, 'en')).toBe(text);
  });

  it('says just now when the time is in the future', () => {
    expect(relativeTime(NOW_MS + HOUR_MS, NOW_MS, 'en')).toBe('just now');
  });
});

describe('dataAge', () => {
  it.each([
    [0, 'Data just fetched'],
    [-HOUR_MS, 'Data just fetched'],
    [5 * 60_000, 'Data 5 min old'],
    [3 * HOUR_MS, 'Data 3 hr old'],
  ])('says how old the data is when %d ms have passed', (elapsedMs, text) => {
    expect(dataAge(NOW_MS - elapsedMs, NOW_MS, 'en-US')).toBe(text);
  });
});

describe('byteSize', () => {
  it.each([
    [1, '1 byte'],
    [999, '999 bytes'],
    [1_480_000, '1.5 MB'],
    [812_000, '812 kB'],
    [999_600, '1 MB'],
    [3_200_000_000, '3.2 GB'],
  ])('uses the unit that keeps %d bytes short', (bytes, text) => {
    expect(byteSize(bytes, 'en-US')).toBe(text);
  });
});

describe('stepInGrid', () => {
  const at = (index: number, rightToLeft = false) => ({ index, count: 8, columns: 3, rightToLeft });

  it.each([
    ['ArrowRight', 0, 1],
    ['ArrowRight', 7, 7],
    ['ArrowLeft', 0, 0],
    ['ArrowDown', 4, 7],
    ['ArrowDown', 5, 7],
    ['ArrowDown', 6, 6],
    ['ArrowUp', 1, 1],
    ['ArrowUp', 7, 4],
    ['Home', 5, 0],
    ['End', 0, 7],
  ] as const)('answers %s at %d with %d', (key, from, to) => {
    expect(stepInGrid(key, at(from))).toBe(to);
  });

  it('turns left and right when the language runs from the right', () => {
    expect([stepInGrid('ArrowRight', at(3, true)), stepInGrid('ArrowLeft', at(3, true))]).toEqual([2, 4]);
  });

  it('counts the columns of the first row', () => {
    expect([columnsOf([]), columnsOf([10]), columnsOf([10, 10.4, 10, 220, 220])]).toEqual([1, 1, 3]);
  });
});

describe('the letter of a mini-program without an icon', () => {
  it.each([
    ['market board', 'M'],
    ['  “Quoted”', 'Q'],
    ['ébène', 'É'],
    ['天気', '天'],
    ['🥫 tins', '🥫'],
    ['…', '·'],
  ])('of %j is %s', (name, letter) => {
    expect(firstLetter(name)).toBe(letter);
  });

  it('has one colour in the launcher and in the container pages', () => {
    expect(pageParameters('?appId=LarderMarketBoard1').hue).toBe(hueOf('LarderMarketBoard1'));
    expect(hueOf('abc')).not.toBe(hueOf('Abc'));
  });
});

describe('amountOf', () => {
  it.each([
    ['', null],
    ['#received=x', null],
    ['#received=-5&total=10', null],
    ['#received=5', { receivedBytes: 5, totalBytes: null }],
    ['#received=5&total=0', { receivedBytes: 5, totalBytes: null }],
    ['#received=5&total=10', { receivedBytes: 5, totalBytes: 10 }],
  ])('reads %j', (hash, amount) => {
    expect(amountOf(hash)).toEqual(amount);
  });
});
