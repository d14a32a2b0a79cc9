/** What the Settings page asks for, and what it shows of the answers. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOCKABLE_SETTINGS } from '../../../preload/contract/settings.ts';
import { createActivity } from './activity-fixtures.ts';
import { createState, THREE_CARDS } from './fixtures.ts';
import { createLauncherHarness, type LauncherHarness, type LauncherPage } from './launcher-page.ts';
import { ALL_DATA, createProgram, createSettings, settingsAnswers, USAGE } from './settings-fixtures.ts';

const LOCKED = ['backendUrl', ...LOCKABLE_SETTINGS] as const;
const DONE = { ok: true, value: null } as const;
const FULL = { ok: false, error: { code: 'storage-failed', message: 'The disk is full.' } } as const;
const PROGRAM = '#settings/LarderMarketBoard1';
const user = createState({ miniPrograms: THREE_CARDS });

let harness: LauncherHarness;
beforeAll(async () => {
  harness = await createLauncherHarness();
});
afterAll(() => harness?.dispose());

const open = (fragment?: string, answers = settingsAnswers()): Promise<LauncherPage> =>
  harness.openSettings(user, answers, {}, fragment);

describe('what the administrator has decided', () => {
  const decided = 'Your administrator has decided this.';

  it('is shown as it is, says who decided it, and cannot be changed; the rest can', async () => {
    const launcher = await open();
    expect(await launcher.page.getByText(decided).count()).toBe(0);
    await launcher.pushSettings(createSettings({ locked: LOCKED }));
    await launcher.page.getByText(decided).first().waitFor();
    const inputs = launcher.page.locator('.settings-body input, .settings-body select');
    // Starting with the system is the user's alone.
    expect(await inputs.and(launcher.page.locator(':enabled')).count()).toBe(1);
    expect(await launcher.page.locator('#setting-backend').count()).toBe(0);
    await launcher.pushSettings(createSettings({ locked: ['language'] }));
    await launcher.page.locator('#setting-backend').waitFor();
    expect(await launcher.page.getByText(decided).count()).toBe(1);
    expect(await launcher.page.getByLabel('Language').isDisabled()).toBe(true);
    await launcher.close();
  });
});

describe('the choice of a connection that is not metered', () => {
  it.each([
    [null, 0, false],
    [false, 1, false],
    [true, 1, true],
  ])('is shown where the system tells, or it is made: %j', async (notOnMetered, count, isChecked) => {
    const launcher = await open();
    const { background } = createSettings();
    await launcher.pushSettings(createSettings({ background: { ...background, notOnMetered, dailyAtMinutes: 61 } }));
    await launcher.page.waitForFunction(
      () => document.querySelector<HTMLInputElement>('input[type="time"]')?.value === '01:01',
    );
    const choice = launcher.page.getByRole('switch', { name: 'Not on a metered connection' });
    expect(await choice.count()).toBe(count);
    if (count > 0) expect(await choice.isChecked()).toBe(isChecked);
    await launcher.close();
  });

  it('is sent', async () => {
    const launcher = await open();
    await launcher.page.getByRole('switch', { name: 'Not on a metered connection' }).press('Space');
    expect(await launcher.nextCall('launcher:set-background')).toEqual([{ notOnMetered: true }]);
    await launcher.close();
  });
});

describe('a choice', () => {
  it('is sent at once, and shown when the main process says so', async () => {
    const launcher = await open();
    const language = launcher.page.getByLabel('Language');
    await language.selectOption('فارسی');
    expect(await launcher.nextCall('launcher:set-settings')).toEqual([{ language: 'fa' }]);
    await launcher.answer('launcher:set-settings', DONE);
    expect(await language.inputValue()).toBe('system');
    await launcher.pushSettings(createSettings({ choices: { ...createSettings().choices, language: 'fa' } }));
    await launcher.page.waitForFunction(
      () => document.querySelector<HTMLSelectElement>('#setting-language')?.value === 'fa',
    );
    await language.selectOption('System default');
    expect(await launcher.nextCall('launcher:set-settings')).toEqual([{ language: null }]);
    await launcher.close();
  });

  it('says beside its control why it was not saved, and goes back', async () => {
    const launcher = await open();
    const notify = launcher.page.getByRole('switch', { name: 'Notify me when a download ends' });
    await notify.press('Space');
    expect(await notify.isChecked()).toBe(false);
    await launcher.answer('launcher:set-settings', FULL);
    await launcher.page
      .locator('.setting', { has: notify })
      .getByRole('alert')
      .getByText('The disk is full.')
      .waitFor();
    expect(await notify.isChecked()).toBe(true);
    await notify.press('Space');
    await launcher.answer('launcher:set-settings', DONE);
    await launcher.page.getByText('The disk is full.').waitFor({ state: 'detached' });
    await launcher.close();
  });

  it('of a time is sent when its typing has come to rest', async () => {
    const launcher = await open();
    await launcher.page.getByLabel('Daily fetch at').fill('05:00');
    await launcher.page.getByLabel('Daily fetch at').fill('05:45');
    expect(await launcher.callsOf('launcher:set-background')).toEqual([]);
    await launcher.page.clock.runFor(1000);
    expect(await launcher.nextCall('launcher:set-background')).toEqual([{ dailyAtMinutes: 345 }]);
    await launcher.close();
  });

  it('are listed with the part that one has come to', async () => {
    const launcher = await open();
    const current = (): Promise<string[]> => launcher.page.locator('.settings-parts [aria-current]').allTextContents();
    expect(await current()).toEqual(['General']);
    await launcher.page.getByRole('link', { name: 'Downloads', exact: true }).last().click();
    await expect.poll(current).toEqual(['Downloads']);
    await launcher.page.locator('[data-page=settings]').evaluate((page) => page.scrollTo(0, page.scrollHeight));
    await expect.poll(current).toEqual(['Data on this computer']);
    await launcher.close();
  });

  it('of a size has the default and the chosen one among the usual ones', async () => {
    const launcher = await open();
    const texts = await launcher.page.getByLabel('Space for each mini-program').locator('option').allTextContents();
    expect(texts.slice(3, 6)).toEqual(['1 GB', '2 GB (default)', '5 GB']);
    await launcher.page.getByLabel('Space for each mini-program').selectOption('20 GB');
    expect(await launcher.nextCall('launcher:set-settings')).toEqual([{ downloadQuotaBytes: 20_000_000_000 }]);
    await launcher.close();
  });
});

describe('the backend', () => {
  it('is asked for by Enter, can be cancelled, and is said to be used', async () => {
    const launcher = await open('#settings:backend');
    const field = launcher.page.getByLabel('Address of the source');
    await field.fill(' new.example ');
    await field.press('Enter');
    expect(await launcher.nextCall('launcher:set-backend')).toEqual(['new.example']);
    await launcher.page.getByRole('button', { name: 'Cancel' }).click();
    expect(await launcher.nextCall('launcher:cancel-set-backend')).toEqual([]);
    await launcher.answer('launcher:set-backend', {
      ok: true,
      value: { ok: false, problem: 'cancelled', host: 'new.example' },
    });
    await launcher.page.getByRole('alert').getByText('Canceled. The source was not changed.').waitFor();
    expect(await field.inputValue()).toBe(' new.example ');
    await field.press('Enter');
    await launcher.answer('launcher:set-backend', { ok: true, value: { ok: true } });
    await launcher.page.getByRole('status').getByText('new.example is the source from now on.').waitFor();
    await launcher.close();
  });

  it('is not asked when nothing is typed', async () => {
    const launcher = await open('#settings:backend');
    await launcher.page.getByLabel('Address of the source').fill('  ');
    await launcher.page.getByLabel('Address of the source').press('Enter');
    expect(await launcher.callsOf('launcher:set-backend')).toEqual([]);
    await launcher.close();
  });
});

describe('the account', () => {
  const PROVIDER = { provider: 'id.example.com' };

  it('is no line where the source has none', async () => {
    const launcher = await open(
      '#settings',
      settingsAnswers({ settings: createSettings({ account: { kind: 'none' } }) }),
    );
    expect(await launcher.page.getByRole('group', { name: 'Account' }).count()).toBe(0);
    await launcher.close();
  });

  it('is signed in to, given up and signed out of, and says why it failed', async () => {
    const launcher = await open(
      '#settings',
      settingsAnswers({ settings: createSettings({ account: { kind: 'signed-out', ...PROVIDER, problem: null } }) }),
    );
    const line = launcher.page.getByRole('group', { name: 'Account' });
    await line.getByRole('button', { name: 'Sign in' }).click();
    expect(await launcher.nextCall('launcher:sign-in')).toEqual([]);
    await launcher.pushSettings(createSettings({ account: { kind: 'signing-in', ...PROVIDER } }));
    await line.getByRole('status').getByText('Continue in your browser, at id.example.com').waitFor();
    await line.getByRole('button', { name: 'Cancel' }).click();
    expect(await launcher.nextCall('launcher:cancel-sign-in')).toEqual([]);
    const problem = { key: 'account.problem.denied', values: PROVIDER } as const;
    await launcher.pushSettings(createSettings({ account: { kind: 'signed-out', ...PROVIDER, problem } }));
    await line.getByRole('alert').getByText('id.example.com did not sign you in.').waitFor();
    await launcher.pushSettings(createSettings());
    await line.getByText('Signed in as Mara Quill').waitFor();
    await line.getByRole('button', { name: 'Sign out' }).click();
    expect(await launcher.nextCall('launcher:sign-out')).toEqual([]);
    await launcher.close();
  });
});

describe('the content server', () => {
  it('is checked before it is sent, and can be taken away', async () => {
    const settings = createSettings({ choices: { ...createSettings().choices, cdnUrl: 'https://cdn.example' } });
    const launcher = await open('#settings:backend', settingsAnswers({ settings }));
    const field = launcher.page.getByLabel('Content server');
    for (const wrong of ['cdn', 'ftp://cdn.example', 'https://']) {
      await field.fill(wrong);
      await field.press('Enter');
      await launcher.page.getByRole('alert').getByText('This is not a valid address.').waitFor();
    }
    expect(await launcher.callsOf('launcher:set-settings')).toEqual([]);
    await field.fill('');
    await field.press('Enter');
    expect(await launcher.nextCall('launcher:set-settings')).toEqual([{ cdnUrl: null }]);
    await launcher.close();
  });
});

describe('the measuring', () => {
  it('shows how far it is, can be cancelled, and then done again', async () => {
    const launcher = await open('#settings:storage');
    await launcher.page.getByRole('button', { name: 'Calculate' }).click();
    await launcher.pushMeasureProgress({ done: 1, total: 4, bytes: 5 });
    const bar = launcher.page.getByRole('progressbar', { name: 'Calculating the size of the data' });
    expect(await bar.getAttribute('aria-valuenow')).toBe('25');
    await launcher.page.getByRole('button', { name: 'Cancel' }).click();
    expect(await launcher.nextCall('launcher:cancel-measure-data')).toEqual([]);
    await launcher.answer('launcher:measure-data', { ok: false, error: { code: 'aborted', message: 'x' } });
    await launcher.page.getByText('Calculation canceled.').waitFor();
    await launcher.pushMeasureProgress({ done: 2, total: 4, bytes: 5 });
    expect(await bar.count()).toBe(0);
    await launcher.page.getByRole('button', { name: 'Calculate' }).click();
    await launcher.answer('launcher:measure-data', { ok: true, value: ALL_DATA });
    await launcher.page.getByText('1.3 GB in total').waitFor();
    await launcher.page.getByRole('link', { name: 'Market board 2.1 MB' }).waitFor();
    await launcher.close();
  });
});

describe('the way', () => {
  it('to the settings is Ctrl+comma, to a part its link, and to a mini-program its row; back leads back', async () => {
    const launcher = await open('');
    const { page } = launcher;
    await page.getByRole('button', { name: 'More for Notebook' }).waitFor();
    await page.keyboard.press('Control+Comma');
    await page.locator('[data-page=settings] h1:focus').waitFor();
    await page
      .getByRole('navigation', { name: 'Parts of Settings' })
      .getByRole('link', { name: 'Mini-programs' })
      .press('Enter');
    await page.locator('#settings-programs:focus').waitFor();
    await page.getByRole('link', { name: 'Market board 1.0.0' }).press('Enter');
    await page.locator('[data-page=settings] h1:focus', { hasText: 'Market board' }).waitFor();
    await page.goBack();
    await page.locator('#settings-programs').waitFor();
    await launcher.close();
  });

  it('to a mini-program’s settings is in its menu on the shelf', async () => {
    const launcher = await open('');
    await launcher.page.getByRole('button', { name: 'More for Market board' }).click();
    await launcher.page.getByRole('menuitem', { name: 'Settings…' }).click();
    await launcher.page.locator('[data-page=settings] h1:focus', { hasText: 'Market board' }).waitFor();
    expect(launcher.page.url()).toContain(PROGRAM);
    await launcher.close();
  });

  it('to the background settings is on the Activity page', async () => {
    const launcher = await open('#activity', { ...settingsAnswers(), 'launcher:get-activity': createActivity() });
    await launcher.page.getByRole('link', { name: 'Background settings' }).click();
    await launcher.page.locator('#settings-background:focus').waitFor();
    await launcher.close();
  });
});

describe('a mini-program’s data', () => {
  it('is cleared after a question, measured again, and the focus stays in its part', async () => {
    const launcher = await open(PROGRAM);
    const { page } = launcher;
    await page.getByRole('button', { name: 'Clear: Fetched data' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Clear' }).click();
    expect(await launcher.nextCall('launcher:clear-data')).toEqual(['LarderMarketBoard1', 'fetched']);
    await launcher.answer('launcher:clear-data', FULL);
    await page.getByRole('dialog').getByRole('alert').getByText('The disk is full.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Clear' }).click();
    const before = (await launcher.callsOf('launcher:measure-mini-program')).length;
    await launcher.answer('launcher:clear-data', DONE);
    await page.locator('#settings-program-data:focus').waitFor();
    await page.getByRole('status').getByText('Cleared.').waitFor();
    await expect.poll(async () => (await launcher.callsOf('launcher:measure-mini-program')).length).toBe(before + 1);
    await launcher.close();
  });

  it('says that the window is closed only where it is', async () => {
    const launcher = await open(PROGRAM, settingsAnswers({ usage: { ...USAGE, downloads: 5 } }));
    for (const [what, closes] of [
      ['Sign-in token', 0],
      ['Downloads', 0],
      ['Mini-program files', 1],
    ] as const) {
      await launcher.page.getByRole('button', { name: `Clear: ${what}` }).click();
      await launcher.page.getByRole('dialog').waitFor();
      expect(
        await launcher.page.getByRole('dialog').getByText('It is currently open and will be closed.').count(),
      ).toBe(closes);
      await launcher.page.keyboard.press('Escape');
      await launcher.page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await launcher.close();
  });

  it('follows what happens to the mini-program', async () => {
    const launcher = await open(PROGRAM, {
      'launcher:get-settings': createSettings(),
      'launcher:measure-mini-program': USAGE,
    });
    const waiting = (): Promise<number> =>
      launcher.page.evaluate(
        () =>
          (window as unknown as { fake: { waiting: { channel: string }[] } }).fake.waiting.filter(
            ({ channel }) => channel === 'launcher:get-mini-program',
          ).length,
      );
    /** Each change asks anew, and only the newest answer counts: all are answered until the page says `name`. */
    const answerUntilShown = async (name: string, change: Parameters<typeof createProgram>[0] = {}): Promise<void> => {
      const value = createProgram({ ...change, name });
      const isShown = async (): Promise<boolean> => {
        while ((await waiting()) > 0) await launcher.answer('launcher:get-mini-program', { ok: true, value });
        return (await launcher.page.getByRole('heading', { name }).count()) === 1;
      };
      await expect.poll(isShown, { timeout: 20_000 }).toBe(true);
    };
    await launcher.nextCall('launcher:get-mini-program');
    await answerUntilShown('First');
    await launcher.push({ ...user, miniPrograms: user.miniPrograms.map((card) => ({ ...card })) });
    await answerUntilShown('Second', { hasToken: false });
    expect(await launcher.page.getByRole('button', { name: 'Clear: Sign-in token' }).isDisabled()).toBe(true);
    await launcher.close();
  });
});
