import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { DELIVERY_LIMITS } from '../../main/background-fetch/jobs/delivery-deaths.ts';
import { METADATA_LIMITS } from '../../main/background-fetch/jobs/metadata.ts';
import { INLINE_SCRIPT_LIMITS } from '../../main/catalog/inline-scripts/limits.ts';
import { TOKEN_LIMITS } from '../../main/storage/token-vault.ts';
import { LOG_LIMITS } from '../../main/support/quiet-log.ts';
import { BN_LIMITS } from '../../preload/contract/bn-limits.ts';
import { CALL_LIMITS } from '../../preload/contract/call-limits.ts';

const GROUPS = {
  BN_LIMITS,
  CALL_LIMITS,
  DELIVERY_LIMITS,
  INLINE_SCRIPT_LIMITS,
  LOG_LIMITS,
  METADATA_LIMITS,
  TOKEN_LIMITS,
};
const names = Object.entries(GROUPS).flatMap(([group, limits]) =>
  Object.keys(limits).map((name) => `${group}.${name}`),
);
const text = readFileSync(path.resolve(import.meta.dirname, '../../docs/limits.md'), 'utf8');

it.each([...names, 'OPEN_FILES_AT_ONCE', 'CHUNK_BYTES', 'WINDOWLESS_FETCHES'])('docs/limits.md names %s', (name) => {
  expect(text).toContain(`\`${name}\``);
});

it('docs/limits.md names nothing that is not there', () => {
  const named = [...text.matchAll(/`([A-Z_]+_LIMITS\.\w+)`/g)].map(([, name]) => name);
  expect(named.filter((name) => !names.includes(name!))).toEqual([]);
});
