import { describe, expect, it } from 'vitest';
import { patternProblem, planRules } from '../../../../main/data-fetch/templates/page-rules.ts';

const rule = (page: string, key = 'k') => ({ key, page, url: 'https://a.example/' });

describe('a pattern', () => {
  it.each([
    ['/', '', {}],
    ['/pages/item/:id', 'pages/item/5', { 'page.id': '5' }],
    ['/pages/item/:id', '/pages/item/5', { 'page.id': '5' }],
    ['/pages/item/:id', 'pages/item/a%2Fb', { 'page.id': 'a/b' }],
    ['/pages/item/:id', 'pages/item/größe 1', { 'page.id': 'größe 1' }],
    ['/pages/größe/:id', 'pages/größe/1', { 'page.id': '1' }],
    ['/:kind/:id.html', 'item/5.html', { 'page.kind': 'item', 'page.id': '5' }],
    ['/pages/*', 'pages/a/b', { 'page.0': undefined }],
    ['/pages/*/item/:id', 'pages/a/b/item/7', { 'page.id': '7' }],
  ])('%s matches the page "%s"', (page, path, names) => {
    const [planned] = planRules([rule(page)], { path });
    expect(planned?.kind).toBe('request');
    if (planned?.kind !== 'request') return;
    for (const [name, value] of Object.entries(names)) expect(planned.ownNames(name)).toBe(value);
    expect(planned.ownNames('page.toString')).toBeUndefined();
    expect(planned.ownNames('token')).toBeUndefined();
  });

  it.each([
    ['/pages/item/:id', 'pages/item/5/6'],
    ['/pages/item/:id', 'pages/item'],
    ['/Pages', 'pages'],
    ['/*', 'a'.repeat(256)],
    ['/*', 'ä'.repeat(200)],
  ])('%s does not match the page "%s"', (page, path) => {
    expect(planRules([rule(page)], { path })).toMatchObject([{ kind: 'other-page' }]);
  });

  it.each([
    ['pages/item/:id', 'slash'],
    ['/:a((?:a+)+)b', 'more than a path'],
    ['/(.*)', 'more than a path'],
    ['/{a}', 'more than a path'],
    ['/:a?', 'more than a path'],
    ['/:a+', 'more than a path'],
    ['/a b', 'more than a path'],
    ['/\\:a', 'more than a path'],
    ['/*a*a*a*a*a*ab', 'more than 2 "*"'],
    ['/**', 'more than one'],
    ['/:a*', 'more than one'],
    ['/:a-:b', 'more than one'],
    ['/*-:a-*-:b-x', 'more than one'],
    ['/:a/:b/:c/:d/:e/:f/:g', 'more than 6 names'],
    ['/:a/:a', 'name twice'],
    ['/:ä', 'name'],
    ['/:aä', 'name'],
    ['/:', 'page'],
  ])('%s is not used', (page, reason) => {
    expect(patternProblem(page)).toContain(reason);
  });

  it.each(['/*/*/:a/:b/:c/:d/:e/:f', '/*a/*a/:b-/:c-/:d-/:e-/:f-/x', '/a*/*b/:c/:d/:e/:f/:g/*'.slice(0, -2)])(
    '%s is matched in no time, whatever the page',
    (page) => {
      const pages = ['a', 'a/', '-', '-/', 'a-/', '----------/', 'aaaaaaaaaaaaaaaa/'].map((unit) =>
        unit.repeat(256).slice(0, 255),
      );
      const startedAt = performance.now();
      for (const path of pages) for (let n = 0; n < 10; n += 1) planRules([rule(page)], { path });
      // 70 plans; one of the pattern with two names in a segment took 6.6 s.
      expect(performance.now() - startedAt).toBeLessThan(1000);
    },
  );
});

describe('the rules of a start', () => {
  it('are at most ten, three of them for one page, each with its own key', () => {
    const rules = Array.from({ length: 12 }, (_, index) =>
      rule(index < 6 ? '/*' : '/other', `k${index === 1 ? 0 : index}`),
    );
    expect(planRules(rules, {}).map((planned) => (planned.kind === 'refused' ? planned.state : planned.kind))).toEqual([
      'request',
      'a rule before it has the same key',
      'request',
      'request',
      '3 rules before it match this page, too',
      '3 rules before it match this page, too',
      'other-page',
      'other-page',
      'other-page',
      'other-page',
      'only the first 10 rules count',
      'only the first 10 rules count',
    ]);
  });

  it('know the names of the query, empty ones where there are none', () => {
    const [planned] = planRules([rule('/')], { query: 'a=1&b=x%20y&a=2' });
    if (planned?.kind !== 'request') throw new Error('It is not requested');
    expect(['query.a', 'query.b', 'query.c', 'query.'].map(planned.ownNames)).toEqual(['1', 'x y', '', undefined]);
  });
});
