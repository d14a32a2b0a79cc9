/**
 * `npm test` looks at each state of the launcher once. `npm run screens` sets `LARDER_LOOKS=all` and looks
 * at the dark, narrow, enlarged and translated views of them too.
 */
export const ALL_LOOKS = process.env['LARDER_LOOKS'] === 'all';

const VARIANT = /(^|-)(dark|narrow|zoom-200|persian|chinese|fa|zh|zh-Hans)($|-)/;

/** Those of `looks` to take in this run, by their names. */
export function looksToTake<Look>(looks: readonly Look[], nameOf: (look: Look) => string): Look[] {
  return looks.filter((look) => ALL_LOOKS || !VARIANT.test(nameOf(look)));
}
