import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createEndNotifications, type EndNotification } from '../../../../main/launcher/downloads/end-notifications.ts';
import { createTranslate } from '../../../../preload/contract/messages/format.ts';
import { CATALOGS } from '../../../../preload/contract/messages/catalogs.ts';
import { ENGLISH } from '../../../../preload/contract/messages/languages.ts';
import { createDownload, createPast } from '../../renderer/downloads-fixtures.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

function setUp(options: { isOn?: boolean; seen?: string } = {}) {
  const shown: EndNotification[] = [];
  const notifications = createEndNotifications({
    isOn: () => options.isOn ?? true,
    isSeen: (appId) => appId === options.seen,
    t: createTranslate(CATALOGS, ENGLISH, (problem) => expect.fail(problem)),
    show: (notification) => void shown.push(notification),
  });
  return { notifications, texts: () => shown.map(({ title, body }) => `${title} | ${body}`), shown };
}

const running = (id: string) => createDownload({ id, title: `Title ${id}` });
const done = (id: string) => createPast({ id, title: `Title ${id}` });
/** Its mini-program has not been told. */
const ended = (id: string) => createPast({ id, title: `Title ${id}`, state: 'finishing', canForget: false });

describe('notifications of ended downloads', () => {
  it('come when the mini-program was told, under the title that it gave at the end', () => {
    const { notifications, texts, shown } = setUp();
    notifications.update([running('a')]);
    notifications.update([ended('a')]);
    vi.advanceTimersByTime(5_000);
    expect(texts()).toEqual([]);
    notifications.update([{ ...done('a'), title: 'Ready to listen' }]);
    vi.advanceTimersByTime(1_000);
    expect(texts()).toEqual(['Ready to listen | Slow Harvest: Complete']);
    expect(shown[0]?.item?.id).toBe('a');
    notifications.update([done('a')]);
    vi.advanceTimersByTime(60_000);
    expect(texts()).toHaveLength(1);
  });

  it('do not wait for ever for a mini-program that does not answer, and come once all the same', () => {
    const { notifications, texts } = setUp();
    notifications.update([running('a')]);
    notifications.update([ended('a')]);
    vi.advanceTimersByTime(11_000);
    expect(texts()).toEqual(['Title a | Slow Harvest: Complete']);
    notifications.update([done('a')]);
    vi.advanceTimersByTime(60_000);
    expect(texts()).toHaveLength(1);
  });

  it('are one line of a reasonable length when title or name are not', () => {
    const { notifications, texts } = setUp();
    notifications.update([running('a')]);
    notifications.update([{ ...done('a'), title: `\u202eknaB\n${'x'.repeat(9_000)}`, name: 'Slow\n\u2067Harvest' }]);
    vi.advanceTimersByTime(1_000);
    expect(texts()).toEqual([`knaB ${'x'.repeat(115)} | Slow Harvest: Complete`]);
  });

  it('say why one failed, and nothing of one that was cancelled', () => {
    const { notifications, texts } = setUp();
    notifications.update([running('a'), running('b')]);
    notifications.update([
      { ...done('a'), state: 'failed', reason: 'quota-exceeded' },
      { ...done('b'), state: 'aborted' },
    ]);
    vi.advanceTimersByTime(1_000);
    expect(texts()).toEqual(['Title a | Slow Harvest: Failed: not enough space']);
  });

  it('are one for many of a mini-program that end together', () => {
    const { notifications, texts, shown } = setUp();
    notifications.update(['a', 'b', 'c', 'd'].map(running));
    notifications.update([done('a'), done('b'), done('c'), { ...done('d'), state: 'failed', reason: 'bad-status' }]);
    vi.advanceTimersByTime(1_000);
    expect(texts()).toEqual(['Slow Harvest | 3 downloads have finished, 1 has failed']);
    expect(shown[0]?.item).toBeNull();
    const failing = setUp();
    failing.notifications.update(['a', 'b', 'c'].map(running));
    failing.notifications.update(['a', 'b', 'c'].map((id) => ({ ...done(id), state: 'failed', reason: 'bad-status' })));
    vi.advanceTimersByTime(1_000);
    expect(failing.texts()).toEqual(['Slow Harvest | 3 downloads have failed']);
  });

  it('do not come for what ended in an earlier run, but for what its mini-program learns of only now', () => {
    const { notifications, texts } = setUp();
    notifications.update([done('old'), ended('late')]);
    vi.advanceTimersByTime(60_000);
    expect(texts()).toEqual([]);
    notifications.update([done('old'), done('late')]);
    vi.advanceTimersByTime(1_000);
    expect(texts()).toEqual(['Title late | Slow Harvest: Complete']);
  });

  it('do not come when they are switched off or the user looks at the mini-program', () => {
    for (const options of [{ isOn: false }, { seen: 'LarderPodcast3' }]) {
      const { notifications, texts } = setUp(options);
      notifications.update([running('a')]);
      notifications.update([done('a')]);
      vi.advanceTimersByTime(1_000);
      expect(texts()).toEqual([]);
    }
  });

  it('do not come for one that was removed meanwhile, nor after the end', () => {
    const { notifications, texts } = setUp();
    notifications.update([running('a'), running('b')]);
    notifications.update([ended('a'), running('b')]);
    notifications.update([running('b')]);
    notifications.update([done('b')]);
    notifications.dispose();
    vi.advanceTimersByTime(60_000);
    expect(texts()).toEqual([]);
  });
});
