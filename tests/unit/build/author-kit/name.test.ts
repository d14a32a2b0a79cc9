import { describe, expect, it } from 'vitest';
import { readNewName } from '../../../../build/author-kit/name.ts';

describe('readNewName', () => {
  it.each([
    ['Weather', 'Weather', 'weather'],
    ['  My   First App ', 'My First App', 'my-first-app'],
    ['Café Zürich', 'Café Zürich', 'cafe-zurich'],
    ['Weather 🎉 2', 'Weather 🎉 2', 'weather-2'],
    ['天气', '天气', '天气'],
    ['مینی‌برنامهٔ من', 'مینی‌برنامهٔ من', 'مینی-برنامهٔ-من'],
    ['CON', 'CON', 'con-app'],
    ['com1', 'com1', 'com1-app'],
    ['..a', '..a', 'a'],
    ['--dir', '--dir', 'dir'],
    ['A & B <script> "x" $(rm)', 'A & B <script> "x" $(rm)', 'a-b-script-x-rm'],
    [
      'one two three four five six seven eight nine ten',
      'one two three four five six seven eight nine ten',
      'one-two-three-four-five-six-seven-eight',
    ],
    ['🎉', '🎉', null],
    ['...', '...', null],
  ])('makes a safe folder name of %j', (text, name, folder) => {
    expect(readNewName(text)).toEqual({ name, folder });
  });

  it.each([
    ['', /needs a name/],
    ['   ', /needs a name/],
    ['../x', /a name is no path/],
    ['a\\b', /a name is no path/],
    ['/etc/passwd', /a name is no path/],
    ['a\u0000b', /cannot be seen/],
    ['a\u202egpj', /cannot be seen/],
    ['\ud800', /cannot be seen/],
    ['x'.repeat(61), /has 61 characters, and 60 are the most/],
  ])('refuses %j with one clear sentence', (text, message) => {
    expect(() => readNewName(text)).toThrow(message);
  });

  it('keeps what would disturb a terminal out of the message', () => {
    expect(() => readNewName('a\u001b[31m/b')).toThrow(/^cannot make a mini-program called "a\?\[31m\/b"/);
  });
});
