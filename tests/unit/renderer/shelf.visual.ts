/** Every state of the shelf as a person meets it: rendered, checked with axe, and written to `out/ui/`. */
import type { LauncherState } from '../../../preload/contract/launcher.ts';
import {
  createManyCards,
  createState,
  HOSTILE_NAME,
  createCard,
  PREVIEW,
  SUGGESTIONS,
  THREE_CARDS,
  TROUBLED_CARDS,
} from './fixtures.ts';
import type { LauncherPage } from './launcher-page.ts';
import { dark, describeLooks, wide, type Look } from './looks.ts';

const NOTICES: LauncherState['notices'] = [
  { id: 'plain', tone: 'info', text: 'This system has no secret store, so sign-ins last until Larder is closed.' },
  {
    id: 'disk',
    tone: 'warning',
    text: 'The saved state of “Weather” could not be read. It was set aside; the rest works.',
  },
];

const narrow = { viewport: { width: 380, height: 720 } };
const three = createState({ miniPrograms: THREE_CARDS, isDemo: true, isDev: true, suggestions: SUGGESTIONS });

const ONE = THREE_CARDS.slice(0, 1);

interface ShelfLook extends Pick<Look, 'name' | 'options' | 'act'> {
  readonly state: LauncherState;
}

const openAdd = async ({ page }: LauncherPage): Promise<void> =>
  page.getByRole('button', { name: 'Add', exact: true }).click();
const lookUp = async (launcher: LauncherPage): Promise<void> => {
  await openAdd(launcher);
  await launcher.page.getByLabel('ID or link').fill(PREVIEW.appId);
  await launcher.page.getByRole('button', { name: 'Look up' }).click();
};
const showPreview = async (launcher: LauncherPage): Promise<void> => {
  await lookUp(launcher);
  await launcher.answer('launcher:look-up', { ok: true, value: PREVIEW });
  await launcher.page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).waitFor();
};
const chooseFromMenu =
  (item: string) =>
  async ({ page }: LauncherPage): Promise<void> => {
    await page.getByRole('button', { name: 'More for Market board' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };

const LOOKS: readonly ShelfLook[] = [
  { name: 'empty', state: createState() },
  { name: 'empty-demo', state: createState({ isDemo: true, suggestions: SUGGESTIONS }) },
  { name: 'empty-demo-dark', state: createState({ isDemo: true, suggestions: SUGGESTIONS }), options: dark },
  { name: 'empty-demo-narrow', state: createState({ isDemo: true, suggestions: SUGGESTIONS }), options: narrow },
  { name: 'three', state: three },
  { name: 'three-dark', state: three, options: dark },
  { name: 'three-narrow', state: three, options: narrow },
  { name: 'one', state: createState({ miniPrograms: ONE }) },
  { name: 'one-demo', state: createState({ miniPrograms: ONE, isDemo: true, suggestions: SUGGESTIONS.slice(1) }) },
  { name: 'one-dark', state: createState({ miniPrograms: ONE }), options: dark },
  { name: 'one-narrow', state: createState({ miniPrograms: ONE }), options: narrow },
  { name: 'one-wide', state: createState({ miniPrograms: ONE }), options: wide },
  { name: 'hundred', state: createState({ miniPrograms: createManyCards(100) }) },
  { name: 'hundred-dark', state: createState({ miniPrograms: createManyCards(100) }), options: dark },
  { name: 'hundred-narrow', state: createState({ miniPrograms: createManyCards(100) }), options: narrow },
  { name: 'hundred-wide', state: createState({ miniPrograms: createManyCards(100) }), options: wide },
  {
    name: 'switched',
    state: createState({
      miniPrograms: THREE_CARDS.map((card, n) => (n === 0 ? { ...card, network: 'offline' } : card)),
    }),
  },
  { name: 'thirty', state: createState({ miniPrograms: createManyCards(30) }) },
  { name: 'thirty-dark', state: createState({ miniPrograms: createManyCards(30) }), options: dark },
  { name: 'thirty-narrow', state: createState({ miniPrograms: createManyCards(30) }), options: narrow },
  {
    name: 'zoom-200',
    state: createState({ miniPrograms: createManyCards(12) }),
    options: { viewport: { width: 520, height: 360 }, deviceScaleFactor: 2 },
  },
  { name: 'troubled', state: createState({ miniPrograms: [...TROUBLED_CARDS, ...THREE_CARDS], notices: NOTICES }) },
  {
    name: 'troubled-dark',
    state: createState({ miniPrograms: [...TROUBLED_CARDS, ...THREE_CARDS], notices: NOTICES }),
    options: dark,
  },
  {
    name: 'troubled-narrow',
    state: createState({ miniPrograms: [...TROUBLED_CARDS, ...THREE_CARDS], notices: NOTICES }),
    options: narrow,
  },
  {
    name: 'hostile-name',
    state: createState({
      miniPrograms: [createCard({ appId: 'Hostile', name: HOSTILE_NAME, description: HOSTILE_NAME })],
    }),
  },
  {
    name: 'nothing-found',
    state: createState({ miniPrograms: createManyCards(12) }),
    act: async ({ page }) => page.getByRole('searchbox').fill('zzz'),
  },
  {
    name: 'menu',
    state: three,
    act: async ({ page }) => page.getByRole('button', { name: 'More for Notebook' }).click(),
  },
  {
    name: 'details',
    state: createState({ miniPrograms: THREE_CARDS.map((card) => ({ ...card, serviceDomains: ['127.0.0.1:43117'] })) }),
    act: chooseFromMenu('Details'),
  },
  { name: 'remove', state: three, act: chooseFromMenu('Remove…') },
  { name: 'remove-dark', state: three, options: dark, act: chooseFromMenu('Remove…') },
  { name: 'add', state: three, act: openAdd },
  { name: 'add-with-suggestions', state: { ...three, miniPrograms: THREE_CARDS.slice(0, 1) }, act: openAdd },
  { name: 'add-looking-up', state: three, act: lookUp },
  {
    name: 'add-not-found',
    state: three,
    act: async (launcher) => {
      await lookUp(launcher);
      await launcher.answer('launcher:look-up', {
        ok: false,
        error: {
          code: 'not-found',
          message: 'There is no mini-program with this id. Check it for a missing or extra letter.',
        },
      });
      await launcher.page.getByRole('alert').getByText('no mini-program').waitFor();
    },
  },
  { name: 'add-preview', state: three, act: showPreview },
  { name: 'add-preview-dark', state: three, options: dark, act: showPreview },
  { name: 'add-preview-narrow', state: three, options: narrow, act: showPreview },
  {
    name: 'add-installing',
    state: three,
    act: async (launcher) => {
      await showPreview(launcher);
      await launcher.page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
      const card = createCard({
        appId: PREVIEW.appId,
        name: PREVIEW.name,
        installed: false,
        installing: { phase: 'download', receivedBytes: 620_000, totalBytes: 1_480_000 },
      });
      await launcher.push({ ...three, miniPrograms: [...THREE_CARDS, card] });
      await launcher.page.getByText('Downloading… 620 kB').first().waitFor();
    },
  },
  {
    name: 'add-done',
    state: three,
    act: async (launcher) => {
      await showPreview(launcher);
      await launcher.page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
      await launcher.push({
        ...three,
        miniPrograms: [...THREE_CARDS, createCard({ appId: PREVIEW.appId, name: PREVIEW.name })],
      });
      await launcher.answer('launcher:install', { ok: true, value: null });
      await launcher.page.getByRole('heading', { name: 'Allotment planner is ready' }).waitFor();
    },
  },
];

describeLooks(
  'the shelf',
  LOOKS.map(({ state, ...look }) => ({
    ...look,
    isVariant: look.options !== undefined,
    async open(harness, options) {
      const launcher = await harness.open(state, options);
      await launcher.page.locator('.frame-status').waitFor();
      return launcher;
    },
  })),
);
