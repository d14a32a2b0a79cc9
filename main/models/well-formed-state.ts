/**
 * Recognises a state that `miniProgramStateSchema` would give back unchanged, in a tenth of the time:
 * start-up looks at every mini-program. What is not recognised goes through the schema, so a check
 * here may be too strict, never too lenient.
 */
import { BN_LIMITS } from '../../preload/contract/bn-limits.ts';
import { isAppId } from './app-id.ts';
import { cleanText, displayName } from './display-name.ts';
import type { Details, PreFetchRule, ServiceDomain } from './details-schema.ts';
import { LOCALIZED_LIMITS } from './localized-texts.ts';
import type { InstallData, InstallState } from './install-state.ts';
import { BODY_NAMES, type PeriodicState } from './periodic-state.ts';
import {
  STATE_SCHEMA_VERSION,
  type InstalledPackage,
  type MiniProgramState,
  type StoredToken,
} from './state-schema.ts';

type Check = (value: unknown) => boolean;
/** A field that is new in the schema and has no check does not compile. */
type Checks<T> = { readonly [Name in keyof Required<T>]: Check };

const PIN = /^sha256\/[0-9A-Za-z+/]{43}=$/;
const LOWER_CASE_SHA256 = /^[0-9a-f]{64}$/;
const FOLDER = /^[0-9A-Za-z._-]+$/;

const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isCount: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const isSize: Check = (value) => Number.isSafeInteger(value) && (value as number) > 0;
const isShownName: Check = (value) => typeof value === 'string' && displayName(value) === value;
const isShownText: Check = (value) => typeof value === 'string' && cleanText(value, 2000) === value;
const text =
  (least: number, most: number): Check =>
  (value) =>
    typeof value === 'string' && value.length >= least && value.length <= most;
const matching =
  (pattern: RegExp): Check =>
  (value) =>
    typeof value === 'string' && pattern.test(value);
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const orAbsent =
  (check: Check): Check =>
  (value) =>
    value === null || value === undefined || check(value);
const listOf =
  (check: Check, most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(check);

/** Each field passes its check, and there is no other one. */
function exactly<T>(checks: Checks<T>): Check {
  const fields = Object.entries(checks) as [string, Check][];
  const names = new Set(fields.map(([name]) => name));
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    for (const name in value) if (!names.has(name)) return false;
    return fields.every(([name, check]) => check((value as Record<string, unknown>)[name]));
  };
}

const textsBy =
  (check: Check): Check =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const texts = Object.entries(value);
    return (
      texts.length <= LOCALIZED_LIMITS.languages &&
      texts.every(([tag, one]) => tag.length <= LOCALIZED_LIMITS.tagLength && check(one))
    );
  };

const isDetails = exactly<Details>({
  appId: isAppId,
  name: isShownName,
  description: isShownText,
  names: orAbsent(textsBy(isShownName)),
  descriptions: orAbsent(textsBy(isShownText)),
  iconUrl: orAbsent(text(0, 2048)),
  version: text(1, 64),
  packageUrl: text(1, 8192),
  packageSha256: matching(LOWER_CASE_SHA256),
  packageSize: orAbsent(isSize),
  permissions: listOf(text(0, 200), 200),
  serviceDomains: listOf(
    exactly<ServiceDomain>({ domain: text(1, 260), certificates: listOf(matching(PIN), 50) }),
    200,
  ),
  developmentSettings: exactly<Details['developmentSettings']>({
    preFetchUrl: orAbsent(text(0, 4096)),
    backgroundFetchUrl: orAbsent(text(0, 4096)),
    installFetchUrl: orAbsent(text(0, 4096)),
    maxBytes: orAbsent(isSize),
    preFetchRules: orAbsent(
      listOf(exactly<PreFetchRule>({ key: text(1, BN_LIMITS.keyLength), page: text(1, 256), url: text(1, 4096) }), 100),
    ),
  }),
});

const isInstalledPackage = exactly<InstalledPackage>({
  version: isText,
  sha256: isText,
  folder: matching(FOLDER),
  startPage: isText,
  fallbackPage: orNull(isText),
  charset: orNull(isText),
  icon: orNull(isText),
  installedAt: isCount,
  provenAt: orNull(isCount),
  unprovenStarts: isCount,
});

type PeriodicData = NonNullable<PeriodicState['data']>;

const isSent = exactly<PeriodicData['sent']>({ appid: isText, timestamp: isCount, lang: isText, version: isText });

const isPeriodicState = exactly<PeriodicState>({
  enabled: isFlag,
  lastSuccessAt: orNull(isCount),
  failures: isCount,
  failedAt: orNull(isCount),
  retryAt: orNull(isCount),
  data: orNull(
    exactly<PeriodicData>({
      body: oneOf(...BODY_NAMES),
      arrivedAt: isCount,
      sent: isSent,
      hasCurrentToken: isFlag,
    }),
  ),
  validators: orNull(
    exactly<NonNullable<PeriodicState['validators']>>({
      etag: orNull(isText),
      lastModified: orNull(isText),
      requestKey: isText,
    }),
  ),
});

const isState = exactly<MiniProgramState>({
  schemaVersion: oneOf(STATE_SCHEMA_VERSION),
  appId: isAppId,
  name: isShownName,
  description: isShownText,
  addedAt: isCount,
  lastOpenedAt: orNull(isCount),
  windowlessFetches: isCount,
  details: orNull(
    exactly<NonNullable<MiniProgramState['details']>>({
      value: isDetails,
      fetchedAt: isCount,
      backendUrl: orAbsent(isText),
      etag: orAbsent(text(0, 1000)),
      lastModified: orAbsent(text(0, 200)),
    }),
  ),
  installed: orNull(isInstalledPackage),
  pending: orNull(isInstalledPackage),
  previous: orNull(isInstalledPackage),
  rejectedSha256: orNull(isText),
  token: orNull(exactly<StoredToken>({ kind: oneOf('encrypted', 'plain'), value: isText })),
  dataAt: orNull(isCount),
  installFetch: orNull(
    exactly<InstallState>({
      isOver: isFlag,
      data: orNull(exactly<InstallData>({ arrivedAt: isCount, sent: isSent })),
    }),
  ),
  downloadsAllowed: isFlag,
  downloadRoomBytes: orNull(isCount),
  periodic: orNull(isPeriodicState),
  openFolder: orNull(isText),
});

/** `content` comes from `JSON.parse`. `false` says nothing: the schema decides. */
export function isWellFormedState(content: unknown): content is MiniProgramState {
  return isState(content);
}
