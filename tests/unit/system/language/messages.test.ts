import { describe, expect, it } from 'vitest';
import { createMessages } from '../../../../main/system/language/messages.ts';

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
      watch: settings.watch,
      report: () => {},
    });
    const told: string[] = [];
    messages.onChange(() => told.push(messages.current().locale));
    settings.change('fa');
    settings.change('fa');
    expect([told, messages.t('common.cancel')]).toEqual([['fa'], 'لغو']);
  });
});
