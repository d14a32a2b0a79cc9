import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { BODY_LIMITS } from '../../main/background-fetch/jobs/body-readers.ts';
import { DELIVERY_LIMITS } from '../../main/background-fetch/jobs/delivery-deaths.ts';
import { METADATA_LIMITS } from '../../main/background-fetch/jobs/metadata.ts';
import { INLINE_SCRIPT_LIMITS } from '../../main/catalog/inline-scripts/limits.ts';
import { MANIFEST_LIMITS } from '../../main/catalog/packages/manifest.ts';
import { OFFER_LIST_LIMITS } from '../../main/catalog/offers/offer-list.ts';
import { OFFERED_ICON_LIMITS } from '../../main/catalog/offers/offered-icons.ts';
import { LOCALIZED_LIMITS } from '../../main/models/localized-texts.ts';
import { DETAILS_LIMITS } from '../../main/catalog/details/details-client.ts';
import { ACTIVITY_LIMITS } from '../../main/launcher/activity/activity-log.ts';
import { DRAWING_LIMITS } from '../../main/sessions/compressed-drawing.ts';
import { REQUEST_LIMITS } from '../../main/sessions/policy/session-policy.ts';
import { TEXT_LIMITS } from '../../main/sessions/text-types.ts';
import { TOKEN_LIMITS } from '../../main/storage/tokens/token-vault.ts';
import { LOG_FILE_LIMITS } from '../../main/log/log-file.ts';
import { HISTORY_LIMITS } from '../../main/launcher/activity/activity-history.ts';
import { EVENT_LIMITS } from '../../main/log/quiet-events.ts';
import { LOG_LIMITS } from '../../main/log/quiet-log.ts';
import { WIRE_LIMITS } from '../../main/network/client/wire-limits.ts';
import { BN_LIMITS } from '../../preload/contract/bn-limits.ts';
import { CALL_LIMITS } from '../../preload/contract/call-limits.ts';

const GROUPS = {
  ACTIVITY_LIMITS,
  BN_LIMITS,
  BODY_LIMITS,
  CALL_LIMITS,
  DELIVERY_LIMITS,
  DETAILS_LIMITS,
  DRAWING_LIMITS,
  EVENT_LIMITS,
  HISTORY_LIMITS,
  LOCALIZED_LIMITS,
  LOG_FILE_LIMITS,
  INLINE_SCRIPT_LIMITS,
  LOG_LIMITS,
  MANIFEST_LIMITS,
  METADATA_LIMITS,
  OFFER_LIST_LIMITS,
  OFFERED_ICON_LIMITS,
  REQUEST_LIMITS,
  TEXT_LIMITS,
  TOKEN_LIMITS,
  WIRE_LIMITS,
};
const names = Object.entries(GROUPS).flatMap(([group, limits]) =>
  Object.keys(limits).map((name) => `${group}.${name}`),
);
const text = readFileSync(path.resolve(import.meta.dirname, '../../docs/limits.md'), 'utf8');

const SINGLE = ['OPEN_FILES_AT_ONCE', 'CHUNK_BYTES', 'WINDOWLESS_FETCHES', 'NOTICES_AT_ONCE', 'UNSEEN_FETCHES_LIMIT'];

it.each([...names, ...SINGLE])('docs/limits.md names %s', (name) => {
  expect(text).toContain(`\`${name}\``);
});

it('docs/limits.md names nothing that is not there', () => {
  const named = [...text.matchAll(/`([A-Z_]+_LIMITS\.\w+)`/g)].map(([, name]) => name);
  expect(named.filter((name) => !names.includes(name!))).toEqual([]);
});

it('docs/limits.md names a test for each limit, and each is there', () => {
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  const tests = rows.slice(2).map((row) => row.split('|').at(-2)?.trim() ?? '');
  const named = tests.filter((cell) => cell !== 'the same').flatMap((cell) => cell.split(', '));
  const root = path.resolve(import.meta.dirname, '..');
  expect(named.filter((name) => !existsSync(path.join(root, `${name}.test.ts`)))).toEqual([]);
});
