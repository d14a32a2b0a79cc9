import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDetails } from '../../../../main/catalog/details/details-client.ts';
import { detailsSchema, type Details } from '../../../../main/models/details-schema.ts';
import { isContainersOwnName } from '../../../../main/models/display-name.ts';
import { AppError } from '../../../../main/support/errors.ts';
import { PROPERTY_RUNS } from '../../../fixtures/property-runs.ts';
import { jsonWith, textOf } from '../../../fixtures/strange-texts.ts';

const RUNS = { numRuns: PROPERTY_RUNS };
const name = textOf([
  'Larder',
  'Notes',
  ' ',
  '\u202e',
  '\u200b',
  '\u200d',
  '<b>',
  '\0',
  '\n',
  'е',
  '\u0301',
  '设置',
  '😀',
]);
const domain = textOf(['api.example', '*.', ';', ' ', "'unsafe-inline'", ':', '443', 'xn--', '/', '@']);
const valid = {
  appId: 'abc',
  name: 'Notes',
  version: '1.0.0',
  packageUrl: 'https://cdn.example/1.zip',
  packageSha256: 'A'.repeat(64),
  serviceDomains: ['api.example'],
};
const member = fc.oneof(name, fc.constant(null), fc.double(), fc.array(domain, { maxLength: 3 }));
/** Mostly valid, each member sometimes another one. */
const nearly = fc.record(
  {
    name,
    description: fc.option(name),
    names: fc.dictionary(fc.constantFrom('en', 'fa', '__proto__', 'x'), name),
    descriptions: fc.dictionary(fc.constantFrom('en', 'fa', '__proto__', 'x'), name),
    serviceDomains: fc.array(
      fc.oneof(domain, fc.record({ domain, certificates: fc.option(fc.array(name, { maxLength: 1 })) })),
      { maxLength: 3 },
    ),
    packageSize: fc.oneof(fc.constant(null), fc.double(), fc.integer({ min: 1 })),
    developmentSettings: fc.oneof(fc.constant([]), fc.record({ preFetchUrl: name }), member),
    permissions: fc.oneof(fc.array(name, { maxLength: 2 }), member),
  },
  { requiredKeys: [] },
);
const text = fc.oneof(
  nearly.map((change) => JSON.stringify({ ...valid, ...change })),
  nearly.map((change) => JSON.stringify({ code: '000000', data: { ...valid, ...change } })),
  fc
    .tuple(fc.constantFrom(...Object.keys(valid)), member)
    .map(([key, value]) => JSON.stringify({ ...valid, [key]: value })),
  jsonWith([...Object.keys(valid), 'data', 'code'], member),
);

/** What came of it: details, or the one kind of error there is for an answer. */
function read(answer: string): Details | null {
  try {
    return parseDetails('abc', answer, new URL('https://backend.example/details'));
  } catch (error) {
    expect(error).toBeInstanceOf(AppError);
    expect((error as AppError).code).toBe('backend-bad-answer');
    return null;
  }
}

describe('the details of a mini-program', () => {
  it('are those of the one that was asked for, cleaned and read again the same, or a bad answer', () => {
    let count = 0;
    fc.assert(
      fc.property(text, (answer) => {
        const details = read(answer);
        if (!details) return;
        count += 1;
        expect(details.appId).toBe('abc');
        expect(details.name).not.toBe('');
        expect(isContainersOwnName(details.name)).toBe(false);
        // eslint-disable-next-line no-control-regex
        expect(details.name + details.description).not.toMatch(/[\u0000-\u001f\u202a-\u202e\u2066-\u2069]/);
        // As from the state file.
        expect(detailsSchema().parse(JSON.parse(JSON.stringify(details)))).toEqual(details);
        expect(details.packageSha256).toMatch(/^[0-9a-f]{64}$/);
      }),
      RUNS,
    );
    expect(count).toBeGreaterThan(PROPERTY_RUNS / 20);
  });
});
