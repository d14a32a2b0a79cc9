/**
 * The container's own pages (`larder://page`): their texts come with their address, in the user's
 * language, and their buttons are links to `larder://action/…` that the window intercepts.
 */
import type { BrowserWindow } from 'electron';
import { LANGUAGE_DIRECTIONS } from '../../../preload/contract/messages/languages.ts';
import type { Messages } from '../../system/language/messages.ts';
import { PROBLEM_ACTIONS, problemTexts, type Problem } from './program-problem.ts';
import type { PageSeal } from './page-seal.ts';
import { CONTAINER_PAGE_ORIGIN } from '../../sessions/schemes.ts';

/** A label and what stands beside it. */
export type FactRow = readonly [label: string, values: readonly string[]];

export interface ContainerPage {
  readonly page: 'loading' | 'problem' | 'about' | 'hint';
  /** Reach the page as its query, sealed: no other address shows it. */
  readonly parameters: Readonly<Record<string, string>>;
  /** Changes while the page is shown: its fragment. */
  readonly changing?: Readonly<Record<string, string>>;
}

interface Named {
  readonly appId: string;
  readonly name: string;
  /** Path of its icon at the origin of these pages; absent: they draw the first letter. */
  readonly iconUrl?: string | undefined;
}

type Texts = Pick<Messages, 't' | 'textOf' | 'current'>;

export function loadingPage(named: Named, messages: Texts, changing: ContainerPage['changing'] = {}): ContainerPage {
  const { t } = messages;
  // The page has the numbers: the places for them are filled there.
  const amount = t('pages.loading.amount', { received: '{received}', total: '{total}' });
  return {
    page: 'loading',
    parameters: { ...common(named, messages), title: t('pages.loading.title'), amount },
    changing,
  };
}

/** `forDeveloper`: the details are what it is about. */
export function problemPage(
  named: Named,
  { kind, message, text }: Problem,
  messages: Texts,
  forDeveloper = false,
): ContainerPage {
  const { t } = messages;
  const { title, what, advice } = problemTexts(kind);
  const values = { name: named.name };
  return {
    page: 'problem',
    parameters: {
      ...common(named, messages),
      kind,
      title: t(title, values),
      what: t(what, values),
      advice: t(advice, values),
      details: messages.textOf(text ?? message),
      ...(forDeveloper ? { detailsAre: 'shown' } : {}),
      detailsLabel: t(kind === 'blocked' ? 'pages.blocked.details' : 'pages.details'),
      actions: JSON.stringify(PROBLEM_ACTIONS[kind].map((action) => [action, t(`pages.button.${action}`)])),
    },
  };
}

export function aboutPage(named: Named, rows: readonly FactRow[], messages: Texts): ContainerPage {
  const { t } = messages;
  return {
    page: 'about',
    parameters: {
      ...common(named, messages),
      title: t('program.about.title', { name: named.name }),
      rows: JSON.stringify(rows),
      actions: JSON.stringify([
        ['close', t('pages.button.close')],
        ['settings', t('program.about.settings')],
      ]),
    },
  };
}

/** `key`: what leaves full screen, as its keyboard names it. */
export function fullScreenHint(named: Named, key: string, messages: Texts): ContainerPage {
  const title = messages.t('program.fullScreen', { name: named.name, key });
  return { page: 'hint', parameters: { ...common(named, messages), title } };
}

function common({ appId, name, iconUrl }: Named, { current }: Texts): Record<string, string> {
  const { language, locale } = current();
  const icon: Record<string, string> = iconUrl === undefined ? {} : { icon: iconUrl };
  return { appId, name, ...icon, language, locale, direction: LANGUAGE_DIRECTIONS[language] };
}

export function containerPageUrl({ page, parameters, changing = {} }: ContainerPage, seal: PageSeal): string {
  const url = new URL(`${CONTAINER_PAGE_ORIGIN}/${page}.html`);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  seal.close(url);
  url.hash = new URLSearchParams(changing).toString();
  return url.href;
}

export function showContainerPage(window: BrowserWindow, page: ContainerPage, seal: PageSeal): void {
  if (!window.isDestroyed()) void window.loadURL(containerPageUrl(page, seal)).catch(() => {});
}
