/** `--fetch-now` without a Larder that runs, of an application that came with mini-programs. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { writeBuiltIns } from '../../../build/pack/built-in.ts';
import { builtInAddress } from '../../../main/catalog/built-in/built-in-index.ts';
import { detailsSchema } from '../../../main/models/details-schema.ts';
import { interpretPolicies } from '../../../main/policies/policies.ts';
import { parseCommandLine } from '../../../main/system/start/command-line.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

const system = vi.hoisted(() => ({ folder: '', isOnline: true }));
vi.mock('electron', async () => (await import('../../fakes/idle-electron.ts')).createIdleElectron(system));
const { fetchNowAlone } = await import('../../../main/composition/fetch-now.ts');

const LOGGER = { info: () => {}, warning: () => {}, error: () => {} };
const COMES_ALONG = 'ComesAlong1';

/** A data folder that no Larder has opened yet. */
async function fetchFor(appId: string, options: { args?: string[]; policies?: Record<string, unknown> } = {}) {
  const { args = [], policies } = options;
  const folder = createTemporaryFolder();
  system.folder = path.join(folder, 'data');
  const app = path.join(folder, 'app.asar');
  for (const one of [system.folder, app]) mkdirSync(one);
  const packageSha256 = 'a'.repeat(64);
  const details = detailsSchema().parse({
    ...{ appId: COMES_ALONG, name: 'Comes along', version: '1.0.0', serviceDomains: ['data.example'] },
    ...{ packageUrl: builtInAddress(packageSha256), packageSha256, packageSize: 1 },
    developmentSettings: { backgroundFetchUrl: 'https://data.example/' },
  });
  await writeBuiltIns([{ details, bytes: Buffer.from('x'), remarks: [] }], app);
  const said: string[] = [];
  const output = { out: () => {}, error: (line: string) => void said.push(line) };
  const isDone = await fetchNowAlone(appId, output, {
    commandLine: parseCommandLine([`--fetch-now=${appId}`, ...args], folder),
    policies: interpretPolicies(
      policies ? { kind: 'found', place: 'policy.json', values: policies } : { kind: 'none' },
    ),
    logger: LOGGER as never,
    mainFolder: path.join(app, 'main'),
  });
  expect(isDone).toBe(false);
  expect(said).toHaveLength(1);
  return said[0];
}

describe('fetchNowAlone', () => {
  it('knows a mini-program that came with the application, which has set no token yet', async () => {
    expect(await fetchFor(COMES_ALONG)).toMatch(/it has no token; .*\(no-token\)$/);
  });

  it.each<[string, Parameters<typeof fetchFor>, RegExp]>([
    ['nobody knows', ['Another1'], /it is not among the mini-programs of this data folder/],
    [
      'the administrator leaves out',
      [COMES_ALONG, { policies: { allowedMiniPrograms: ['Another1'] } }],
      /it is not among the mini-programs of this data folder/,
    ],
    ['a safe start leaves alone', [COMES_ALONG, { args: ['--safe'] }], /safe mode, which fetches nothing$/],
  ])('refuses one that %s', async (_whose, given, sentence) => {
    expect(await fetchFor(...given)).toMatch(sentence);
  });
});
