import { describe, expect, it } from 'vitest';
import { createCatalogSource } from '../../../../main/system/language/catalogs.ts';
import { createMessages, loadMessages } from '../../../../main/system/language/messages.ts';
import { ALL_CATALOGS } from '../texts.ts';

function settingsOf(language: string | null) {
  let changed = (): void => {};
  const settings = {
    language,
    change: (next: string | null): void => ((settings.language = next), changed()),
    watch: (listener: () => void): void => void (changed = listener),
  };
  return settings;
}

describe('createMessages', () => {
  it('speaks the system’s language when the user chose none', () => {
    const messages = createMessages({
      languages: () => [null, 'zh_CN.UTF-8', 'en'],
      catalogs: ALL_CATALOGS,
      watch: () => {},
      report: () => {},
    });
    expect([messages.current(), messages.t('common.cancel')]).toEqual([
      { language: 'zh-Hans', locale: 'zh-Hans-CN' },
      '取消',
    ]);
  });

  it('speaks another language, and says so, when the user chooses it', () => {
    const settings = settingsOf(null);
    const messages = createMessages({
      languages: () => [settings.language, 'en-GB'],
      catalogs: ALL_CATALOGS,
      watch: settings.watch,
      report: () => {},
    });
    const told: string[] = [];
    messages.onChange(() => told.push(messages.current().locale));
    settings.change('fa');
    settings.change('fa');
    expect([told, messages.t('common.cancel')]).toEqual([['fa'], 'لغو']);
  });

  it('loads the texts of a language when it is spoken, and no others', async () => {
    const settings = settingsOf('zh-Hans');
    const catalogs = createCatalogSource();
    const messages = await loadMessages({
      languages: () => [settings.language],
      watch: settings.watch,
      catalogs,
      report: (problem) => expect.fail(problem),
    });
    expect([messages.t('common.cancel'), Object.keys(catalogs.loaded())]).toEqual(['取消', ['en', 'zh-Hans']]);
    const changed = new Promise<void>((resolve) => messages.onChange(resolve));
    settings.change('fa');
    expect(messages.t('common.cancel')).toBe('取消');
    await changed;
    expect(messages.t('common.cancel')).toBe('لغو');
  });

  it('speaks English and says why when the texts of a language cannot be read', async () => {
    const problems: string[] = [];
    const messages = await loadMessages({
      languages: () => ['fa'],
      watch: () => {},
      catalogs: { ...createCatalogSource(), load: () => Promise.reject(new Error('the file is gone')) },
      report: (problem) => problems.push(problem),
    });
    expect(messages.t('common.cancel')).toBe('Cancel');
    expect(problems[0]).toBe('Cannot load the texts in "fa": the file is gone');
  });
});
