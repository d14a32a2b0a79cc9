/** Every state of the Activity page as a person meets it: rendered, checked with axe, and written to `out/ui/`. */
import type { ActivityState } from '../../../preload/contract/activity.ts';
import type { LauncherState } from '../../../preload/contract/launcher.ts';
import { createActivity, createManyEntries, MIXED_ENTRIES, NIGHT, SCHEDULE } from './activity-fixtures.ts';
import { createState, THREE_CARDS } from './fixtures.ts';
import type { LauncherPage } from './launcher-page.ts';
import { dark, describeLooks, narrow, zoomed, type Look } from './looks.ts';

interface ActivityLook extends Pick<Look, 'name' | 'options' | 'act'> {
  readonly activity: ActivityState | null;
  readonly state?: LauncherState;
}

const SWITCHED = [
  { appId: 'LarderMarketBoard1', name: 'Market board', condition: 'offline' },
  { appId: 'LarderPodcast3', name: 'Podcast', condition: 'slow' },
] as const;
const SWITCHED_CARDS = THREE_CARDS.map((card) =>
  card.appId === 'LarderMarketBoard1' ? { ...card, network: 'offline' as const } : card,
);

const user = createState({ miniPrograms: THREE_CARDS });
const developer = createState({ miniPrograms: THREE_CARDS, isDev: true, isDemo: true });
const mixed = createActivity({ entries: MIXED_ENTRIES, schedule: SCHEDULE });
const many = createActivity({ entries: createManyEntries(500), schedule: SCHEDULE });

const expand = async ({ page }: LauncherPage): Promise<void> => {
  await page.getByRole('button', { name: 'Failed, 503' }).click();
  await page.getByText('Securing the connection').waitFor();
};
const choose =
  (tab: string) =>
  async ({ page }: LauncherPage): Promise<void> =>
    page.getByRole('tab', { name: tab }).click();

const LOOKS: readonly ActivityLook[] = [
  { name: 'activity-loading', activity: null, act: async ({ page }) => page.clock.runFor(1000) },
  { name: 'activity-empty', activity: createActivity() },
  { name: 'activity-empty-no-programs', activity: createActivity({ nextWakeAt: null }), state: createState() },
  { name: 'activity-mixed', activity: mixed },
  { name: 'activity-away', activity: createActivity({ entries: MIXED_ENTRIES, unseen: NIGHT }) },
  { name: 'activity-away-dark', activity: createActivity({ entries: MIXED_ENTRIES, unseen: NIGHT }), options: dark },
  {
    name: 'activity-away-well-narrow',
    activity: createActivity({ entries: MIXED_ENTRIES, unseen: { ...NIGHT, failed: [] } }),
    options: narrow,
  },
  { name: 'activity-mixed-dark', activity: mixed, options: dark },
  { name: 'activity-mixed-narrow', activity: mixed, options: narrow },
  // Not quite wide enough for columns, and just so.
  { name: 'activity-mixed-medium', activity: mixed, options: { viewport: { width: 912, height: 700 } } },
  { name: 'activity-mixed-columns', activity: mixed, options: { viewport: { width: 980, height: 700 } } },
  { name: 'activity-zoom-200', activity: mixed, options: zoomed },
  { name: 'activity-many', activity: many },
  { name: 'activity-expanded', activity: mixed, act: expand },
  { name: 'activity-expanded-dark', activity: mixed, options: dark, act: expand },
  { name: 'activity-expanded-narrow', activity: mixed, options: narrow, act: expand },
  {
    name: 'activity-failures',
    activity: many,
    act: async ({ page }) => {
      await page.getByLabel('Only failures').check();
      await page.getByText('55 of 500 requests').waitFor();
    },
  },
  {
    name: 'activity-no-match',
    activity: mixed,
    act: async ({ page }) => {
      await page.getByLabel('Purpose', { exact: true }).selectOption('package');
      await page.getByLabel('Only failures').check();
      await page.getByText('No matching requests.').waitFor();
    },
  },
  {
    name: 'activity-saved',
    activity: mixed,
    act: async (launcher) => {
      await launcher.page.getByRole('button', { name: 'Save as HAR' }).click();
      await launcher.answer('launcher:save-activity', {
        ok: true,
        value: { path: '/home/mara/Downloads/larder-activity-2026-11-21T09-30-00.har' },
      });
      await launcher.page.getByText('Saved as /home').waitFor();
    },
  },
  {
    name: 'activity-developer',
    activity: { ...mixed, sweeping: true },
    state: developer,
    act: expand,
  },
  { name: 'activity-developer-narrow', activity: mixed, state: developer, options: narrow },
  { name: 'activity-schedule', activity: mixed, act: choose('Schedule') },
  { name: 'activity-schedule-dark', activity: mixed, options: dark, act: choose('Schedule') },
  { name: 'activity-schedule-narrow', activity: { ...mixed, online: false }, options: narrow, act: choose('Schedule') },
  { name: 'activity-schedule-developer', activity: mixed, state: developer, act: choose('Schedule') },
  {
    name: 'activity-schedule-developer-narrow',
    activity: mixed,
    state: developer,
    options: narrow,
    act: choose('Schedule'),
  },
  {
    name: 'activity-switched',
    activity: { ...mixed, switched: SWITCHED },
    state: createState({ miniPrograms: SWITCHED_CARDS, isDev: true, isDemo: true }),
    act: choose('Schedule'),
  },
  {
    name: 'activity-switched-narrow',
    activity: { ...mixed, switched: SWITCHED },
    state: developer,
    options: narrow,
  },
  { name: 'activity-schedule-empty', activity: createActivity(), state: createState(), act: choose('Schedule') },
];

describeLooks(
  'the Activity page',
  LOOKS.map(({ activity, state = user, ...look }) => ({
    ...look,
    isVariant: look.options !== undefined || activity === many,
    async open(harness, options) {
      const launcher = await harness.open(state, options, activity);
      await launcher.page.getByRole('heading', { name: 'Activity' }).waitFor();
      if (activity) await launcher.page.getByRole('tablist').waitFor();
      return launcher;
    },
  })),
);
