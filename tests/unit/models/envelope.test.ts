import { describe, expect, it } from 'vitest';
import { openEnvelope } from '../../../main/models/envelope.ts';

describe('openEnvelope', () => {
  it.each<[string, unknown, unknown]>([
    ['the answer itself', { own: 1 }, { own: 1 }],
    ['the answer itself, which has data, too', { own: 1, data: 2, code: 3 }, { own: 1, data: 2, code: 3 }],
    ['what is in an envelope', { code: '000000', data: { own: 1 } }, { own: 1 }],
    ['what is in an envelope that says something unusual', { code: 20000, data: { own: 1 } }, { own: 1 }],
    ['nothing in an envelope', { code: 0, data: null }, null],
    ['nothing in an envelope with spaces', { code: ' 0000 ' }, null],
    ['nothing in an envelope whose code is none', { code: null, data: null }, null],
    ['a falsy value', { code: 0, data: 0 }, 0],
    ['a list', [1], [1]],
    ['a text', 'x', 'x'],
    ['nothing', null, null],
  ])('finds %s', (_what, answer, value) => {
    expect(openEnvelope(answer, 'own')).toEqual({ ok: true, value });
  });

  it.each<[unknown, string]>([
    [{ code: '100500', data: null }, '100500'],
    [{ code: -1 }, '-1'],
    [{ code: 404, message: 'x' }, '404'],
    [{ code: '00001' }, '00001'],
    [{ code: `E${'9'.repeat(60)}` }, `E${'9'.repeat(39)}`],
  ])('says what is wrong by %j', (answer, code) => {
    expect(openEnvelope(answer, 'own')).toEqual({ ok: false, code });
  });
});
