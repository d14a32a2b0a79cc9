/** What is made for administrators is what the application reads. */
import { DOMParser } from '@xmldom/xmldom';
import { Ajv2020 } from 'ajv/dist/2020.js';
import plist from 'plist';
import { describe, expect, it } from 'vitest';
import { BRAND } from '../../../preload/contract/brand.ts';
import { policyTemplates } from '../../../build/policies/make-policies.ts';
import { policyShapes } from '../../../build/policies/policy-shapes.ts';
import { interpretPolicies } from '../../../main/policies/policies.ts';
import { lockedSettingsSchema, policySchema } from '../../../main/policies/policy-schema.ts';

const templates = policyTemplates(BRAND);
const read = (end: string): string => [...templates].find(([name]) => name.endsWith(end))![1];
const xml = (end: string) => {
  const refuse = (message: string): never => {
    throw new Error(message);
  };
  const errorHandler = { warning: refuse, error: refuse, fatalError: refuse };
  return new DOMParser({ errorHandler }).parseFromString(read(end), 'text/xml');
};
const NAMES = [
  ...Object.keys(policySchema().shape).filter((name) => name !== 'settings'),
  ...Object.keys(lockedSettingsSchema().shape).map((name) => `settings_${name}`),
];

describe('ADMX and ADML', () => {
  const all = (end: string, tag: string) => Array.from(xml(end).getElementsByTagName(tag));

  it('have every policy and every setting once', () => {
    expect(all('.admx', 'policy').map((policy) => policy.getAttribute('name'))).toEqual(NAMES);
  });

  it('write each where the application looks for it', () => {
    const places = all('.admx', 'policy').map((policy) => policy.getAttribute('key'));
    expect(new Set(places)).toEqual(
      new Set([String.raw`SOFTWARE\Policies\Larder`, String.raw`SOFTWARE\Policies\Larder\settings`]),
    );
    const lists = all('.admx', 'list').map((list) => list.getAttribute('key'));
    expect(lists).toContain(String.raw`SOFTWARE\Policies\Larder\privateHosts`);
  });

  it('fit each other: no text and no presentation is missing or too many', () => {
    const asked = [...read('.admx').matchAll(/\$\((string|presentation)\.([^)]+)\)/g)].map(
      ([, kind, id]) => `${kind} ${id}`,
    );
    const given = (['string', 'presentation'] as const).flatMap((kind) =>
      all('.adml', kind).map((element) => `${kind} ${element.getAttribute('id')}`),
    );
    expect([...new Set(asked)].sort()).toEqual([...given].sort());
  });
});

it('the profile of macOS holds policies without a problem', () => {
  const profile = plist.parse(read('.mobileconfig')) as { PayloadContent: Record<string, unknown>[] };
  const policies = interpretPolicies({ kind: 'found', place: 'profile', values: profile.PayloadContent[0]! });
  expect(policies.problems).toEqual([]);
  expect(policies.names).toEqual(expect.arrayContaining(['backendUrl', 'settings.periodicFetchEnabled']));
});

it('the file of Linux is a policy, and its schema says so', () => {
  const values = JSON.parse(read('linux/policy.json')) as Record<string, unknown>;
  const { $schema, ...policies } = values;
  expect($schema).toBe('../policy.schema.json');
  expect(interpretPolicies({ kind: 'found', place: 'file', values: policies }).problems).toEqual([]);
  const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
    JSON.parse(read('policy.schema.json')) as object,
  );
  expect(validate(policies)).toBe(true);
  expect(validate({ ...policies, updates: 'no' })).toBe(false);
  expect(validate({ ...policies, other: 1 })).toBe(false);
});

it('every policy has a description', () => {
  for (const { description } of policyShapes()) expect(description.length).toBeGreaterThan(20);
});
