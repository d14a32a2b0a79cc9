/** What each policy does, and what a broken one does: it locks what it is about, and is told. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { refusedByPolicies } from '../../../main/composition/policies.ts';
import { policiesCheck } from '../../../main/diagnostics/policies-check.ts';
import { lockSettings } from '../../../main/policies/locked-settings.ts';
import { interpretPolicies, type Policies } from '../../../main/policies/policies.ts';
import { policySchema } from '../../../main/policies/policy-schema.ts';
import { readPolicyFile } from '../../../main/policies/policy-source.ts';
import { openSettings } from '../../../main/storage/settings.ts';
import { LOCKABLE_SETTINGS } from '../../../preload/contract/settings.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

const PLACE = '/etc/larder/policy.json';
const OURS = 'xoqXxUSMRccLCrZNRebmzj';
const OTHER = 'AnotherMiniProgram';

const inForce = (values: Record<string, unknown>): Policies =>
  interpretPolicies({ kind: 'found', place: PLACE, values });
const unreadable = (): Policies => interpretPolicies({ kind: 'unreadable', place: PLACE, reason: 'EACCES' });
const keysOf = (policies: Policies): readonly string[] => policies.problems.map(({ key }) => key);

describe('without policies', () => {
  it('nothing is locked, refused or told', () => {
    const policies = interpretPolicies({ kind: 'none' });
    expect(policies).toMatchObject({ place: null, names: [], problems: [], backendUrl: null, logLevel: 'events' });
    expect(policies.allowsDeveloperMode && policies.allowsUpdates).toBe(true);
    expect([...LOCKABLE_SETTINGS, 'backendUrl' as const].filter((name) => policies.isLocked(name))).toEqual([]);
    expect(policies.isAllowed(OURS, false)).toBe(true);
    expect(policies.isAddressAllowed('10.0.0.1', 'intranet.example')).toBe(false);
    expect(refusedByPolicies({ dev: true, backendUrl: 'https://b.example' }, policies)).toBeNull();
  });
});

describe('a start', () => {
  it.each([
    ['--dev', { developerMode: false }, { dev: true, backendUrl: null }],
    ['--backend-url', { backendUrl: 'https://mp.example' }, { dev: false, backendUrl: 'https://b.example' }],
  ])('with %s names the administrator when it is refused', (option, values, commandLine) => {
    const refusal = refusedByPolicies(commandLine, inForce(values));
    expect(refusal).toContain(option);
    expect(refusal).toContain(`the administrator of this computer (${PLACE})`);
    expect(refusedByPolicies({ dev: false, backendUrl: null }, inForce(values))).toBeNull();
  });
});

describe('a policy in force', () => {
  it('has the backend of everybody, without its last slash', () => {
    const policies = inForce({ backendUrl: 'https://mp.example/base/' });
    expect(policies.backendUrl).toBe('https://mp.example/base');
    expect(policies.isLocked('backendUrl')).toBe(true);
  });

  it('allows the mini-programs that it names and those that it installs', () => {
    const policies = inForce({ allowedMiniPrograms: [OURS], preinstalledMiniPrograms: ['Third'] });
    const allowed = [OURS, 'Third', OTHER].filter((appId) => policies.isAllowed(appId, true));
    expect(allowed).toEqual([OURS, 'Third']);
  });

  it.each([
    ['10.1.2.3', 'intranet.example', true],
    ['192.168.1.9', 'a.corp.example', true],
    ['fd00::1', 'intranet.example', true],
    ['100.64.0.1', 'intranet.example', true],
    ['10.1.2.3', 'corp.example', false],
    ['10.1.2.3', 'other.example', false],
    ['127.0.0.1', 'intranet.example', false],
    ['::1', 'intranet.example', false],
    ['::ffff:127.0.0.1', 'intranet.example', false],
    ['169.254.169.254', 'intranet.example', false],
    ['0.0.0.0', 'intranet.example', false],
    ['10.9.9.9', '10.9.9.9', true],
    ['93.184.216.34', 'other.example', true],
  ])('lets %s of %s be reached: %s', (address, host, isAllowed) => {
    const policies = inForce({ privateHosts: ['intranet.example', '*.corp.example', '10.9.9.9'] });
    expect(policies.isAddressAllowed(address, host)).toBe(isAllowed);
  });

  it('is named in Diagnostics', async () => {
    const check = policiesCheck(inForce({ updates: false, settings: { language: 'fa' } }));
    expect(await check.run(new AbortController().signal)).toEqual({
      status: 'ok',
      text: { key: 'diagnostics.policies.ok', values: { place: PLACE, names: 'updates, settings.language' } },
    });
  });
});

/** The policy, bad input, and whether that is locked or left out. */
const UNUSABLE: readonly [string, Record<string, unknown>, (policies: Policies) => unknown][] = [
  ['developerMode', { developerMode: 'no' }, (policies) => !policies.allowsDeveloperMode],
  ['backendUrl', { backendUrl: 'http://mp.example' }, (policies) => policies.isLocked('backendUrl')],
  ['backendUrl', { backendUrl: 7 }, (policies) => policies.isLocked('backendUrl') && policies.backendUrl === null],
  ['allowedMiniPrograms', { allowedMiniPrograms: OURS }, (p) => !p.isAllowed(OURS, false) && p.isAllowed(OURS, true)],
  [
    'allowedMiniPrograms',
    { allowedMiniPrograms: ['../x', OURS] },
    (p) => p.isAllowed(OURS, false) && !p.isAllowed(OTHER, true),
  ],
  ['preinstalledMiniPrograms', { preinstalledMiniPrograms: [3] }, (policies) => policies.preinstalled.length === 0],
  ['privateHosts', { privateHosts: ['a.example:8443'] }, (p) => !p.isAddressAllowed('10.0.0.1', 'a.example')],
  ['privateHosts', { privateHosts: ['*.com'] }, (p) => !p.isAddressAllowed('10.0.0.1', 'a.com')],
  ['signInIssuers', { signInIssuers: 'https://id.example' }, (policies) => policies.signInIssuers.length === 0],
  [
    'signInIssuers',
    { signInIssuers: ['http://id.example', 'id.example', 'https://id.other.example'] },
    ({ signInIssuers }) => signInIssuers.join() === 'https://id.other.example',
  ],
  ['updates', { updates: 'off' }, (policies) => !policies.allowsUpdates],
  ['logLevel', { logLevel: 'loud' }, (policies) => policies.logLevel === 'events'],
  ['settings.language', { settings: { language: 5 } }, (policies) => policies.isLocked('language')],
  ['settings', { settings: ['language'] }, (policies) => LOCKABLE_SETTINGS.every((name) => policies.isLocked(name))],
];

describe('a policy that cannot be used', () => {
  it('has bad input in the table below, whichever it is', () => {
    const tried = new Set(UNUSABLE.map(([name]) => name.split('.')[0]));
    expect([...tried].sort()).toEqual(Object.keys(policySchema().shape).sort());
  });

  it.each(UNUSABLE)('%s locks what it is about and is told: %j', (name, values, isLocked) => {
    const policies = inForce({ ...values, logLevel: values.logLevel ?? 'problems' });
    expect(isLocked(policies)).toBe(true);
    // Of a list of which something is left, the rest holds.
    const [, value] = Object.entries(values)[0] ?? [];
    const isEntry = Array.isArray(value) && name !== 'settings';
    const key = isEntry ? 'policies.wrongEntry' : 'policies.wrong';
    expect(policies.problems).toMatchObject([{ key, values: { name, place: PLACE } }]);
    // The others hold.
    if (values.logLevel === undefined) expect(policies.logLevel).toBe('problems');
  });

  it('is told and ignored when a newer version would know it', () => {
    const policies = inForce({ quietHours: [1], settings: { sound: true }, updates: false, PayloadUUID: 'x' });
    expect(policies.problems).toEqual([
      { key: 'policies.unknown', values: { name: 'quietHours', place: PLACE } },
      { key: 'policies.unknown', values: { name: 'settings.sound', place: PLACE } },
    ]);
    expect(policies.allowsUpdates).toBe(false);
  });

  it('leaves everything as it stands when none can be read', () => {
    const policies = unreadable();
    expect(keysOf(policies)).toEqual(['policies.unreadable']);
    expect([...LOCKABLE_SETTINGS, 'backendUrl' as const].every((name) => policies.isLocked(name))).toBe(true);
    expect(policies.allowsDeveloperMode || policies.allowsUpdates).toBe(false);
    expect([policies.isAllowed(OURS, true), policies.isAllowed(OURS, false)]).toEqual([true, false]);
    expect(policies.settings).toEqual({});
  });

  it.each([
    ['unreadable', unreadable(), 'cannot be read'],
    ['wrong', inForce({ developerMode: 'no', backendUrl: 7 }), 'cannot be read'],
    ['clear', inForce({ developerMode: false, backendUrl: 'https://mp.example' }), /does not allow|has chosen/],
  ])('that is %s is not taken for what the administrator decided', (_what, policies, expected) => {
    expect(refusedByPolicies({ dev: true, backendUrl: null }, policies)).toMatch(expected);
    expect(refusedByPolicies({ dev: false, backendUrl: 'https://b.example' }, policies)).toMatch(expected);
  });

  it('is named in Diagnostics beside others', async () => {
    const policies = inForce({ quietHours: [1], logLevel: 'loud', settings: { language: 5 }, updates: false });
    expect(await policiesCheck(policies).run(new AbortController().signal)).toMatchObject({
      status: 'problem',
      text: {
        key: 'diagnostics.policies.several',
        values: { place: PLACE, names: 'quietHours, logLevel, settings.language' },
      },
    });
  });

  it('is a problem in Diagnostics', async () => {
    expect(await policiesCheck(unreadable()).run(new AbortController().signal)).toMatchObject({ status: 'problem' });
  });
});

describe('policy.json', () => {
  const write = (content: string | Buffer): string => {
    const file = path.join(createTemporaryFolder(), 'policy.json');
    writeFileSync(file, content);
    return file;
  };

  it.each<[string, string | Buffer, string]>([
    ['JSON', '{"updates": false, "$schema": "x"}', 'found'],
    ['JSON of an editor on Windows', Buffer.from('\ufeff{"updates": false}', 'utf16le'), 'found'],
    ['half of it', '{"updates":', 'unreadable'],
    ['a list', '[]', 'unreadable'],
    ['nothing', '', 'unreadable'],
    ['far too much', ' '.repeat(1024 * 1024 + 1), 'unreadable'],
  ])('with %s', (_what, content, kind) => {
    const reading = readPolicyFile(write(content));
    expect(reading.kind).toBe(kind);
    if (reading.kind === 'found') expect(reading.values).toEqual({ updates: false });
  });

  it.skipIf(process.platform === 'win32').each<[string, (file: string) => void]>([
    ['a pipe', (file) => void execFileSync('mkfifo', [file])],
    ['a link to a device that never ends', (file) => symlinkSync('/dev/zero', file)],
    ['a link that leads nowhere', (file) => symlinkSync('gone.json', file)],
    ['a link to itself', (file) => symlinkSync('policy.json', file)],
  ])('cannot be read, and is not waited for, when it is %s', (_what, make) => {
    const file = path.join(createTemporaryFolder(), 'policy.json');
    make(file);
    expect(readPolicyFile(file)).toMatchObject({ kind: 'unreadable', place: file });
  });

  it('is none when there is no file, and cannot be read when a folder is in its place', () => {
    const folder = createTemporaryFolder();
    expect(readPolicyFile(path.join(folder, 'none', 'policy.json'))).toEqual({ kind: 'none' });
    mkdirSync(path.join(folder, 'policy.json'));
    expect(readPolicyFile(path.join(folder, 'policy.json')).kind).toBe('unreadable');
  });
});

describe('locked settings', () => {
  const open = (values: Record<string, unknown>) => {
    const folder = createTemporaryFolder();
    const own = openSettings(folder);
    return { own, settings: lockSettings(own, inForce(values)) };
  };

  it('are what everybody reads; the user’s stay in the file', () => {
    const { own, settings } = open({ settings: { language: 'fa' } });
    own.update({ language: 'en' });
    expect(settings.get().language).toBe('fa');
    const told: unknown[] = [];
    settings.onChange(({ language, appearance }) => told.push([language, appearance]));
    settings.update({ appearance: 'dark' });
    expect(told).toEqual([['fa', 'dark']]);
    expect(own.get()).toMatchObject({ language: 'en', appearance: 'dark' });
  });

  it('cannot be changed, alone or among others', () => {
    const { own, settings } = open({ backendUrl: 'https://mp.example', settings: { language: 'fa' } });
    for (const change of [
      { language: 'en' },
      { appearance: 'dark' as const, language: 'en' },
      { backendUrl: 'https://x.example' },
    ])
      expect(() => settings.update(change)).toThrow(/your administrator has decided/);
    expect(own.get()).toMatchObject({ language: null, appearance: 'system', backendUrl: null });
  });

  it('stay where they stand when the policy cannot be read', () => {
    const own = openSettings(createTemporaryFolder());
    own.update({ language: 'en' });
    const settings = lockSettings(own, unreadable());
    expect(settings.get().language).toBe('en');
    expect(() => settings.update({ language: 'fa' })).toThrow(/your administrator/);
  });
});
