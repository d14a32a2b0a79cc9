import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openMachineState } from '../../../main/storage/machine-state.ts';
import { openSettings } from '../../../main/storage/settings.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

const fileIn = (folder: string): string => path.join(folder, 'machine-state.json');

function open(folder: string) {
  const problems: unknown[] = [];
  const { otherFields: olderFields } = openSettings(folder);
  return { state: openMachineState({ folder, olderFields, onProblem: (error) => problems.push(error) }), problems };
}

/** What a file of before does not have. */
const NEW = { proxyCredentials: {}, backendConfig: null, signIn: null, unseenFetches: null };

describe('openMachineState', () => {
  it('makes the installation its id once, in a file for its user alone', () => {
    const folder = createTemporaryFolder();
    const { installationId } = open(folder).state.get();
    expect(installationId).toMatch(/^[0-9a-f-]{36}$/);
    expect(open(folder).state.get()).toEqual({
      acknowledgements: [],
      lastFixedTimeRun: null,
      ...NEW,
      installationId,
    });
    if (process.platform !== 'win32') expect(statSync(fileIn(folder)).mode & 0o777).toBe(0o600);
  });

  it('carries over what older versions kept in the settings, and keeps to its own file from then on', () => {
    const folder = createTemporaryFolder();
    const older = { acknowledgements: ['told'], lastFixedTimeRun: 17, installationId: 'made-before' };
    writeFileSync(path.join(folder, 'settings.json'), JSON.stringify({ schemaVersion: 1, language: 'fa', ...older }));
    const { state } = open(folder);
    expect(state.get()).toEqual({ ...older, ...NEW });
    state.update({ lastFixedTimeRun: 18 });
    expect(open(folder).state.get()).toEqual({ ...older, ...NEW, lastFixedTimeRun: 18 });
    expect(openSettings(folder).get().language).toBe('fa');
    expect(openSettings(folder).problems).toEqual([]);
  });

  it.each([
    ['no JSON', '{"installationId":', []],
    ['no object', '[]', []],
    ['one field of a wrong type', '{"acknowledgements":["told"],"lastFixedTimeRun":"x"}', ['told']],
  ])('goes on with what can be read of a file that has %s', (_what, content, acknowledgements) => {
    const folder = createTemporaryFolder();
    writeFileSync(fileIn(folder), content);
    const { state, problems } = open(folder);
    expect(problems).toEqual([]);
    expect(state.get()).toMatchObject({ acknowledgements, lastFixedTimeRun: null });
    expect(JSON.parse(readFileSync(fileIn(folder), 'utf8'))).toEqual(state.get());
  });

  it('has an id for this run, and says so, when it cannot be written', () => {
    const file = path.join(createTemporaryFolder(), 'no-folder');
    writeFileSync(file, '');
    const folder = path.join(file, 'data');
    const problems: unknown[] = [];
    const state = openMachineState({ folder, olderFields: {}, onProblem: (error) => problems.push(error) });
    expect(problems).toMatchObject([{ code: 'storage-failed' }]);
    expect(state.get().installationId).not.toBe('');
    expect(() => state.update({ lastFixedTimeRun: 1 })).toThrow(
      expect.objectContaining({ code: 'storage-failed' }) as Error,
    );
    expect(state.get().lastFixedTimeRun).toBeNull();
  });
});
