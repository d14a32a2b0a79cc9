import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mapJson } from '../../../../main/catalog/folders/json-position.ts';

describe('mapJson', () => {
  const text = '\uFEFF{\n  "name": "x",\r\n  "icons": [ { "src": 1 },\n    {} ]\n}';
  it.each([
    [[], 1, 1],
    [['name'], 2, 11],
    [['icons', 0, 'src'], 3, 23],
    [['icons', 1], 4, 5],
    // Missing: the innermost that is there.
    [['icons', 1, 'src'], 4, 5],
    [['version', 'name'], 1, 1],
  ])('finds the value at %j', (path, line, column) => {
    const json = mapJson(text);
    expect(json.ok && json.positionOf(path)).toEqual({ line, column });
  });

  it.each([
    ['', 'the text ends too early', 1, 1],
    ['{"a": 1', 'the text ends too early', 1, 8],
    ['{\n  "a": 1,\n}', 'the comma before } is too many', 2, 9],
    ['[1, 2,]', 'the comma before ] is too many', 1, 6],
    ['{"a": 1 "b": 2}', 'a comma or a closing bracket is missing', 1, 9],
    ['{a: 1}', 'the name of a member in double quotes is missing', 1, 2],
    ["{'a': 1}", 'the name of a member in double quotes is missing', 1, 2],
    ['{"a" 1}', 'a colon is missing', 1, 6],
    ['{"a": "one\n"}', 'a text in quotes does not end, or has a character that must be escaped', 1, 7],
    ['{"a": yes}', 'a value is missing, or is none that JSON has', 1, 7],
    ['[01]', 'a comma or a closing bracket is missing', 1, 3],
    ['{} // end', 'JSON has no comments', 1, 4],
    ['{} {}', 'there is something behind the end', 1, 4],
    [`${'['.repeat(5000)}${']'.repeat(5000)}`, 'it is nested too deeply', 1, 101],
    ['[{"a":'.repeat(200_000), 'it is nested too deeply', 1, 301],
  ])('says where the mistake is in %j', (broken, problem, line, column) => {
    expect(mapJson(broken)).toEqual({ ok: false, problem, position: { line, column } });
  });

  it('reads what JSON.parse reads, and refuses what it refuses', () => {
    const parsed = (given: string): unknown => {
      try {
        return { ok: true, value: JSON.parse(given) as unknown };
      } catch {
        return { ok: false };
      }
    };
    const mapped = (given: string): unknown => {
      const json = mapJson(given);
      return json.ok ? { ok: true, value: json.value } : { ok: false };
    };
    const almostJson = fc
      .tuple(fc.json({ maxDepth: 4 }), fc.nat(), fc.constantFrom('', '"', ',', '{', ']', '\\', '1', '\n', ' '))
      .map(([json, at, inserted]) => {
        const place = at % (json.length + 1);
        return json.slice(0, place) + inserted + json.slice(place + (inserted === '' ? 1 : 0));
      });
    fc.assert(
      fc.property(
        fc.oneof(fc.json({ maxDepth: 4 }), almostJson),
        (given) => void expect(mapped(given)).toEqual(parsed(given)),
      ),
      { numRuns: 2000 },
    );
  });
});
