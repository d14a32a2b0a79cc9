import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { CATALOGS } from '../../../preload/contract/messages/catalogs.ts';
import { LANGUAGES, type Language } from '../../../preload/contract/messages/languages.ts';
import { argumentsOf, pluralsOf } from './message-shape.ts';

const entries = (language: Language): [string, string][] => Object.entries(CATALOGS[language]);
const shapeOf = (text: string): Record<string, string> => Object.fromEntries([...argumentsOf(text)].sort());

describe.each(LANGUAGES)('the messages in %s', (language) => {
  it('are messages that can be parsed', () => {
    const broken = entries(language).flatMap(([key, text]) => {
      try {
        new IntlMessageFormat(text, language, undefined, { ignoreTag: true });
        return [];
      } catch (error) {
        return [`${key}: ${String(error)}`];
      }
    });
    expect(broken).toEqual([]);
  });

  it('are all there, and not empty', () => {
    expect(Object.keys(CATALOGS[language]).sort()).toEqual(Object.keys(CATALOGS.en).sort());
    expect(entries(language).filter(([, text]) => text.trim() === '')).toEqual([]);
  });

  it('have the arguments of the English ones, of the same kind', () => {
    const others = entries(language).filter(
      ([key, text]) =>
        JSON.stringify(shapeOf(text)) !== JSON.stringify(shapeOf(CATALOGS.en[key as keyof typeof CATALOGS.en])),
    );
    expect(others).toEqual([]);
  });

  it('have the plural categories of the language', () => {
    const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories.sort();
    const wrong = entries(language).filter(([, text]) =>
      pluralsOf(text).some(
        (categories) =>
          JSON.stringify(categories) !== JSON.stringify(wanted) && JSON.stringify(categories) !== '["other"]',
      ),
    );
    expect(wrong).toEqual([]);
  });
});

describe('the Chinese and Persian messages', () => {
  it.each([
    ['zh-Hans', /\p{Script=Han}/u],
    ['fa', /\p{Script=Arabic}/u],
  ] as const)('are written in the script of %s, but for names and signs', (language, script) => {
    const strange = entries(language).filter(([key, text]) => {
      const words = text
        .replace(/\{[^{}]*\}/g, '')
        .replace(/https:\S+|\p{Lu}{2,}|%\w+%|Ctrl|ms|Electron|Chromium|Node(?:\.js)?/gu, '');
      return /\p{L}{2}/u.test(words) && !script.test(text) && text === CATALOGS.en[key as keyof typeof CATALOGS.en];
    });
    expect(strange).toEqual([]);
  });

  it('have Persian digits where a number counts something', () => {
    const latin = entries('fa').filter(([, text]) => /(?:^|\s)(?!304)\d+ \p{Script=Arabic}/u.test(text));
    expect(latin).toEqual([]);
  });

  it('have the language’s own letters: Persian kaf and ye, not the Arabic ones', () => {
    expect(entries('fa').filter(([, text]) => /[\u0643\u064a]/.test(text))).toEqual([]);
  });
});
