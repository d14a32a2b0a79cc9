import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSettings } from '../../../main/storage/settings.ts';
import { createTemporaryFolder } from '../../fakes/temporary-folder.ts';

const DEFAULTS = {
  backendUrl: null,
  language: null,
  cdnUrl: null,
  keepTokensWithoutSecretStore: false,
  maxPackageBytes: 250_000_000,
};
const fileIn = (folder: string): string => path.join(folder, 'settings.json');
const quarantined = (folder: string): string[] =>
  existsSync(path.join(folder, 'quarantine')) ? readdirSync(path.join(folder, 'quarantine')) : [];

describe('openSettings', () => {
  it('has the defaults when there is no file', () => {
    const settings = openSettings(createTemporaryFolder());
    expect(settings.get()).toMatchObject(DEFAULTS);
    expect(settings.problems).toEqual([]);
  });

  it('gives back what was saved, and tells listeners', () => {
    const folder = createTemporaryFolder();
    const settings = openSettings(folder);
    const heard: unknown[] = [];
    settings.onChange((values) => heard.push(values.backendUrl));
    settings.update({ backendUrl: 'https://backend.example/base' });
    expect(heard).toEqual(['https://backend.example/base']);
    expect(openSettings(folder).get()).toMatchObject({
      ...DEFAULTS,
      backendUrl: 'https://backend.example/base',
    });
    if (process.platform !== 'win32') expect(statSync(fileIn(folder)).mode & 0o777).toBe(0o600);
  });

  it.each(['', '{"backendUrl":', 'null', '[]', '"x"'])(
    'sets a file that is %j aside and uses the defaults',
    (content) => {
      const folder = createTemporaryFolder();
      writeFileSync(fileIn(folder), content);
      const settings = openSettings(folder);
      expect(settings.get()).toMatchObject(DEFAULTS);
      expect(settings.problems).toHaveLength(1);
      expect(quarantined(folder).map((name) => readFileSync(path.join(folder, 'quarantine', name), 'utf8'))).toEqual([
        content,
      ]);
      settings.update({ language: 'de' });
      expect(openSettings(folder).get().language).toBe('de');
      expect(openSettings(folder).problems).toEqual([]);
    },
  );

  it.each<[string, BufferEncoding, string]>([
    ['UTF-8 with a mark', 'utf8', '\uFEFF'],
    ['UTF-16 with a mark', 'utf16le', '\uFEFF'],
    ['UTF-16', 'utf16le', ''],
  ])('reads a file that an editor saved in %s, and goes on writing it', (_what, encoding, mark) => {
    const folder = createTemporaryFolder();
    writeFileSync(fileIn(folder), `${mark}{"backendUrl": "https://backend.example/ü"}`, encoding);
    const settings = openSettings(folder);
    expect(settings.problems).toEqual([]);
    expect(settings.get().backendUrl).toBe('https://backend.example/ü');
    settings.update({ language: 'de' });
    expect(openSettings(folder).get()).toMatchObject({ backendUrl: 'https://backend.example/ü', language: 'de' });
    expect(quarantined(folder)).toEqual([]);
  });

  it('loses only the setting that is wrong', () => {
    const folder = createTemporaryFolder();
    writeFileSync(
      fileIn(folder),
      JSON.stringify({ schemaVersion: 1, backendUrl: 'ftp://x', language: 'fr', appearance: 'none' }),
    );
    const settings = openSettings(folder);
    expect(settings.get()).toMatchObject({ ...DEFAULTS, language: 'fr' });
    expect(settings.problems[0]?.message).toContain('backendUrl, appearance');
    expect(openSettings(folder).problems).toEqual([]);
    expect(quarantined(folder)).toHaveLength(1);
  });

  it('reads what it knows of a newer file and never writes it', () => {
    const folder = createTemporaryFolder();
    const newer = JSON.stringify({ schemaVersion: 2, language: 'ja', backendUrl: { moved: true } });
    writeFileSync(fileIn(folder), newer);
    const settings = openSettings(folder);
    expect(settings.get()).toMatchObject({ ...DEFAULTS, language: 'ja' });
    expect(settings.update({ language: 'ko' }).language).toBe('ko');
    expect(settings.get().language).toBe('ko');
    expect(readFileSync(fileIn(folder), 'utf8')).toBe(newer);
    expect(settings.problems).toHaveLength(1);
    expect(quarantined(folder)).toEqual([]);
  });

  it('keeps settings it does not know', () => {
    const folder = createTemporaryFolder();
    writeFileSync(fileIn(folder), JSON.stringify({ schemaVersion: 1, later: [1] }));
    openSettings(folder).update({ language: 'de' });
    expect(JSON.parse(readFileSync(fileIn(folder), 'utf8'))).toMatchObject({ later: [1], language: 'de' });
  });

  it('refuses a value of a wrong type and keeps the old one', () => {
    const settings = openSettings(createTemporaryFolder());
    expect(() => settings.update({ maxPackageBytes: -1 })).toThrow();
    expect(settings.get().maxPackageBytes).toBe(DEFAULTS.maxPackageBytes);
  });

  it('fails with "storage-failed" when the file cannot be read', () => {
    const folder = createTemporaryFolder();
    mkdirSync(fileIn(folder));
    expect(() => openSettings(folder)).toThrow(expect.objectContaining({ code: 'storage-failed' }) as Error);
  });
});
