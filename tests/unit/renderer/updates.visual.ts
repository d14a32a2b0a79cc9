/** Updates, About Larder and Diagnostics as a person meets them: rendered, checked with axe, and written to `out/ui/`. */
import type { UpdatesState } from '../../../preload/contract/updates.ts';
import { dark, describeLooks, narrow, zoomed, type Look } from './looks.ts';
import { diagnosis, LINES, openUpdates, stateOf, UPDATE, type UpdatesScene } from './updates-fixtures.ts';

const PHASES: readonly (readonly [name: string, state: UpdatesState])[] = [
  ['off', stateOf({ kind: 'off', why: 'not-installed' })],
  ['idle', stateOf({ kind: 'idle' })],
  ['by-hand', stateOf({ kind: 'available', update: UPDATE, waitsFor: 'user' }, { installation: 'by-hand' })],
  ['waits', stateOf({ kind: 'available', update: UPDATE, waitsFor: 'mains-power' })],
  ['downloading', stateOf({ kind: 'downloading', update: UPDATE, receivedBytes: 53_000_000, totalBytes: 118_000_000 })],
  ['ready', stateOf({ kind: 'ready', update: UPDATE })],
  ['failed', stateOf({ kind: 'failed', during: 'download', failure: 'wrong-hash', update: UPDATE })],
];

const downloading = stateOf({
  kind: 'downloading',
  update: UPDATE,
  receivedBytes: 53_000_000,
  totalBytes: 118_000_000,
});
const running = diagnosis({ isRunning: true, current: 'backend', lines: LINES.slice(0, 5), finishedAt: null });
type SceneLook = Pick<Look, 'name' | 'options'> & Omit<UpdatesScene, 'fragment'>;

const ABOUT_LOOKS: readonly SceneLook[] = [
  { name: 'about-dark', options: dark },
  { name: 'about-narrow', options: narrow },
  { name: 'about-zoom-200', options: zoomed },
  { name: 'about-zh', language: 'zh-Hans' },
  { name: 'about-fa', language: 'fa' },
  { name: 'about-fa-dark-narrow', language: 'fa', options: { ...dark, ...narrow } },
];

const DIAGNOSTICS_LOOKS: readonly SceneLook[] = [
  { name: 'diagnostics' },
  { name: 'diagnostics-dark', options: dark },
  { name: 'diagnostics-narrow', options: narrow },
  { name: 'diagnostics-zoom-200', options: zoomed },
  { name: 'diagnostics-zh', language: 'zh-Hans' },
  { name: 'diagnostics-fa', language: 'fa' },
  { name: 'diagnostics-running', diagnostics: running },
];

describeLooks('Larder about itself', [
  ...PHASES.map(([name, updates]): Look => ({
    name: `about-${name}`,
    async open(harness, options) {
      const launcher = await openUpdates(harness, { updates, fragment: '#about' }, options);
      await launcher.page.getByRole('dialog', { name: 'About Larder' }).getByText('Version 0.1.0').waitFor();
      if (name === 'ready') await launcher.page.getByText('What’s new').click();
      return launcher;
    },
  })),
  ...ABOUT_LOOKS.map(({ name, options: view, ...scene }): Look => ({
    name,
    ...(view && { options: view }),
    async open(harness, options) {
      const launcher = await openUpdates(harness, { updates: downloading, ...scene, fragment: '#about' }, options);
      await launcher.page.getByRole('dialog').getByText('45.4.1').waitFor();
      return launcher;
    },
  })),
  ...DIAGNOSTICS_LOOKS.map(({ name, options: view, ...scene }): Look => ({
    name,
    ...(view && { options: view }),
    async open(harness, options) {
      const updates = stateOf({ kind: 'ready', update: UPDATE });
      const launcher = await openUpdates(harness, { updates, ...scene, fragment: '#diagnostics' }, options);
      await launcher.page.getByText('156.0.7204.23').waitFor();
      return launcher;
    },
  })),
]);
