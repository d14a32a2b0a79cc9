import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iconOf, parseManifest, readManifest, startPageOf } from '../../../../main/catalog/packages/manifest.ts';
import { AppError } from '../../../../main/support/errors.ts';
import { PROPERTY_RUNS } from '../../../fixtures/property-runs.ts';
import { jsonWith, textOf } from '../../../fixtures/strange-texts.ts';

const RUNS = { numRuns: PROPERTY_RUNS };
const address = textOf([
  ...['index.html', 'a', '/', '//', '\\', '..', '?', '#', ':', 'https:', 'mp://other/', 'file:///', 'javascript:', '@'],
  ...['%2e%2e', '%2f', '%00', '%', '[', 'package.invalid', ' ', '\n', '\t'],
]);
const value = fc.oneof(
  address,
  fc.array(address, { maxLength: 3 }),
  fc.array(fc.record({ src: address, sizes: textOf(['128x128', '9'.repeat(400) + 'x1', 'any', ' ']) }), {
    maxLength: 3,
  }),
  fc.record({ name: address, code: fc.double() }),
  fc.record({ width: fc.double(), height: fc.integer(), fullscreen: fc.boolean() }, { requiredKeys: [] }),
  fc.boolean(),
  fc.constant(null),
);
const NAMES = ['app_id', 'name', 'version', 'icons', 'window', 'pages', 'start_url', 'spa_fallback', 'charset'];
const manifest = jsonWith(NAMES, value);
const FILES: ReadonlySet<string> = new Set(['index.html', 'a', 'a/index.html', 'aa.html', 'a/a']);
/** One that is valid but for the addresses in it. */
const usable = fc
  .record(
    { start_url: address, pages: fc.array(address, { maxLength: 2 }), icons: fc.array(fc.record({ src: address })) },
    { requiredKeys: [] },
  )
  .map((members) => JSON.stringify({ app_id: 'abc', name: 'Notes', ...members }));

describe('a manifest', () => {
  it('is read, or told what is wrong with it and where; no prototype changes', () => {
    fc.assert(
      fc.property(manifest, (text) => {
        const reading = readManifest(text);
        expect(Object.keys(Object.prototype)).toEqual([]);
        if (reading.ok) {
          expect(reading.manifest.app_id).not.toBe('');
          return;
        }
        expect(reading.problem).not.toBe('');
        expect(reading.position.line).toBeGreaterThan(0);
        expect(reading.position.column).toBeGreaterThan(0);
        expect(() => parseManifest('abc', text)).toThrow(AppError);
      }),
      RUNS,
    );
  });

  it('has a start page and an icon inside the package, or none', () => {
    let found = 0;
    fc.assert(
      fc.property(usable, (text) => {
        const reading = readManifest(text);
        if (!reading.ok) return;
        const hasFile = (file: string): boolean => FILES.has(file);
        const icon = iconOf(reading.manifest, hasFile);
        expect(icon === null || FILES.has(icon)).toBe(true);
        try {
          const page = startPageOf('abc', reading.manifest, hasFile);
          expect(new URL(`mp://abc/${page.address}`).host).toBe('abc');
          expect(FILES).toContain(decodeURIComponent(page.file));
          found += 1;
        } catch (error) {
          expect(error).toBeInstanceOf(AppError);
        }
      }),
      RUNS,
    );
    expect(found).toBeGreaterThan(PROPERTY_RUNS / 50);
  });
});
