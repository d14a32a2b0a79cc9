/** Policies in the registry, where Group Policy and Intune write them: those of the computer go before the user's. */
import path from 'node:path';
import type * as z from '../support/zod.ts';
import { systemRoot } from '../support/system-values.ts';
import { lockedSettingsSchema, policySchema } from './policy-schema.ts';
import type { PolicyReading, RunProgram } from './policy-source.ts';

const ROOTS = ['HKLM', 'HKCU'] as const;
const POLICIES = String.raw`SOFTWARE\Policies`;
const VALUE = /^ {4}(?<name>.*?) {4}(?<type>REG_[A-Z_]+)(?: {4}(?<data>.*))?$/;

/**
 * `reg.exe` answers in the language of the system, and with 1 for "not there" and "not allowed" alike: so the keys
 * beside ours are listed first. A computer without any policy has no such list in `HKCU`.
 */
export function readRegistryPolicies(key: string, runProgram: RunProgram): PolicyReading {
  const program = path.win32.join(systemRoot(), 'System32', 'reg.exe');
  const query = (key: string, ...options: string[]): string | null => {
    try {
      return runProgram(program, ['query', key, ...options]);
    } catch {
      return null;
    }
  };
  const places: string[] = [];
  let values: Record<string, unknown> = {};
  for (const root of ROOTS) {
    const place = `${root}\\${POLICIES}\\${key}`;
    const siblings = query(`${root}\\${POLICIES}`);
    if (siblings === null && root === 'HKLM')
      return { kind: 'unreadable', place, reason: 'the registry cannot be read (reg.exe)' };
    if (!siblings || !hasSubkey(siblings, key)) continue;
    const listing = query(place, '/s');
    if (listing === null) return { kind: 'unreadable', place, reason: 'access is denied' };
    places.push(place);
    values = { ...parseRegistry(listing, place), ...values };
  }
  return places.length === 0 ? { kind: 'none' } : { kind: 'found', place: places.join(', '), values };
}

function hasSubkey(listing: string, key: string): boolean {
  return listing.split(/\r?\n/).some((line) => line.trim().toLowerCase().endsWith(`\\${key.toLowerCase()}`));
}

/** Subkeys are lists (values named 1, 2, …) or `settings`. Names count without case, as the registry's do. */
function parseRegistry(listing: string, place: string): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  let subkey: string | null = null;
  for (const line of listing.split(/\r?\n/)) {
    if (/^HKEY_/.test(line)) {
      const whole = line.trim();
      const rest = whole.slice(whole.toLowerCase().indexOf(tailOf(place)) + tailOf(place).length);
      subkey = rest === '' ? null : rest.slice(1);
      continue;
    }
    const found = VALUE.exec(line)?.groups;
    if (!found) continue;
    const { name: written = '', type = '', data = '' } = found;
    if (subkey === null) {
      const { name, schema } = lookUp(policySchema().shape, written);
      values[name] = convert(type, data, schema);
      continue;
    }
    const { name: group } = lookUp(policySchema().shape, subkey);
    if (group === 'settings') {
      const { name, schema } = lookUp(lockedSettingsSchema().shape, written);
      values[group] = { ...(values[group] as object | undefined), [name]: convert(type, data, schema) };
    } else values[group] = [...((values[group] as unknown[] | undefined) ?? []), data];
  }
  return values;
}

function tailOf(place: string): string {
  return place.slice(place.indexOf('\\')).toLowerCase();
}

/** As the schema spells it; `schema` is absent for what this version does not know. */
function lookUp(
  shape: Readonly<Record<string, z.ZodMiniType>>,
  written: string,
): { name: string; schema?: z.ZodMiniType } {
  const name = Object.keys(shape).find((known) => known.toLowerCase() === written.toLowerCase());
  return name === undefined ? { name: written } : { name, schema: shape[name]! };
}

/** As the policy wants it; what fits in no way stays as it is, and is told. */
function convert(type: string, data: string, schema: z.ZodMiniType | undefined): unknown {
  const readings: readonly unknown[] =
    type === 'REG_MULTI_SZ'
      ? [data.split(String.raw`\0`).filter((entry) => entry !== '')]
      : type === 'REG_DWORD' || type === 'REG_QWORD'
        ? [Number(data), { 0: false, 1: true }[Number(data)]]
        : // Amounts that have no place in a DWORD come as text.
          [data, ...(/^\d+$/.test(data) ? [Number(data)] : [])];
  return readings.find((value) => value !== undefined && schema?.safeParse(value).success) ?? readings[0];
}
