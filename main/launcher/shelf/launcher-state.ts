/** What the launcher shows, put together from the parts that own it. */
import type { TextLanguage } from '../../../preload/contract/messages/languages.ts';
import type { LauncherState, MiniProgramCard, ProxyQuestion, Suggestion } from '../../../preload/contract/launcher.ts';
import { iconOf } from '../icon-url.ts';
import type { Library } from '../../catalog/library.ts';
import type { NetworkSwitches } from '../../network/client/network-switches.ts';
import type { MiniProgramStore } from '../../storage/ports.ts';
import type { MiniProgramSummary } from '../../models/mini-program-summary.ts';
import type { Notices } from '../../system/desktop/notices.ts';
import type { WindowRegistry } from '../../windows/window-registry.ts';

export interface LauncherStateDependencies extends TextLanguage {
  readonly store: MiniProgramStore;
  readonly library: Library;
  readonly registry: WindowRegistry;
  readonly notices: Notices;
  readonly appVersion: string;
  readonly backendUrl: string | null;
  readonly dev: boolean;
  readonly suggestions: readonly Suggestion[];
  readonly proxyQuestion: ProxyQuestion | null;
  readonly switches: Pick<NetworkSwitches, 'of'>;
}

export function launcherState(dependencies: LauncherStateDependencies): LauncherState {
  const { store, notices, appVersion, backendUrl, dev, suggestions, proxyQuestion, language, locale } = dependencies;
  return {
    language,
    locale,
    appVersion,
    backendUrl,
    isDemo: suggestions.length > 0,
    isDev: dev,
    miniPrograms: store
      .list()
      .map((state) => card(state, dependencies))
      .sort((a, b) => (b.lastOpenedAt ?? b.addedAt) - (a.lastOpenedAt ?? a.addedAt)),
    notices: notices.list(),
    proxyQuestion,
    suggestions,
  };
}

function card(state: MiniProgramSummary, { library, registry, switches }: LauncherStateDependencies): MiniProgramCard {
  const { appId, installed } = state;
  const network = switches.of(appId);
  return {
    appId,
    name: state.name,
    description: state.description,
    ...iconOf(state),
    version: installed?.version ?? null,
    installed: installed !== null,
    ...(state.openFolder === null ? {} : { folder: state.openFolder }),
    ...(network === 'normal' ? {} : { network }),
    addedAt: state.addedAt,
    lastOpenedAt: state.lastOpenedAt,
    dataAt: state.dataAt,
    isOpen: registry.isOpen(appId),
    installing: library.progressOf(appId),
    problem: library.problemOf(appId),
  };
}
