/** The Diagnostics page: what was checked on this computer, what was found, and what to do about it. */
import type { JSX } from 'preact';
import type { LauncherBridge } from '../../../preload/contract/channels.ts';
import type { DiagnosticLine, DiagnosticsState, DiagnosticStatus } from '../../../preload/contract/diagnostics.ts';
import { Icon, type IconName } from '../widgets/icons.tsx';
import { t, textOf } from '../language.ts';
import type { Call } from '../use-launcher.ts';
import { useReportedCall } from '../use-reported-call.ts';
import { fractionOf } from '../widgets/format.ts';
import { ProgressBar } from '../widgets/progress-bar.tsx';
import { Page } from '../widgets/page.tsx';
import { useDiagnostics } from './use-diagnostics.ts';

export interface DiagnosticsPageProps {
  bridge: LauncherBridge;
  call: Call;
  isShown: boolean;
}

export function DiagnosticsPage({ bridge, call, isShown }: DiagnosticsPageProps): JSX.Element {
  const load = useDiagnostics(bridge, call, isShown);
  const { state } = load;
  const calls = useReportedCall(call);
  return (
    <Page
      title={t('diagnostics.title')}
      facts={<p class="diagnostics-intro">{t('diagnostics.intro')}</p>}
      load={load}
      loadingText={t('diagnostics.loading')}
      calls={calls}
    >
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
        <button type="button" class="button button-small" onClick={() => void calls.run('launcher:open-log', [])}>
          {t('diagnostics.openLog')}
        </button>
        <button
          type="button"
          class="button button-small button-primary"
          disabled={!state || state.isRunning || state.lines.length === 0}
          onClick={() => void calls.run('launcher:copy-diagnostics', [], () => t('diagnostics.copied'))}
        >
          {t('diagnostics.copy')}
        </button>
      </div>
      {state?.isRunning && (
        <ProgressBar fraction={fractionOf(state.lines.length, state.total)} label={t('diagnostics.title')} />
      )}
      {state && (
        <ul role="list" class="diagnostics-checks">
          {state.lines.map((line) => (
            <CheckRow key={line.check} line={line} />
          ))}
        </ul>
      )}
    </Page>
  );
}

const ICONS: Readonly<Record<DiagnosticStatus, IconName>> = { ok: 'check', warning: 'info', problem: 'warning' };

function CheckRow({ line: { check, status, text, hint } }: { line: DiagnosticLine }): JSX.Element {
  return (
    <li class={`diagnostics-check diagnostics-check-${status}`}>
      <Icon name={ICONS[status]} />
      <h2>
        {t(`diagnostics.check.${check}`)}{' '}
        <span class={status === 'ok' ? 'visually-hidden' : 'diagnostics-check-status'}>
          {t(`diagnostics.status.${status}`)}
        </span>
      </h2>
      <p>{textOf(text)}</p>
      {hint && <p class="diagnostics-check-hint">{textOf(hint)}</p>}
    </li>
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
