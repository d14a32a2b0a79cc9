/** Policies as Windows and macOS keep them, from what reg.exe and plutil print. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readManagedPreferences } from '../../../main/policies/macos-preferences.ts';
import { interpretPolicies } from '../../../main/policies/policies.ts';
import { readRegistryPolicies } from '../../../main/policies/windows-registry.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

/** Answers as reg.exe does for these keys; for others it ends with 1, in whatever language. */
function registry(listings: Readonly<Record<string, string>>) {
  return (_file: string, [, key]: readonly string[]): string => {
    const listing = listings[key ?? ''];
    if (listing === undefined) throw new Error('FEHLER: Der angegebene Registrierungsschlüssel wurde nicht gefunden.');
    return listing.replaceAll('\n', '\r\n');
  };
}

const SIBLINGS = String.raw`
HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Google
HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Larder
`;
const COMPUTER = String.raw`
HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Larder
    backendUrl    REG_SZ    https://mp.example
    DeveloperMode    REG_DWORD    0x0
    updates    REG_DWORD    0x2
    privateHosts    REG_MULTI_SZ    a.example\0*.corp.example

HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Larder\allowedMiniPrograms
    1    REG_SZ    One
    2    REG_SZ    Two

HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Larder\Settings
    periodicFetchEnabled    REG_DWORD    0x1
    maxPackageBytes    REG_DWORD    0x1000
    backgroundFetchQuotaBytes    REG_SZ    10737418240
    language    REG_SZ    fa
`;

describe('the registry', () => {
  it('is none where no key of ours is', () => {
    expect(readRegistryPolicies('Larder', registry({ [String.raw`HKLM\SOFTWARE\Policies`]: '\n' }))).toEqual({
      kind: 'none',
    });
  });

  it('has values of its own types', () => {
    const reading = readRegistryPolicies(
      'Larder',
      registry({
        [String.raw`HKLM\SOFTWARE\Policies`]: SIBLINGS,
        [String.raw`HKLM\SOFTWARE\Policies\Larder`]: COMPUTER,
      }),
    );
    expect(reading).toEqual({
      kind: 'found',
      place: String.raw`HKLM\SOFTWARE\Policies\Larder`,
      values: {
        backendUrl: 'https://mp.example',
        developerMode: false,
        updates: 2,
        privateHosts: ['a.example', '*.corp.example'],
        allowedMiniPrograms: ['One', 'Two'],
        settings: {
          periodicFetchEnabled: true,
          maxPackageBytes: 4096,
          backgroundFetchQuotaBytes: 10_737_418_240,
          language: 'fa',
        },
      },
    });
    const policies = interpretPolicies(reading);
    // A number that is neither yes nor no.
    expect(policies.problems).toMatchObject([{ key: 'policies.wrong', values: { name: 'updates' } }]);
    expect(policies.settings.backgroundFetchQuotaBytes).toBe(10_737_418_240);
  });

  it('puts those of the computer before the user’s', () => {
    const user = (name: string): string => SIBLINGS.replaceAll('LOCAL_MACHINE', name);
    const reading = readRegistryPolicies(
      'Larder',
      registry({
        [String.raw`HKLM\SOFTWARE\Policies`]: SIBLINGS,
        [String.raw`HKLM\SOFTWARE\Policies\Larder`]: COMPUTER,
        [String.raw`HKCU\SOFTWARE\Policies`]: user('CURRENT_USER'),
        [String.raw`HKCU\SOFTWARE\Policies\Larder`]: String.raw`
HKEY_CURRENT_USER\SOFTWARE\Policies\Larder
    backendUrl    REG_SZ    https://user.example
    logLevel    REG_SZ    off
`,
      }),
    );
    expect(interpretPolicies(reading)).toMatchObject({ backendUrl: 'https://mp.example', logLevel: 'off' });
  });

  it.each([
    ['nothing of it', {}],
    ['not our key', { [String.raw`HKLM\SOFTWARE\Policies`]: SIBLINGS }],
  ])('cannot be read when reg.exe reads %s', (_what, listings) => {
    expect(readRegistryPolicies('Larder', registry(listings)).kind).toBe('unreadable');
  });
});

describe('managed preferences', () => {
  const folderWith = (...files: string[]): string => {
    const folder = createTemporaryFolder();
    for (const file of files) {
      mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      writeFileSync(path.join(folder, file), 'bplist00');
    }
    return folder;
  };
  const read = (folder: string, answers: (file: string) => string) =>
    readManagedPreferences(
      { bundleId: 'app.example', userName: 'ada', runProgram: (_program, args) => answers(args.at(-1) ?? '') },
      folder,
    );

  it('are none without a file, and no program is run', () => {
    const run = (): string => {
      throw new Error('run');
    };
    expect(read(folderWith(), run)).toEqual({ kind: 'none' });
  });

  it('are those of the computer before the user’s', () => {
    const folder = folderWith('app.example.plist', 'ada/app.example.plist');
    const reading = read(folder, (file) =>
      file.includes('ada') ? '{"updates": true, "logLevel": "off"}' : '{"updates": false, "PayloadUUID": "1"}',
    );
    expect(interpretPolicies(reading)).toMatchObject({ allowsUpdates: false, logLevel: 'off', problems: [] });
  });

  it.each([
    [
      'plutil fails',
      () => {
        throw new Error('Property List error');
      },
    ],
    ['it holds a list', () => '[]'],
    ['plutil prints something else', () => 'file: no'],
  ])('cannot be read when %s', (_what, answers: () => string) => {
    expect(read(folderWith('app.example.plist'), answers).kind).toBe('unreadable');
  });
});
