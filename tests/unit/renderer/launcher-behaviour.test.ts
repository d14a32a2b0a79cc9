/** What the launcher does: keys, dialogs, calls in order, and what it makes of failures. */
import type { OffersAnswer } from '../../../preload/contract/launcher.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createCard,
  createManyCards,
  createState,
  HOSTILE_NAME,
  PREVIEW,
  SUGGESTIONS,
  THREE_CARDS,
  TROUBLED_CARDS,
} from './fixtures.ts';
import { createLauncherHarness, type LauncherHarness, type LauncherPage } from './launcher-page.ts';

let harness: LauncherHarness;
beforeAll(async () => {
  harness = await createLauncherHarness();
});
afterAll(() => harness?.dispose());

const focusedId = ({ page }: LauncherPage): Promise<string | null> =>
  page.evaluate(() =>
    document.activeElement instanceof HTMLElement ? (document.activeElement.dataset['appId'] ?? null) : null,
  );
const press = async (launcher: LauncherPage, ...keys: string[]): Promise<void> => {
  for (const key of keys) await launcher.page.keyboard.press(key);
};
const openAdd = async (launcher: LauncherPage): Promise<void> => {
  await launcher.page.getByRole('main').waitFor();
  await launcher.page.keyboard.press('Control+n');
  await launcher.page.getByRole('dialog').waitFor();
};
const lookUp = async (launcher: LauncherPage, input: string): Promise<void> => {
  await openAdd(launcher);
  await launcher.page.getByLabel('ID or link').fill(input);
  await launcher.page.keyboard.press('Enter');
};
const offersOf = (...names: string[]): OffersAnswer => ({
  kind: 'offers',
  offers: names.map((name) => ({ appId: name, name, description: `About ${name}.` })),
  hasMore: false,
});
const three = createState({ miniPrograms: THREE_CARDS });

describe('what happens at the moment of the first drawing', () => {
  /** Acts when the page is in the document, before anything that waits for a frame. */
  const openAndAct = (act: 'link' | 'key'): Promise<LauncherPage> =>
    harness.open(three, {}, undefined, {
      run: (data) =>
        new MutationObserver((_changes, observer) => {
          if (!document.querySelector('main')) return;
          observer.disconnect();
          if (data === 'link') location.hash = 'downloads';
          else document.dispatchEvent(new KeyboardEvent('keydown', { key: '3', ctrlKey: true }));
        }).observe(document, { childList: true, subtree: true }),
      data: act,
    });

  it.each(['link', 'key'] as const)('is heard: a %s', async (act) => {
    const launcher = await openAndAct(act);
    await launcher.page.getByRole('heading', { name: 'Downloads', level: 1 }).waitFor({ timeout: 15_000 });
    await launcher.close();
  });
});

describe('the line below', () => {
  it('quits Larder, which closing its window does not', async () => {
    const launcher = await harness.open(three);
    await launcher.page.getByRole('contentinfo').getByRole('button', { name: 'Quit Larder' }).click();
    expect(await launcher.nextCall('launcher:quit')).toEqual([]);
    // Nothing that is there for readers of the screen alone makes the page scroll.
    expect(
      await launcher.page.evaluate(() => document.documentElement.scrollHeight - document.documentElement.clientHeight),
    ).toBe(0);
    await launcher.close();
  });
});

describe('the shelf', () => {
  it('moves by arrow keys, opens with Enter and keeps one tab stop', async () => {
    const launcher = await harness.open(createState({ miniPrograms: createManyCards(14) }));
    await launcher.page.locator('[data-app-id=Shelf0Program]').focus();
    await press(launcher, 'ArrowRight', 'ArrowRight', 'ArrowLeft');
    expect(await focusedId(launcher)).toBe('Shelf1Program');
    await press(launcher, 'ArrowDown');
    expect(await focusedId(launcher)).toBe('Shelf7Program');
    await press(launcher, 'End', 'ArrowDown', 'ArrowRight');
    expect(await focusedId(launcher)).toBe('Shelf13Program');
    await press(launcher, 'Home', 'Enter');
    expect(await launcher.nextCall('launcher:open')).toEqual(['Shelf0Program']);
    expect(await launcher.page.locator('.tile-open[tabindex="0"]').count()).toBe(1);
    await launcher.close();
  });

  it('narrows by name and goes to the first one when / is pressed and something typed', async () => {
    const launcher = await harness.open(createState({ miniPrograms: createManyCards(14) }));
    await launcher.page.getByRole('searchbox').waitFor();
    await press(launcher, '/');
    await launcher.page.keyboard.type('lodz');
    expect(await launcher.page.locator('.tile').count()).toBe(0);
    await launcher.page.getByRole('searchbox').fill('ECOLE');
    await launcher.page.getByText('École du soir').waitFor();
    expect(await launcher.page.locator('.tile').count()).toBe(1);
    await press(launcher, 'ArrowDown');
    expect(await focusedId(launcher)).toBe('Shelf9Program');
    await press(launcher, 'Control+f', 'Escape');
    expect(await launcher.page.locator('.tile').count()).toBe(14);
    await launcher.close();
  });

  it('opens the menu by a right click and gives the focus back when Escape closes it', async () => {
    const launcher = await harness.open(three);
    await launcher.page.locator('[data-app-id=LarderNotebook2]').click({ button: 'right' });
    await launcher.page.getByRole('menuitem', { name: 'Open' }).waitFor();
    await press(launcher, 'ArrowDown', 'Escape');
    await launcher.page.getByRole('menu').waitFor({ state: 'detached' });
    await launcher.page.getByRole('button', { name: 'More for Notebook' }).click();
    await press(launcher, 'ArrowUp', 'Enter');
    await launcher.page.getByRole('heading', { name: 'Remove Notebook?' }).waitFor();
    await press(launcher, 'Escape');
    expect(await launcher.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
      'More for Notebook',
    );
    expect(await launcher.callsOf('launcher:remove')).toEqual([]);
    await launcher.close();
  });

  it('shows a plain message without a code when opening fails, until it is dismissed', async () => {
    const launcher = await harness.open(three);
    await launcher.page.locator('[data-app-id=LarderNotebook2]').click();
    await launcher.answer('launcher:open', {
      ok: false,
      error: { code: 'backend-unreachable', message: 'The backend did not answer.' },
    });
    await launcher.page.getByRole('alert').getByText('The backend did not answer.').waitFor();
    expect(await launcher.page.locator('body').textContent()).not.toContain('backend-unreachable');
    await launcher.page.getByRole('button', { name: 'Dismiss' }).click();
    await launcher.page.getByText('The backend did not answer.').waitFor({ state: 'detached' });
    await launcher.close();
  });

  it('offers the way forward when an installation failed', async () => {
    const launcher = await harness.open(createState({ miniPrograms: TROUBLED_CARDS }));
    await launcher.page.locator('[data-app-id=WrongHash]').click();
    await launcher.page.getByRole('dialog').getByText('not the one its author published').waitFor();
    await launcher.page.getByRole('dialog').getByRole('button', { name: 'Try again' }).click();
    expect(await launcher.nextCall('launcher:install')).toEqual(['WrongHash']);
    await launcher.page.getByRole('button', { name: 'Cancel adding Tide tables' }).click();
    expect(await launcher.nextCall('launcher:cancel-install')).toEqual(['Arriving']);
    await launcher.close();
  });

  it('moves the focus to the next tile when one was removed', async () => {
    const launcher = await harness.open(three);
    await launcher.page.locator('[data-app-id=LarderNotebook2]').focus();
    await press(launcher, 'Delete');
    await launcher.page.getByRole('dialog').getByText('its fetched data and its sign-in token').waitFor();
    await launcher.page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    expect(await launcher.nextCall('launcher:remove')).toEqual(['LarderNotebook2']);
    await launcher.push(createState({ miniPrograms: THREE_CARDS.filter(({ appId }) => appId !== 'LarderNotebook2') }));
    await launcher.answer('launcher:remove', { ok: true, value: null });
    await launcher.page.locator('[data-app-id=LarderPodcast3]:focus').waitFor();
    expect(await launcher.page.getByRole('dialog').count()).toBe(0);
    await launcher.close();
  });

  it('shows names as text when they look like markup', async () => {
    const launcher = await harness.open(
      createState({ miniPrograms: [createCard({ appId: 'Hostile', name: HOSTILE_NAME })] }),
    );
    expect(await launcher.page.locator('.tile-name').textContent()).toBe(HOSTILE_NAME);
    expect(await launcher.page.locator('img:not(.brand-mark)').count()).toBe(0);
    await launcher.close();
  });
});

describe('the state', () => {
  it('is not replaced by an older answer when a newer one was pushed', async () => {
    const launcher = await harness.open(null);
    await launcher.push(three);
    await launcher.answer('launcher:get-state', { ok: true, value: createState() });
    await launcher.page.getByText('Market board').waitFor();
    expect(await launcher.page.getByText('You have no mini-programs yet').count()).toBe(0);
    await launcher.close();
  });

  it('can be asked for again when the first answer was a failure', async () => {
    const launcher = await harness.open(null);
    await launcher.answer('launcher:get-state', {
      ok: false,
      error: { code: 'storage-failed', message: 'The data folder cannot be read.' },
    });
    await launcher.page.getByText('The data folder cannot be read.').waitFor();
    await launcher.page.getByRole('button', { name: 'Try again' }).click();
    await launcher.answer('launcher:get-state', { ok: true, value: three });
    await launcher.page.getByText('Market board').waitFor();
    await launcher.close();
  });
});

describe('adding', () => {
  it('adds a sample with one click on an empty shelf, and takes it back with another', async () => {
    const launcher = await harness.open(createState({ isDemo: true, suggestions: SUGGESTIONS }));
    await launcher.page.getByRole('button', { name: 'Notebook', exact: true }).click();
    expect(await launcher.nextCall('launcher:install')).toEqual(['LarderNotebook2']);
    await launcher.page.getByRole('button', { name: 'Adding Notebook…' }).click();
    expect(await launcher.nextCall('launcher:cancel-install')).toEqual(['LarderNotebook2']);
    await launcher.answer('launcher:install', { ok: false, error: { code: 'aborted', message: 'Cancelled.' } });
    await launcher.page.getByRole('button', { name: 'Notebook', exact: true }).waitFor();
    expect(await launcher.page.getByText('Cancelled.').count()).toBe(0);
    await launcher.close();
  });

  it('says what went wrong when a sample cannot be added, and offers it again', async () => {
    const launcher = await harness.open(createState({ isDemo: true, suggestions: SUGGESTIONS }));
    await launcher.page.getByRole('button', { name: 'Notebook', exact: true }).click();
    await launcher.answer('launcher:install', {
      ok: false,
      error: { code: 'backend-unreachable', message: 'The backend does not answer.' },
    });
    await launcher.page.getByText('The backend does not answer.').waitFor();
    await launcher.page.getByRole('button', { name: 'Notebook', exact: true }).waitFor();
    await launcher.close();
  });

  it('offers the language on an empty shelf, and the way to a backend when there is none', async () => {
    const launcher = await harness.open(createState({ backendUrl: null }));
    await launcher.page.getByRole('radio', { name: '简体中文' }).check({ force: true });
    expect(await launcher.nextCall('launcher:set-settings')).toEqual([{ language: 'zh-Hans' }]);
    await launcher.page.getByRole('button', { name: 'Choose a source' }).click();
    await launcher.page.waitForFunction(() => location.hash === '#settings:backend');
    await launcher.close();
  });

  it('suggests only the samples that are not there yet', async () => {
    const launcher = await harness.open(
      createState({ isDemo: true, suggestions: SUGGESTIONS, miniPrograms: THREE_CARDS.slice(0, 2) }),
    );
    await openAdd(launcher);
    const dialog = launcher.page.getByRole('dialog');
    await launcher.answer('launcher:search-offers', { ok: true, value: { kind: 'no-list' } });
    await dialog.locator('.suggestion').first().waitFor();
    expect(await dialog.locator('.suggestion').allTextContents()).toHaveLength(1);
    await dialog.getByRole('button', { name: 'Slow Harvest' }).click();
    expect(await launcher.nextCall('launcher:look-up')).toEqual(['LarderPodcast3']);
    await launcher.close();
  });

  it('searches what the backend offers while somebody types, and adds in place', async () => {
    const launcher = await harness.open(three);
    await openAdd(launcher);
    const dialog = launcher.page.getByRole('dialog');
    await launcher.answer('launcher:search-offers', { ok: true, value: offersOf('Weather', 'Tides') });
    await dialog.getByLabel('Name, ID or link').fill('tid');
    await launcher.page.clock.runFor(300);
    await launcher.answer('launcher:search-offers', { ok: true, value: { ...offersOf('Tides'), hasMore: true } });
    await dialog.getByText('There are more.').waitFor();
    expect(await launcher.callsOf('launcher:search-offers')).toEqual([[''], ['tid']]);
    expect(await dialog.locator('.offer-name').allTextContents()).toEqual(['Tides']);
    await dialog.getByRole('button', { name: 'Add Tides' }).click();
    expect(await launcher.nextCall('launcher:install')).toEqual(['Tides']);
    await dialog.getByRole('button', { name: 'Cancel adding Tides' }).waitFor();
    await launcher.answer('launcher:install', { ok: true, value: null });
    await launcher.push({ ...three, miniPrograms: [...THREE_CARDS, createCard({ appId: 'Tides', name: 'Tides' })] });
    await dialog.getByRole('button', { name: 'Open Tides' }).click();
    expect(await launcher.nextCall('launcher:open')).toEqual(['Tides']);
    await launcher.close();
  });

  it.each([
    ['words: the best match', 'tid', 'Tides'],
    ['an id: what was typed', 'xoqXxUSMRccLCrZNRebmzj', 'xoqXxUSMRccLCrZNRebmzj'],
    ['a link: what was typed', 'bnc://app.binance.com/mp/app?appId=x', 'bnc://app.binance.com/mp/app?appId=x'],
  ])('looks up with Enter for %s', async (_what, typed, lookedUp) => {
    const launcher = await harness.open(three);
    await openAdd(launcher);
    await launcher.answer('launcher:search-offers', { ok: true, value: offersOf('Weather') });
    await launcher.page.getByLabel('Name, ID or link').fill(typed);
    await launcher.page.clock.runFor(300);
    await launcher.answer('launcher:search-offers', { ok: true, value: offersOf('Tides') });
    await launcher.page.locator('.offer-name', { hasText: 'Tides' }).waitFor();
    await launcher.page.keyboard.press('Enter');
    expect(await launcher.nextCall('launcher:look-up')).toEqual([lookedUp]);
    await launcher.close();
  });

  it('takes ids and links alone where the backend has no list, and says so when its list cannot be loaded', async () => {
    const launcher = await harness.open(three);
    await openAdd(launcher);
    const dialog = launcher.page.getByRole('dialog');
    const error = { code: 'backend-unreachable' as const, message: 'No answer.' };
    await launcher.answer('launcher:search-offers', { ok: false, error });
    await dialog.getByText('The list of this source could not be loaded.').waitFor();
    await dialog.getByRole('textbox').fill('tid');
    await launcher.page.clock.runFor(300);
    await launcher.answer('launcher:search-offers', { ok: true, value: { kind: 'no-list' } });
    await dialog.getByText('The list of this source could not be loaded.').waitFor({ state: 'hidden' });
    await dialog.getByRole('textbox').fill('tide');
    await launcher.page.clock.runFor(1000);
    expect(await launcher.callsOf('launcher:search-offers')).toEqual([[''], ['tid']]);
    expect(await dialog.getByLabel('Name, ID or link').count()).toBe(0);
    await launcher.close();
  });

  it('drops the answer when the look-up was cancelled', async () => {
    const launcher = await harness.open(three);
    await lookUp(launcher, '  SomeId  ');
    expect(await launcher.nextCall('launcher:look-up')).toEqual(['SomeId']);
    await launcher.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await launcher.answer('launcher:look-up', { ok: true, value: PREVIEW });
    expect(await launcher.page.getByRole('heading', { name: 'Add a mini-program' }).count()).toBe(1);
    expect(await launcher.page.getByLabel('ID or link').inputValue()).toBe('  SomeId  ');
    await launcher.close();
  });

  it('installs, shows the progress and opens when all goes well', async () => {
    const launcher = await harness.open(three);
    await lookUp(launcher, PREVIEW.appId);
    await launcher.answer('launcher:look-up', { ok: true, value: PREVIEW });
    await launcher.page.getByText('*.tiles.allotment.example').waitFor();
    await launcher.page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
    const arriving = createCard({
      appId: PREVIEW.appId,
      name: PREVIEW.name,
      installed: false,
      installing: { phase: 'download', receivedBytes: 370_000, totalBytes: 1_480_000 },
    });
    await launcher.push({ ...three, miniPrograms: [...THREE_CARDS, arriving] });
    const bar = launcher.page.getByRole('dialog').getByRole('progressbar');
    expect(await bar.getAttribute('aria-valuenow')).toBe('25');
    await launcher.answer('launcher:install', { ok: true, value: null });
    expect(await bar.count()).toBe(1);
    await launcher.push({
      ...three,
      miniPrograms: [...THREE_CARDS, { ...arriving, installed: true, installing: null }],
    });
    await launcher.page.getByRole('dialog').getByRole('button', { name: 'Open' }).click();
    expect(await launcher.nextCall('launcher:open')).toEqual([PREVIEW.appId]);
    await launcher.close();
  });

  it('goes back to the preview with the reason when the package is refused', async () => {
    const launcher = await harness.open(three);
    await lookUp(launcher, PREVIEW.appId);
    await launcher.answer('launcher:look-up', { ok: true, value: PREVIEW });
    await launcher.page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
    await launcher.answer('launcher:install', {
      ok: false,
      error: { code: 'package-mismatch', message: 'The package is not the one its author published.' },
    });
    await launcher.page.getByRole('alert').getByText('not the one its author published').waitFor();
    await launcher.page.getByRole('dialog').getByRole('button', { name: 'Try again' }).click();
    await launcher.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await launcher.nextCall('launcher:cancel-install')).toEqual([PREVIEW.appId]);
    await launcher.page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).waitFor();
    await launcher.close();
  });
});
