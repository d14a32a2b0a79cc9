/** The Diagnostics page: what was checked on this computer, what was found, and what to do about it. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { LauncherBridge } from '../../../preload/contract/channels.ts';
import type { DiagnosticLine, DiagnosticsState, DiagnosticStatus } from '../../../preload/contract/diagnostics.ts';
import { Icon, type IconName } from '../widgets/icons.tsx';
import { t, textOf } from '../language.ts';
import type { DisplayText } from '../widgets/problem-text.tsx';
import { Message } from '../messages.tsx';
import type { Launcher } from '../use-launcher.ts';
import { useDiagnostics } from './use-diagnostics.ts';

export interface DiagnosticsPageProps {
  bridge: LauncherBridge;
  call: Launcher['call'];
  isShown: boolean;
}

interface Said {
  readonly tone: 'info' | 'error';
  readonly text: DisplayText;
}

export function DiagnosticsPage({ bridge, call, isShown }: DiagnosticsPageProps): JSX.Element {
  const state = useDiagnostics(bridge, call, isShown);
  const [said, setSaid] = useState<Said | null>(null);
  const copy = async (): Promise<void> => {
    const result = await call('launcher:copy-diagnostics');
    setSaid(result.ok ? { tone: 'info', text: t('diagnostics.copied') } : { tone: 'error', text: result.error });
  };
  return (
    <div class="activity diagnostics">
      <header class="activity-header">
        <h1 tabIndex={-1}>{t('diagnostics.title')}</h1>
        <p class="diagnostics-intro">{t('diagnostics.intro')}</p>
      </header>
      <div class="diagnostics-bar">
        <p class="diagnostics-summary" role="status">
          {state && summaryText(state)}
        </p>
        {state?.isRunning ? (
          <button type="button" class="button button-small" onClick={() => void call('launcher:cancel-diagnostics')}>
            {t('common.cancel')}
          </button>
        ) : (
          <button type="button" class="button button-small" onClick={() => void call('launcher:run-diagnostics')}>
            {t(state && state.lines.length > 0 ? 'diagnostics.again' : 'diagnostics.run')}
          </button>
        )}
        <button
          type="button"
          class="button button-small button-primary"
          disabled={!state || state.isRunning || state.lines.length === 0}
          onClick={() => void copy()}
        >
          {t('diagnostics.copy')}
        </button>
      </div>
      {state?.isRunning && <RunProgress done={state.lines.length} total={state.total} />}
      {state && (
        <ul role="list" class="checks">
          {state.lines.map((line) => (
            <CheckRow key={line.check} line={line} />
          ))}
        </ul>
      )}
      <div class="activity-said">
        <div role="alert">
          {said?.tone === 'error' && <Message tone="error" text={said.text} onDismiss={() => setSaid(null)} />}
        </div>
        <div role="status">
          {said?.tone === 'info' && <Message tone="info" text={said.text} onDismiss={() => setSaid(null)} />}
        </div>
      </div>
    </div>
  );
}

const ICONS: Readonly<Record<DiagnosticStatus, IconName>> = { ok: 'check', warning: 'info', problem: 'warning' };

function CheckRow({ line: { check, status, text, hint } }: { line: DiagnosticLine }): JSX.Element {
  return (
    <li class={`check check-${status}`}>
      <Icon name={ICONS[status]} />
      <h2>
        {t(`diagnostics.check.${check}`)}{' '}
        <span class={status === 'ok' ? 'visually-hidden' : 'check-status'}>{t(`diagnostics.status.${status}`)}</span>
      </h2>
      <p>{textOf(text)}</p>
      {hint && <p class="check-hint">{textOf(hint)}</p>}
    </li>
  );
}

function RunProgress({ done, total }: { done: number; total: number }): JSX.Element {
  return (
    <span
      class="progress"
      role="progressbar"
      aria-label={t('diagnostics.title')}
      aria-valuemin={0}
      aria-valuemax={total}
      aria-valuenow={done}
    >
      <span class="progress-fill" style={{ inlineSize: `${(done / total) * 100}%` }} />
    </span>
  );
}

function summaryText({ isRunning, wasCancelled, current, lines, total }: DiagnosticsState): string {
  if (isRunning)
    return current
      ? t('diagnostics.running', { what: t(`diagnostics.check.${current}`), done: lines.length + 1, total })
      : '';
  if (wasCancelled) return t('diagnostics.cancelled');
  if (lines.length === 0) return '';
  const problems = lines.filter(({ status }) => status === 'problem').length;
  const warnings = lines.filter(({ status }) => status === 'warning').length;
  if (problems + warnings === 0) return t('diagnostics.allWell');
  return t('diagnostics.found', { problems, warnings, both: problems > 0 && warnings > 0 ? 1 : 0 });
}
