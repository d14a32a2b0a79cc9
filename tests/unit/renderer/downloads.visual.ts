/** Every state of the Downloads page as a person meets it: rendered, checked with axe, and written to `out/ui/`. */
import type { DownloadsState } from '../../../preload/contract/downloads.ts';
import type { LauncherState } from '../../../preload/contract/launcher.ts';
import { createDownload, createDownloads, createPast, HISTORY, PROGRAMS, UNDER_WAY } from './downloads-fixtures.ts';
import { createState, HOSTILE_NAME, THREE_CARDS } from './fixtures.ts';
import type { LauncherPage } from './launcher-page.ts';
import { dark, describeLooks, narrow, zoomed, type Look } from './looks.ts';

interface DownloadsLook extends Pick<Look, 'name' | 'options' | 'act'> {
  readonly downloads: DownloadsState | null;
  readonly state?: LauncherState;
}

const tall = { viewport: { width: 1040, height: 1180 } };
const tallNarrow = { viewport: { width: 420, height: 1560 } };
const user = createState({ miniPrograms: THREE_CARDS });
const some = createDownloads({ items: [createDownload(), ...HISTORY], programs: PROGRAMS, usedBytes: 1_419_200_000 });
const underWay = createDownloads({ items: UNDER_WAY, programs: PROGRAMS, usedBytes: 142_000_000 });
const history = createDownloads({ items: HISTORY, programs: PROGRAMS, usedBytes: 0 });
const hostile = createDownloads({
  items: [
    createDownload({ title: HOSTILE_NAME.repeat(6), name: HOSTILE_NAME.repeat(3), origin: `mp://${'x'.repeat(63)}` }),
    createPast({ id: 'long', title: 'W'.repeat(300) }),
  ],
  freeBytes: null,
});

const cancel = async ({ page }: LauncherPage): Promise<void> => {
  await page.getByRole('button', { name: 'Cancel Episode 12: The last of the quinces' }).click();
  await page.getByRole('dialog').waitFor();
};
const choosePrograms = async ({ page }: LauncherPage): Promise<void> =>
  page.getByRole('tab', { name: 'Mini-programs' }).click();

const LOOKS: readonly DownloadsLook[] = [
  { name: 'downloads-loading', downloads: null, act: async ({ page }) => page.clock.runFor(1000) },
  { name: 'downloads-empty', downloads: createDownloads() },
  { name: 'downloads-empty-no-programs', downloads: createDownloads(), state: createState() },
  { name: 'downloads-some', downloads: some },
  { name: 'downloads-some-dark', downloads: some, options: dark },
  { name: 'downloads-some-narrow', downloads: some, options: narrow },
  { name: 'downloads-zoom-200', downloads: some, options: zoomed },
  { name: 'downloads-under-way', downloads: underWay, options: tall },
  { name: 'downloads-under-way-dark', downloads: underWay, options: { ...dark, ...tall } },
  { name: 'downloads-under-way-narrow', downloads: underWay, options: tallNarrow },
  { name: 'downloads-history', downloads: history },
  { name: 'downloads-history-narrow', downloads: history, options: tallNarrow },
  { name: 'downloads-cancel', downloads: some, act: cancel },
  { name: 'downloads-cancel-dark', downloads: some, options: dark, act: cancel },
  {
    name: 'downloads-refused',
    downloads: some,
    act: async (launcher) => {
      await launcher.page.getByRole('button', { name: 'Pause' }).click();
      await launcher.answer('launcher:download-pause', {
        ok: false,
        error: { code: 'not-found', message: 'Cannot pause the download: it is already complete.' },
      });
      await launcher.page.getByText('it is already complete').waitFor();
    },
  },
  { name: 'downloads-hostile', downloads: hostile },
  { name: 'downloads-hostile-narrow', downloads: hostile, options: narrow },
  { name: 'downloads-programs', downloads: some, act: choosePrograms },
  { name: 'downloads-programs-dark', downloads: some, options: dark, act: choosePrograms },
  { name: 'downloads-programs-narrow', downloads: some, options: narrow, act: choosePrograms },
  { name: 'downloads-programs-empty', downloads: createDownloads(), state: createState(), act: choosePrograms },
];

const INDICATORS: readonly Pick<Look, 'name' | 'options'>[] = [
  { name: 'downloads-indicator' },
  { name: 'downloads-indicator-dark', options: dark },
  { name: 'downloads-indicator-narrow', options: narrow },
];

describeLooks('the Downloads page', [
  ...LOOKS.map(({ downloads, state = user, ...look }): Look => ({
    ...look,
    isVariant: look.options !== undefined && look.options !== tall,
    async open(harness, options) {
      const launcher = await harness.openDownloads(state, downloads, options);
      await launcher.page.getByRole('heading', { name: 'Downloads', exact: true }).waitFor();
      if (downloads) await launcher.page.getByRole('tablist', { name: 'Parts of Downloads' }).waitFor();
      return launcher;
    },
  })),
  ...INDICATORS.map((look): Look => ({
    ...look,
    async open(harness, options) {
      const launcher = await harness.openDownloads(user, some, options, '');
      await launcher.page.getByRole('link', { name: '1 download · 64%' }).waitFor();
      return launcher;
    },
  })),
]);
