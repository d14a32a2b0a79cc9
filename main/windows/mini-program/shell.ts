/** One mini-program's window, as far as the opener knows it. */
import type { BrowserWindow } from 'electron';
import type { InstallProgress } from '../../../preload/contract/launcher.ts';
import type { Details } from '../../models/details-schema.ts';
import type { InstalledPackage } from '../../models/state-schema.ts';
import type { PageFailure } from './mini-program-window.ts';
import type { Problem } from '../container-pages/program-problem.ts';
import type { OpenRequest } from '../../models/open-request.ts';

/** What the opener needs of one mini-program's window; `main/windows/mini-program/mini-program-shell.ts` makes it. */
export interface MiniProgramShell {
  readonly window: BrowserWindow;
  /** `progress`: of the package that is being downloaded. */
  showLoading(name: string, progress?: InstallProgress): void;
  showProblem(name: string, problem: Problem): void;
  /** Serves the package and its domains from now on, then loads the page `request` asks for. */
  showPage(details: Details, installed: InstalledPackage, request: OpenRequest): Promise<void>;
}

export interface ShellEvents {
  onRetry(): void;
  /** Starts again without the page that the mini-program was opened with. */
  onStartPage(): void;
  onFailure(failure: PageFailure): void;
  /** The page does not answer: true when its process is to be ended, which comes back as a failure. */
  endsWhenUnresponsive(): boolean;
  onLoaded(): void;
  onNavigated(): void;
  onClosed(): void;
}
