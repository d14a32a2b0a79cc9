import { describe, expect, it } from 'vitest';
import { decodeJson, notJson, parseJson } from '../../../main/support/json-text.ts';

const utf16 = (text: string, isBig: boolean): Buffer => {
  const bytes = Buffer.from(text, 'utf16le');
  return isBig ? bytes.swap16() : bytes;
};
const TEXT = '{"name":"天气 ü"}';

describe('decodeJson', () => {
  const read: [string, Buffer][] = [
    ['UTF-8', Buffer.from(TEXT)],
    ['UTF-8 with a mark', Buffer.from(`\uFEFF${TEXT}`)],
    ['UTF-16LE with a mark', utf16(`\uFEFF${TEXT}`, false)],
    ['UTF-16BE with a mark', utf16(`\uFEFF${TEXT}`, true)],
    ['UTF-16LE without one', utf16(TEXT, false)],
    ['UTF-16BE without one', utf16(TEXT, true)],
  ];
  it.each(read)('reads %s', (_what, bytes) => {
    expect(decodeJson(bytes)).toBe(TEXT);
    expect(parseJson(bytes)).toEqual({ name: '天气 ü' });
  });

  const unknown: [string, Buffer][] = [
    ['GBK', Buffer.from('7b2261223a22ccecc6f8227d', 'hex')],
    ['Shift_JIS', Buffer.from('7b2261223a2293fa967b227d', 'hex')],
    ['Latin-1', Buffer.from('{"a":"ü"}', 'latin1')],
    ['UTF-8 that is cut off', Buffer.from(TEXT).subarray(0, 11)],
    ['UTF-16 with half a pair', Buffer.from('fffe00d8', 'hex')],
  ];
  it.each(unknown)('answers null for %s', (_what, bytes) => {
    expect(decodeJson(bytes)).toBeNull();
    expect(() => parseJson(bytes)).toThrow(SyntaxError);
  });

  it('reads nothing as an empty text', () => {
    expect(decodeJson(Buffer.alloc(0))).toBe('');
  });
});

describe('notJson', () => {
  it.each([
    ['<!doctype html><title>Sign in</title>', 'is a web page, not JSON'],
    ['\n  <!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">', 'is a web page, not JSON'],
    ['<html lang="en">', 'is a web page, not JSON'],
    ['<head><title>403</title></head>', 'is a web page, not JSON'],
    ['', 'is empty'],
    [' \n', 'is empty'],
    ['<?xml version="1.0"?><Error/>', 'is not JSON'],
    ['<htmlish>', 'is not JSON'],
    ['Not Found', 'is not JSON'],
    ['{"a":1,}', 'is not JSON'],
  ])('says of %j that it %s', (text, state) => {
    expect(notJson(text)).toBe(state);
  });
});
