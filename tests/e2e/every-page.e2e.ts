/**
 * Every page of the product in every language and both themes, as a person meets it: pictures for a
 * critical look in `out/screens/`, and axe. `npm run screens` runs this file alone.
 */
import type { Page } from '@playwright/test';
import { createTranslate } from '../../preload/contract/messages/format.ts';
import { CATALOGS } from '../../preload/contract/messages/catalogs.ts';
import { LANGUAGES, type Language } from '../../preload/contract/messages/languages.ts';
import type { SettingsChoices } from '../../preload/contract/settings.ts';
import { createDemoBackend, type DemoBackend } from '../demo-backend/demo-backend.ts';
import { DEMO_SAMPLES, demoSamplesJson } from '../demo-backend/samples.ts';
import { createLook } from './every-page/looks.ts';
import { DEEP, expect, test } from './larder-test.ts';
import { originOf, probe, PROBE_ID } from './mini-programs.ts';

const LAUNCHER = 'larder://launcher/';
const [MARKET_BOARD, NOTEBOOK, PODCAST] = DEMO_SAMPLES.map(({ appId }) => appId) as [string, string, string];

let backend: DemoBackend;
test.beforeEach(async () => {
  backend = await createDemoBackend();
});
test.afterEach(() => backend.close());

const goTo = (launcher: Page, fragment: string): Promise<void> =>
  launcher.evaluate((hash) => {
    location.hash = hash;
  }, fragment);

/** By the language of texts; English is the name that stands for all others. */
const nameOf = ({ name, names }: (typeof DEMO_SAMPLES)[number], language: Language): string =>
  language === 'en' ? name : names[language];

const open = async (launcher: Page, appId: string): Promise<void> => {
  const answer = await launcher.evaluate((id) => window.container.invoke('launcher:open', id), appId);
  expect(answer).toMatchObject({ ok: true });
};

for (const language of LANGUAGES) {
  const often = language === 'en' ? {} : DEEP;
  test(
    `every page is whole and breaks no accessibility rule when the language is ${language}`,
    often,
    async ({ startLarder }) => {
      test.setTimeout(480_000);
      const t = createTranslate(CATALOGS, { language, locale: language }, (problem) => {
        throw new Error(problem);
      });
      const larder = await startLarder({
        args: [`--backend-url=${backend.url}`, '--dev'],
        environment: { LARDER_DEMO: demoSamplesJson(backend.url) },
      });
      const launcher = await larder.window(LAUNCHER);
      await launcher.locator('.frame-status').waitFor();
      const choose = async (choices: Partial<SettingsChoices>): Promise<void> => {
        const answer = await launcher.evaluate(
          (chosen) => window.container.invoke('launcher:set-settings', chosen),
          choices,
        );
        expect(answer).toMatchObject({ ok: true });
      };
      await choose({ language });
      await expect(launcher.locator('html')).toHaveAttribute('lang', language);
      // The launcher is answered when the mini-program is open, which these never are.
      const beginOpening = (appId: string): void => {
        void launcher.evaluate((id) => window.container.invoke('launcher:open', id), appId).catch(() => {});
      };
      const look = createLook(language, (appearance) => choose({ appearance }));

      await look(launcher, 'launcher-first-start');

      await launcher
        .getByRole('button', { name: t('common.add'), exact: true })
        .first()
        .click();
      await look(launcher, 'launcher-add');
      await launcher.getByRole('dialog').getByRole('textbox').fill(MARKET_BOARD);
      await launcher.keyboard.press('Enter');
      await launcher.getByRole('dialog').getByText(backend.host).waitFor();
      await look(launcher, 'launcher-add-preview');
      await launcher.keyboard.press('Escape');

      for (const appId of [MARKET_BOARD, NOTEBOOK, PODCAST]) {
        await open(launcher, appId);
        const page = await larder.window(`${originOf(appId)}/`);
        await larder.event('data-delivered', (event) => event.appId === appId);
        await look(page, `sample-${appId.toLowerCase().replace(/^larder|[0-9]$/g, '')}`, { isOurs: false });
      }
      const podcast = await larder.window(`${originOf(PODCAST)}/`);
      for (const [episode, audioDelayMs] of [
        [1, 0],
        [0, 60_000],
      ] as const) {
        backend.control({ audioDelayMs });
        await podcast.evaluate(() => {
          location.hash = '';
        });
        await podcast.locator('.episode').nth(episode).click();
        await podcast.locator('#download:not([hidden])').getByRole('button').first().click();
        await expect(podcast.locator('#download')).toHaveAttribute(
          'data-state',
          audioDelayMs === 0 ? 'ready' : 'downloading',
          { timeout: 75_000 },
        );
      }
      await look(podcast, 'sample-podcast-downloading', { isOurs: false });
      await goTo(launcher, 'shelf');
      await look(launcher, 'launcher-shelf');
      const boardName = nameOf(DEMO_SAMPLES[0]!, language);
      const choosing = async (item: string): Promise<void> => {
        await launcher.getByRole('button', { name: t('shelf.more', { name: boardName }) }).click();
        await look(launcher, 'launcher-tile-menu');
        await launcher.getByRole('menuitem', { name: item }).click();
      };
      for (const [item, name] of [
        [t('shelf.details'), 'launcher-details'],
        [t('shelf.removeMenu'), 'launcher-remove'],
      ] as const) {
        await choosing(item);
        await look(launcher, name);
        await launcher.keyboard.press('Escape');
      }
      await goTo(launcher, 'settings');
      await look(launcher, 'launcher-settings');
      await goTo(launcher, `settings/${MARKET_BOARD}`);
      await look(launcher, 'launcher-settings-program');
      for (const fragment of ['activity', 'downloads']) {
        await goTo(launcher, fragment);
        await look(launcher, `launcher-${fragment}`);
        const tabs = launcher.getByRole('tab').filter({ visible: true });
        for (let index = 1; index < (await tabs.count()); index += 1) {
          await tabs.nth(index).click();
          await look(launcher, `launcher-${fragment}-${index + 1}`);
        }
      }
      await goTo(launcher, 'diagnostics');
      await launcher.getByRole('button', { name: t('diagnostics.run') }).click();
      await launcher.getByRole('button', { name: t('diagnostics.copy') }).waitFor();
      await look(launcher, 'launcher-diagnostics');
      await goTo(launcher, 'about');
      await launcher.getByRole('dialog').waitFor();
      await look(launcher, 'launcher-about');

      backend.control({ packageDelayMs: 60_000 });
      await backend.setApp(probe());
      beginOpening(PROBE_ID);
      await look(await larder.window('larder://page/loading'), 'page-loading');
      backend.control({ packageDelayMs: 0, failPackage: 500 });
      await backend.setApp(probe({ appId: 'broken' }));
      beginOpening('broken');
      await look(await larder.window('larder://page/problem'), 'page-problem');
    },
  );
}
