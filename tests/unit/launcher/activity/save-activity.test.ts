import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { toHar } from '../../../../main/launcher/activity/har.ts';
import { saveActivity } from '../../../../main/launcher/activity/save-activity.ts';
import { createTemporaryFolder } from '../../../fakes/temporary-folder.ts';
import { NOW, record, testLog } from './request-fixtures.ts';

function setUp(folder = createTemporaryFolder()) {
  const activityLog = testLog();
  record(activityLog, {}, { status: 200 });
  return {
    folder,
    requests: activityLog.recorded(),
    save: () => saveActivity(activityLog.recorded(), { folder, now: NOW, version: '1.2.3' }),
  };
}

describe('saveActivity', () => {
  it('writes the HAR under a name with the time and leaves nothing else', async () => {
    const { folder, requests, save } = setUp();
    const file = await save();
    expect(file).toBe(path.join(folder, 'larder-activity-2023-11-14T22-13-20.har'));
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(toHar(requests, '1.2.3'));
    expect(readdirSync(folder)).toEqual([path.basename(file)]);
  });

  it('never writes over a file that is there, whoever made it', async () => {
    const { folder, save } = setUp();
    writeFileSync(path.join(folder, 'larder-activity-2023-11-14T22-13-20.har'), 'mine');
    const files = await Promise.all([save(), save(), save()]);
    expect(new Set(files).size).toBe(3);
    expect(readdirSync(folder).sort()).toEqual([
      'larder-activity-2023-11-14T22-13-20-2.har',
      'larder-activity-2023-11-14T22-13-20-3.har',
      'larder-activity-2023-11-14T22-13-20-4.har',
      'larder-activity-2023-11-14T22-13-20.har',
    ]);
    expect(readFileSync(path.join(folder, 'larder-activity-2023-11-14T22-13-20.har'), 'utf8')).toBe('mine');
    for (const file of files) expect(statSync(file).size).toBeGreaterThan(100);
  });

  it('makes the folder when there is none', async () => {
    const { save } = setUp(path.join(createTemporaryFolder(), 'Downloads'));
    expect(statSync(await save()).isFile()).toBe(true);
  });

  it('fails with "storage-failed" when the folder cannot be used', async () => {
    const parent = createTemporaryFolder();
    writeFileSync(path.join(parent, 'file'), '');
    await expect(setUp(path.join(parent, 'file')).save()).rejects.toMatchObject({
      name: 'AppError',
      code: 'storage-failed',
    });
  });

  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'fails with "storage-failed" when the folder is read-only',
    async () => {
      const folder = path.join(createTemporaryFolder(), 'locked');
      mkdirSync(folder);
      chmodSync(folder, 0o500);
      await expect(setUp(folder).save()).rejects.toMatchObject({ code: 'storage-failed' });
      expect(readdirSync(folder)).toEqual([]);
    },
  );
});
