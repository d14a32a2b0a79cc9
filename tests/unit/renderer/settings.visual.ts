/** The Settings page and a mini-program's as a person meets them: rendered, checked with axe, and written to `out/ui/`. */
import type { LauncherState } from '../../../preload/contract/launcher.ts';
import { createManyCards, createState, HOSTILE_NAME, THREE_CARDS } from './fixtures.ts';
import type { LauncherPage } from './launcher-page.ts';
import { dark, describeLooks, narrow, zoomed, type Look } from './looks.ts';
import { ALL_DATA, createProgram, createSettings, settingsAnswers } from './settings-fixtures.ts';

interface SettingsLook extends Pick<Look, 'name' | 'options' | 'act'> {
  readonly answers?: Record<string, unknown>;
  readonly state?: LauncherState;
  readonly fragment?: string;
}

const PROGRAM = '#settings/LarderMarketBoard1';
const whole = { viewport: { width: 1040, height: 2200 } };
const wholeNarrow = { viewport: { width: 420, height: 2900 } };
const user = createState({ miniPrograms: THREE_CARDS });
const inPersian = createState({ miniPrograms: THREE_CARDS, language: 'fa', locale: 'fa' });
const inChinese = createState({ miniPrograms: THREE_CARDS, language: 'zh-Hans', locale: 'zh-Hans' });
const measured = { ...settingsAnswers(), 'launcher:measure-data': ALL_DATA };
const unsafe = settingsAnswers({
  settings: createSettings({
    tokenPersistence: 'plain',
    isTemporary: true,
    canStartWithSystem: false,
    choices: {
      ...createSettings().choices,
      keepTokensWithoutSecretStore: true,
      language: 'de',
      appearance: 'dark',
      cdnUrl: 'https://cdn.example.com',
    },
    backend: { url: 'http://127.0.0.1:43117', source: 'command-line', chosenUrl: 'https://backend.example.com' },
  }),
});
const withoutBackend = settingsAnswers({
  settings: createSettings({ tokenPersistence: 'memory', backend: { url: null, source: 'none', chosenUrl: null } }),
});
const bare = settingsAnswers({
  program: createProgram({
    name: HOSTILE_NAME.repeat(4),
    description: '',
    version: null,
    nextVersion: null,
    details: null,
    hasToken: false,
    dataAt: null,
    lastOpenedAt: null,
    isOpen: false,
  }),
  usage: { package: 0, fetched: 0, site: null, downloads: 0 },
});

const measure = async ({ page }: LauncherPage): Promise<void> => {
  await page.locator('#settings-storage ~ .settings').getByRole('button').nth(1).click();
};

const LOOKS: readonly SettingsLook[] = [
  { name: 'settings-loading', answers: {}, act: async ({ page }) => page.clock.runFor(1000) },
  { name: 'settings', options: whole },
  { name: 'settings-window' },
  { name: 'settings-dark', options: { ...whole, ...dark }, answers: measured, act: measure },
  { name: 'settings-narrow', options: wholeNarrow, answers: measured, act: measure },
  { name: 'settings-zoom-200', options: zoomed },
  { name: 'settings-persian', options: whole, state: inPersian, answers: measured, act: measure },
  { name: 'settings-persian-narrow', options: wholeNarrow, state: inPersian },
  { name: 'settings-chinese', options: whole, state: inChinese, answers: measured, act: measure },
  { name: 'settings-unsafe', options: whole, answers: unsafe },
  { name: 'settings-without-backend', options: whole, answers: withoutBackend, state: createState() },
  { name: 'settings-many', options: whole, state: createState({ miniPrograms: createManyCards(60) }) },
  {
    name: 'settings-measuring',
    answers: settingsAnswers(),
    fragment: '#settings:storage',
    async act(launcher) {
      await measure(launcher);
      await launcher.nextCall('launcher:measure-data');
      await launcher.pushMeasureProgress({ done: 140, total: 410, bytes: 1 });
      await launcher.page.getByText('140 of 410').waitFor();
    },
  },
  {
    name: 'settings-backend-checking',
    fragment: '#settings:backend',
    async act(launcher) {
      await launcher.page.getByLabel('Address of the source').fill('https://new.example');
      await launcher.page.getByRole('button', { name: 'Check and use' }).click();
      await launcher.page.getByText('Checking new.example').waitFor();
    },
  },
  {
    name: 'settings-backend-refused',
    fragment: '#settings:backend',
    async act(launcher) {
      await launcher.page.getByLabel('Address of the source').fill('https://new.example');
      await launcher.page.getByRole('button', { name: 'Check and use' }).click();
      await launcher.answer('launcher:set-backend', {
        ok: true,
        value: { ok: false, problem: 'web-page', host: 'new.example' },
      });
      await launcher.page.getByRole('alert').getByText('it is a website').waitFor();
    },
  },
  {
    name: 'settings-not-saved',
    fragment: '#settings',
    async act(launcher) {
      await launcher.page.getByRole('radio', { name: 'Dark' }).check({ force: true });
      await launcher.answer('launcher:set-settings', {
        ok: false,
        error: { code: 'storage-failed', message: 'Cannot save the settings on the disk.' },
      });
      await launcher.page.getByRole('alert').getByText('Cannot save').waitFor();
    },
  },
  { name: 'program-settings', fragment: PROGRAM, options: { viewport: { width: 1040, height: 1400 } } },
  { name: 'program-settings-dark', fragment: PROGRAM, options: { viewport: { width: 1040, height: 1400 }, ...dark } },
  { name: 'program-settings-narrow', fragment: PROGRAM, options: { viewport: { width: 420, height: 1700 } } },
  { name: 'program-settings-zoom-200', fragment: PROGRAM, options: zoomed },
  {
    name: 'program-settings-persian',
    fragment: PROGRAM,
    options: { viewport: { width: 1040, height: 1400 } },
    state: inPersian,
  },
  {
    name: 'program-settings-chinese',
    fragment: PROGRAM,
    options: { viewport: { width: 1040, height: 1400 } },
    state: inChinese,
  },
  {
    name: 'program-settings-bare',
    fragment: PROGRAM,
    answers: bare,
    options: { viewport: { width: 1040, height: 1300 } },
  },
  { name: 'program-settings-bare-narrow', fragment: PROGRAM, answers: bare, options: narrow },
  {
    name: 'program-settings-gone',
    fragment: PROGRAM,
    answers: {
      ...settingsAnswers(),
      'launcher:get-mini-program': { ok: false, error: { code: 'not-found', message: 'It was removed.' } },
    },
    async act(launcher) {
      await launcher.page.getByRole('heading', { name: 'not on this computer' }).waitFor();
    },
  },
  {
    name: 'program-settings-clear',
    fragment: PROGRAM,
    async act(launcher) {
      await launcher.page.getByRole('button', { name: 'Clear: Page data' }).click();
      await launcher.page.getByRole('dialog').getByText('It is currently open').waitFor();
    },
  },
];

describeLooks(
  'the Settings page',
  LOOKS.map(({ answers = settingsAnswers(), state = user, fragment, ...look }) => ({
    ...look,
    isVariant: look.options !== undefined && state.language !== 'fa',
    async open(harness, options) {
      const launcher = await harness.openSettings(state, answers, options, fragment);
      await launcher.page.locator('[data-page=settings] h1').waitFor();
      const sections = launcher.page.locator('.settings-section');
      if (answers['launcher:get-settings'] && !fragment?.includes('/')) await sections.first().waitFor();
      const isProgram = fragment === PROGRAM && look.name !== 'program-settings-gone';
      if (isProgram && answers['launcher:get-mini-program']) await sections.nth(2).waitFor();
      return launcher;
    },
  })),
);
