import { describe, expect, it } from 'vitest';
import { createSingleFlightBuilds } from '../../../../main/catalog/packages/single-flight-builds.ts';
import type { BuiltPackage } from '../../../../main/catalog/packages/package-build.ts';
import { detailsSchema, type Details } from '../../../../main/models/details-schema.ts';

const detailsOf = (digit: string): Details =>
  detailsSchema().parse({
    appId: 'abc',
    name: 'A',
    version: digit,
    packageUrl: 'https://p.example/p.zip',
    packageSha256: digit.repeat(64),
    serviceDomains: [],
  });

describe('a waiter that gives up', () => {
  it.each([
    ['its own package', '1'],
    ['another version, whose files are in the way', '2'],
  ])('is told at once while %s is built', async (_what, digit) => {
    const ends: ((built: BuiltPackage) => void)[] = [];
    const builds = createSingleFlightBuilds(() => new Promise((resolve) => ends.push(resolve)));
    const first = builds.join(detailsOf('1'), {});
    const giveUp = new AbortController();
    const waiting = builds.join(detailsOf(digit), { signal: giveUp.signal });
    giveUp.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
    expect(builds.isUnderWay('abc')).toBe(true);
    for (const end of ends) end({} as BuiltPackage);
    await first;
    expect([ends.length, builds.isUnderWay('abc')]).toEqual([1, false]);
  });
});
