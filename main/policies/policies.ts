/**
 * The administrator's policies in force. What cannot be read locks what it is about as it stands: nobody gets more by
 * breaking a policy, and nobody loses what works.
 */
import ipaddr from 'ipaddr.js';
import type * as z from '../support/zod.ts';
import type { LocalizedText } from '../../preload/contract/messages/index.ts';
import { LOCKABLE_SETTINGS, type LockableSetting } from '../../preload/contract/settings.ts';
import { isPublicAddress } from '../network/rules/addresses.ts';
import { readBackendUrl } from '../network/rules/backend-url.ts';
import { parseDomainEntry, type DomainEntry } from '../network/rules/service-domains.ts';
import type { SettingsValues } from '../storage/settings.ts';
import { lockedSettingsSchema, policySchema, type LogLevel, type PolicyName } from './policy-schema.ts';
import type { PolicyReading } from './policy-source.ts';

export interface Policies {
  /** The file, the registry key or the profile; `null`: this computer has none. */
  readonly place: string | null;
  /** Those in force and those that cannot be read, such as `settings.language`. */
  readonly names: readonly string[];
  readonly problems: readonly LocalizedText[];
  readonly allowsDeveloperMode: boolean;
  /** `null`: the user's. It cannot be changed when it `isLocked('backendUrl')`. */
  readonly backendUrl: string | null;
  readonly preinstalled: readonly string[];
  /** Issuers of OpenID providers besides those of the backend's own site. */
  readonly signInIssuers: readonly string[];
  readonly allowsUpdates: boolean;
  readonly logLevel: LogLevel;
  /** Values in place of the user's. */
  readonly settings: Partial<SettingsValues>;
  isLocked(setting: LockableSetting | 'backendUrl'): boolean;
  /** What the administrator says of it cannot be read; until it can, nothing about it changes. */
  isUnreadable(policy: PolicyName): boolean;
  /** `isAdded`: it is on this user's shelf. */
  isAllowed(appId: string, isAdded: boolean): boolean;
  /** Whether a connection to `host` may go to `address`: a public one, or that of a private host. */
  isAddressAllowed(address: string, host: string): boolean;
}

interface Findings {
  readonly values: Partial<Record<PolicyName, unknown>>;
  readonly names: Set<string>;
  readonly broken: Set<string>;
  readonly problems: LocalizedText[];
}

/** Of macOS's own, in every profile. */
const PROFILE_KEY = /^Payload[A-Z]/;

const nameOfSetting = (setting: string): string => `settings.${setting}`;

export function interpretPolicies(reading: PolicyReading): Policies {
  const place = reading.kind === 'none' ? null : reading.place;
  const findings: Findings = { values: {}, names: new Set(), broken: new Set(), problems: [] };
  if (reading.kind === 'unreadable') {
    for (const name of [...Object.keys(policySchema().shape), ...LOCKABLE_SETTINGS.map(nameOfSetting)])
      findings.broken.add(name);
    findings.problems.push({ key: 'policies.unreadable', values: { place: reading.place, reason: reading.reason } });
  } else if (reading.kind === 'found') {
    for (const [name, value] of Object.entries(reading.values)) readPolicy(findings, reading.place, name, value);
  }
  const { values, broken, names, problems } = findings;
  const isBroken = (name: string): boolean => broken.has(name);
  const backend = readBackendUrl(String(values.backendUrl ?? ''), false);
  const preinstalled = listOf(values.preinstalledMiniPrograms);
  const allowed = values.allowedMiniPrograms === undefined ? null : new Set(listOf(values.allowedMiniPrograms));
  const privateHosts = listOf(values.privateHosts).flatMap((entry) => parseDomainEntry(entry) ?? []);
  const settings = (values.settings ?? {}) as Partial<SettingsValues>;
  return {
    place,
    names: [...names],
    problems,
    allowsDeveloperMode: values.developerMode !== false && !isBroken('developerMode'),
    backendUrl: backend.ok ? backend.url : null,
    preinstalled,
    signInIssuers: listOf(values.signInIssuers),
    allowsUpdates: values.updates !== false && !isBroken('updates'),
    logLevel: (values.logLevel as LogLevel | undefined) ?? 'events',
    settings,
    isUnreadable: isBroken,
    isLocked: (setting) =>
      setting === 'backendUrl'
        ? backend.ok || isBroken('backendUrl')
        : setting in settings || isBroken(nameOfSetting(setting)),
    isAllowed: (appId, isAdded) =>
      preinstalled.includes(appId) ||
      (allowed === null ? !isBroken('allowedMiniPrograms') || isAdded : allowed.has(appId)),
    isAddressAllowed: (address, host) =>
      isPublicAddress(address) || (isNetworkAddress(address) && privateHosts.some((entry) => matches(entry, host))),
  };
}

function readPolicy(findings: Findings, place: string, name: string, value: unknown): void {
  if (PROFILE_KEY.test(name)) return;
  if (!Object.hasOwn(policySchema().shape, name)) {
    findings.problems.push({ key: 'policies.unknown', values: { name, place } });
    return;
  }
  if (name === 'settings') return readSettings(findings, place, value);
  findings.names.add(name);
  const policy = name as Exclude<PolicyName, 'settings'>;
  const schema = policySchema().shape[policy];
  const parsed = schema.safeParse(value);
  if (parsed.success) {
    findings.values[policy] = parsed.data;
    return;
  }
  const itemsAreWrong = parsed.error.issues.every(({ path }) => typeof path[0] === 'number');
  if (Array.isArray(value) && itemsAreWrong) {
    const wrong = new Set(parsed.error.issues.map(({ path }) => path[0]));
    findings.values[policy] = schema.parse(value.filter((_item, index) => !wrong.has(index)));
    tellWrong(findings, place, name, parsed.error, 'policies.wrongEntry');
    return;
  }
  findings.broken.add(name);
  tellWrong(findings, place, name, parsed.error);
}

function readSettings(findings: Findings, place: string, value: unknown): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    for (const setting of LOCKABLE_SETTINGS) findings.broken.add(nameOfSetting(setting));
    const reason = 'expected an object of settings';
    findings.problems.push({ key: 'policies.wrong', values: { name: 'settings', place, reason } });
    return;
  }
  const kept: Record<string, unknown> = {};
  for (const [setting, chosen] of Object.entries(value)) {
    const name = nameOfSetting(setting);
    if (!Object.hasOwn(lockedSettingsSchema().shape, setting)) {
      findings.problems.push({ key: 'policies.unknown', values: { name, place } });
      continue;
    }
    findings.names.add(name);
    const parsed = lockedSettingsSchema().shape[setting as LockableSetting].safeParse(chosen);
    if (parsed.success) kept[setting] = parsed.data;
    else {
      findings.broken.add(name);
      tellWrong(findings, place, name, parsed.error);
    }
  }
  findings.values.settings = kept;
}

function tellWrong(
  { problems }: Findings,
  place: string,
  name: string,
  error: z.ZodError,
  key: 'policies.wrong' | 'policies.wrongEntry' = 'policies.wrong',
): void {
  const [issue] = error.issues;
  const where = issue && issue.path.length > 0 ? `entry ${Number(issue.path[0]) + 1}: ` : '';
  const reason = `${where}${(issue?.message ?? '').replace(/^Invalid [a-z]+: /, '')}`;
  problems.push({ key, values: { name, place, reason } });
}

function listOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

/** Private hosts are elsewhere in the network: never this computer, nor the cloud's own service for what runs in it. */
function isNetworkAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const range = ipaddr.process(address).range();
  return range === 'private' || range === 'uniqueLocal' || range === 'carrierGradeNat';
}

function matches({ host, wildcard }: DomainEntry, asked: string): boolean {
  const name = asked.replace(/^\[|\]$/g, '').toLowerCase();
  return wildcard ? name.endsWith(`.${host}`) : name === host;
}
