import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  expandTemplate,
  percentEncode,
  TEMPLATE_ARGUMENTS,
  type TemplateValues,
} from '../../../../main/data-fetch/templates/templates.ts';
import { AppError } from '../../../../main/support/errors.ts';

const VALUES: TemplateValues = { appid: 'App1', token: 'a/b?c#d&e=f', lang: 'de-AT', cdnUrl: 'https://cdn.example' };

const expand = (template: string, values: TemplateValues = VALUES, permitted = true): string =>
  expandTemplate(template, values, { permitted }).url.href;

const failure = (template: string, values: TemplateValues = VALUES, permitted = true): AppError => {
  try {
    expandTemplate(template, values, { permitted });
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error(`"${template}" was expanded`);
};

describe('expandTemplate', () => {
  it.each([
    ['https://a.example/x', 'https://a.example/x'],
    ['https://a.example', 'https://a.example/'],
    ['https://a.example/{appid}/y', 'https://a.example/App1/y'],
    ['https://a.example/{token}', 'https://a.example/a%2Fb%3Fc%23d%26e%3Df'],
    ['https://a.example/x?t={token}&k=1', 'https://a.example/x?t=a%2Fb%3Fc%23d%26e%3Df&k=1'],
    ['https://a.example?l={lang}', 'https://a.example/?l=de-AT'],
    ['https://a.example/x?u={cdnUrl}', 'https://a.example/x?u=https%3A%2F%2Fcdn.example'],
    ['{cdnUrl}/x/{appid}', 'https://cdn.example/x/App1'],
    ['{cdnUrl}', 'https://cdn.example/'],
    ['{cdnUrl}?a=1', 'https://cdn.example/?a=1'],
    ['https://a.example/{code}/x?p={path}', 'https://a.example//x?p='],
    ['https://a.example:8443/x#part', 'https://a.example:8443/x'],
  ])('makes %s to %s', (template, expected) => {
    expect(expand(template)).toBe(expected);
  });

  it('says which arguments it used', () => {
    expect([...expandTemplate('{cdnUrl}/{appid}?q={query}', VALUES, { permitted: true }).used]).toEqual([
      'cdnUrl',
      'appid',
      'query',
    ]);
  });

  it.each([
    'https://{appid}.example/x',
    'https://a.example{appid}/x',
    'https://a.example:{appid}/x',
    'https://{token}@a.example/',
    'https://user:{token}@a.example/',
    '{token}://a.example/',
    '{appid}/x',
    'https:{token}',
    'https:///{token}/x',
    'https://\\{token}',
    'https://\t/{token}',
    ' https://a.example/{token}',
    'https://a.exa\nmple/{token}',
    '{cdnUrl}.evil.example/x',
    '{cdnUrl}@evil.example/x',
    '{cdnUrl}:8443/x',
    '{cdnUrl}{appid}/x',
    'x{cdnUrl}/x',
    'https://{cdnUrl}/x',
    'https://a.example/#{token}',
    'ftp://a.example/',
    '/x/{appid}',
    '',
  ])('refuses %j', (template) => {
    expect(failure(template).code).toBe('template-error');
  });

  it.each([
    ['https://a.example/{nope}', 'nope'],
    ['https://a.example/?x={Token}', 'Token'],
    ['https://a.example/{constructor}', 'constructor'],
    ['https://a.example/{__proto__}', '__proto__'],
    ['https://a.example/{ token }', 'control'],
    ['https://a.example/{}', '{}'],
    ['https://a.example/{token', '{'],
    ['https://a.example/token}', '}'],
    ['https://a.example/{{token}}', '{token'],
  ])('names what is wrong with %s', (template, part) => {
    expect(failure(template)).toMatchObject({
      code: 'template-error',
      message: expect.stringContaining(part) as string,
    });
  });

  it('refuses a value that would climb out of its path', () => {
    expect(failure('https://a.example/users/{path}/x', { path: '..' }).code).toBe('template-error');
    expect(failure('https://a.example/users/{path}', { path: '.' }).code).toBe('template-error');
    expect(failure('https://a.example/users/.{path}/x', { path: '.' }).code).toBe('template-error');
    expect(expand('https://a.example/users/{path}/x', { path: '../x' })).toBe('https://a.example/users/..%2Fx/x');
  });

  it('needs the permission and the setting for cdnUrl', () => {
    expect(failure('{cdnUrl}/x', VALUES, false).code).toBe('denied');
    expect(failure('https://a.example/?u={cdnUrl}', VALUES, false).code).toBe('denied');
    expect(failure('{cdnUrl}/x', { appid: 'a' }).code).toBe('not-configured');
    expect(expand('https://a.example/?u={cdnUrl}', { appid: 'a' })).toBe('https://a.example/?u=');
    expect(failure('{cdnUrl}/x', { cdnUrl: 'cdn.example' }).code).toBe('template-error');
    expect(failure('{cdnUrl}/x', { cdnUrl: 'https://cdn.example?x=' }).code).toBe('template-error');
  });

  const values = fc.record(
    Object.fromEntries(
      TEMPLATE_ARGUMENTS.filter((name) => name !== 'cdnUrl').map((name) => [
        name,
        fc.string({ unit: 'binary', maxLength: 60 }),
      ]),
    ),
    { requiredKeys: [] },
  ) as fc.Arbitrary<TemplateValues>;

  it('keeps host, other segments and arguments whatever the values are', () => {
    fc.assert(
      fc.property(values, (given) => {
        let url: URL;
        try {
          ({ url } = expandTemplate('https://a.example:8443/p/{token}/{path}/q?one={query}&two=2', given, {
            permitted: false,
          }));
        } catch (error) {
          expect(error).toMatchObject({ code: 'template-error' });
          expect([given.token, given.path].some((value) => value === '.' || value === '..')).toBe(true);
          return;
        }
        const segments = url.pathname.split('/');
        expect(url.host).toBe('a.example:8443');
        expect(`${url.username}${url.password}${url.hash}`).toBe('');
        expect(segments).toHaveLength(5);
        expect(decodeURIComponent(segments[2] ?? '')).toBe((given.token ?? '').toWellFormed());
        expect(decodeURIComponent(segments[3] ?? '')).toBe((given.path ?? '').toWellFormed());
        expect([...url.searchParams.keys()]).toEqual(['one', 'two']);
        expect(url.searchParams.get('one')).toBe((given.query ?? '').toWellFormed());
      }),
    );
  });

  it('throws nothing but AppError whatever the template is, and never shows a value', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'https://',
        'a.example',
        '/',
        '\\',
        '?',
        '#',
        '@',
        ':',
        '{',
        '}',
        '{token}',
        '{cdnUrl}',
        '{code}',
        '%2e',
        '..',
        '%',
        'é',
      ),
      fc.string({ maxLength: 5 }),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 10 }).map((parts) => parts.join('')),
        (template) => {
          try {
            const { url } = expandTemplate(
              template,
              { token: 'SECRET-VALUE', cdnUrl: 'https://cdn.example' },
              { permitted: true },
            );
            expect(url.host).not.toContain('secret-value');
            expect(`${url.username}${url.password}${url.hash}`).not.toContain('SECRET-VALUE');
          } catch (error) {
            expect(error).toBeInstanceOf(AppError);
            expect((error as AppError).message).not.toContain('SECRET-VALUE');
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

describe('percentEncode', () => {
  it('leaves unreserved characters only, and reads back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const encoded = percentEncode(text);
        expect(encoded).toMatch(/^(?:[A-Za-z0-9\-._~]|%[0-9A-F]{2})*$/);
        expect(decodeURIComponent(encoded)).toBe(text.toWellFormed());
      }),
    );
  });
});
