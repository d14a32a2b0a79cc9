/** What a mini-program is, who described it, and who it may talk to. */
import type { JSX } from 'preact';
import type { MiniProgramSettings } from '../../../preload/contract/settings.ts';
import { CopyButton } from '../widgets/copy-button.tsx';
import { dateTime, relativeTime } from '../widgets/format.ts';
import { t } from '../language.ts';
import { Fact } from '../widgets/facts.tsx';
import { DomainList, PermissionList } from '../shelf/preview.tsx';
import { hostOf } from './backend-problem-text.ts';
import { Section } from './section.tsx';

export function ProgramFacts({ program, nowMs }: { program: MiniProgramSettings; nowMs: number }): JSX.Element {
  const { appId, details, dataAt, lastOpenedAt, addedAt } = program;
  const time = (atMs: number | null, absent: string): JSX.Element | string =>
    atMs === null ? absent : <time title={dateTime(atMs)}>{relativeTime(atMs, nowMs)}</time>;
  return (
    <Section id="program-facts" title={t('settings.program.about')}>
      <dl class="facts">
        <Fact term={t('shelf.fact.version')}>{versionText(program)}</Fact>
        {program.folder === undefined ? (
          <Fact term={t('settings.program.backend')}>{backendText(details)}</Fact>
        ) : (
          <Fact term={t('settings.program.folder')}>
            <code dir="ltr">{program.folder}</code>
          </Fact>
        )}
        {details && (
          <>
            <Fact term={t('shelf.fact.domains')}>
              <DomainList domains={details.serviceDomains} />
            </Fact>
            <Fact term={t('shelf.fact.permissions')}>
              <PermissionList permissions={details.permissions} />
            </Fact>
          </>
        )}
        <Fact term={t('shelf.fact.opened')}>
          {program.isOpen ? t('shelf.isOpen') : time(lastOpenedAt, t('common.never'))}
        </Fact>
        <Fact term={t('shelf.fact.data')}>{time(dataAt, t('shelf.fact.noData'))}</Fact>
        <Fact term={t('shelf.fact.added')}>{dateTime(addedAt)}</Fact>
        <Fact term={t('shelf.fact.id')}>
          <span class="fact-line">
            <code dir="ltr">{appId}</code>
            <CopyButton text={appId} />
          </span>
        </Fact>
      </dl>
    </Section>
  );
}

function versionText({ version, nextVersion }: MiniProgramSettings): string {
  const now = version ?? t('shelf.notInstalled');
  return nextVersion === null ? now : t('settings.program.versionNext', { version: now, next: nextVersion });
}

function backendText(details: MiniProgramSettings['details']): string {
  if (!details?.backendUrl) return t('settings.program.backendNone');
  const host = hostOf(details.backendUrl);
  return details.isCurrent ? host : t('settings.program.backendOther', { host });
}
