/** With `--dev`: what the pages and service workers of mini-programs write to their consoles, uncaught errors and refusals of their policy too. */
import { app, type Event, type WebContents } from 'electron';
import type { MiniProgramSessions } from '../sessions/mini-program-sessions.ts';
import { refusedByConsole, type ConsoleRefusal } from '../sessions/refused-requests.ts';
import type { ConsoleLine, DeveloperLines } from '../log/developer-lines.ts';
import type { ShutdownList } from '../support/shutdown-list.ts';
import type { WindowRegistry } from '../windows/window-registry.ts';

export interface DeveloperConsoleDependencies {
  readonly registry: Pick<WindowRegistry, 'identify'>;
  readonly sessions: Pick<MiniProgramSessions, 'onCreated'>;
  readonly lines: Pick<DeveloperLines, 'console'>;
  readonly disposables: ShutdownList;
}

/** Of a service worker's console, by its number. */
const LEVELS = ['debug', 'info', 'warning', 'error'] as const;

function refusalIn(level: ConsoleLine['level'], message: string): ConsoleRefusal | null {
  return level === 'error' ? refusedByConsole(message) : null;
}

export function watchConsoles({ registry, sessions, lines, disposables }: DeveloperConsoleDependencies): void {
  const watch = (_event: Event, contents: WebContents): void => {
    contents.on('console-message', ({ level, message, sourceId, lineNumber }) => {
      const appId = registry.identify(contents.id)?.appId;
      if (appId)
        lines.console({ appId, level, message, source: sourceId, line: lineNumber }, refusalIn(level, message));
    });
  };
  app.on('web-contents-created', watch);
  disposables.defer(() => void app.off('web-contents-created', watch));
  sessions.onCreated((appId, session) => {
    session.serviceWorkers.on('console-message', (_event, { level: number, message, sourceUrl, lineNumber }) => {
      const level = LEVELS[number] ?? 'info';
      lines.console({ appId, level, message, source: sourceUrl, line: lineNumber }, refusalIn(level, message));
    });
  });
}
