/** The settings of one mini-program. */
import type { JSX } from 'preact';
import type { MiniProgramCard } from '../../../preload/contract/launcher.ts';
import type { SettingsState } from '../../../preload/contract/settings.ts';
import { AppIcon } from '../widgets/app-icon.tsx';
import { DialogProblem } from '../widgets/dialog.tsx';
import { Icon } from '../widgets/icons.tsx';
import { t } from '../language.ts';
import type { Call } from '../use-launcher.ts';
import { ProgramData } from './program-data.tsx';
import { ProgramFacts } from './program-facts.tsx';
import { ProgramSwitches } from './program-switches.tsx';
import { useProgram } from './use-program.ts';

export interface ProgramPageProps {
  appId: string;
  /** As the shelf has it; it changes with the mini-program. */
  card: MiniProgramCard | undefined;
  settings: SettingsState | null;
  nowMs: number;
  isShown: boolean;
  call: Call;
  onOpen(appId: string): void;
  onRemove(card: MiniProgramCard): void;
}

export function ProgramPage({
  appId,
  card,
  settings,
  nowMs,
  isShown,
  call,
  onOpen,
  onRemove,
}: ProgramPageProps): JSX.Element {
  const { program, usage, isGone, problem, measure } = useProgram(appId, call, isShown, [card, settings]);
  return (
    <div class="page-body page-narrow program-settings">
      <a class="program-back" href="#settings">
        <Icon name="back" />
        {t('settings.program.back')}
      </a>
      {isGone && (
        <div class="empty-state">
          <h1 tabIndex={-1}>{t('settings.program.gone')}</h1>
          <a class="button" href="#settings">
            {t('settings.program.toAll')}
          </a>
        </div>
      )}
      {problem !== null && <DialogProblem message={problem} />}
      {!isGone && (
        <header class="program-header">
          <AppIcon appId={appId} name={program?.name ?? appId} iconUrl={program?.iconUrl} />
          <div class="program-title">
            <h1 tabIndex={-1}>{program?.name ?? card?.name ?? appId}</h1>
            {program?.description && (
              <p>
                <bdi>{program.description}</bdi>
              </p>
            )}
          </div>
          <span class="program-actions">
            <button type="button" class="button button-primary" onClick={() => onOpen(appId)}>
              {program?.isOpen ? t('shelf.bringToFront') : t('shelf.open')}
            </button>
            {card && (
              <button type="button" class="button button-destructive-quiet" onClick={() => onRemove(card)}>
                {t('shelf.removeMenu')}
              </button>
            )}
          </span>
        </header>
      )}
      {!isGone && !program && problem === null && (
        <p class="page-loading" role="status">
          {t('settings.program.loading')}
        </p>
      )}
      {!isGone && program && (
        <>
          <ProgramSwitches program={program} call={call} />
          <ProgramData program={program} usage={usage} call={call} onCleared={measure} />
          <ProgramFacts program={program} nowMs={nowMs} />
        </>
      )}
    </div>
  );
}
