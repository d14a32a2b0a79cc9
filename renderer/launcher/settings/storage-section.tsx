/** Where the data lies, and how much of which kind it is. */
import type { JSX } from 'preact';
import type { MessageKey } from '../../../preload/contract/messages/index.ts';
import type { DataUsage } from '../../../preload/contract/settings.ts';
import { byteSize, fractionOf } from '../widgets/format.ts';
import { ProgressBar } from '../widgets/progress-bar.tsx';
import { t } from '../language.ts';
import type { Call } from '../use-launcher.ts';
import { Section, SettingProblem } from './section.tsx';
import { useChange } from './use-change.ts';
import type { Measured } from './use-measured.ts';

type UsageKind = 'package' | 'fetched' | 'site' | 'downloads' | 'other';

const KINDS: readonly { readonly kind: UsageKind; readonly key: MessageKey }[] = [
  { kind: 'package', key: 'settings.kind.package' },
  { kind: 'fetched', key: 'settings.kind.fetched' },
  { kind: 'site', key: 'settings.kind.site' },
  { kind: 'downloads', key: 'settings.kind.downloads' },
  { kind: 'other', key: 'settings.kind.other' },
];

export function StorageSection({
  folder,
  measured,
  call,
}: {
  folder: string;
  measured: Measured;
  call: Call;
}): JSX.Element {
  const { usage, progress, isCancelled, problem, start, cancel } = measured;
  const opening = useChange(call);
  return (
    <Section id="storage" title={t('settings.storage')}>
      <div class="setting">
        <div class="setting-line">
          <span class="setting-label">{t('settings.storageFolder')}</span>
          <button
            type="button"
            class="button button-small"
            onClick={() => void opening.run('launcher:open-data-folder')}
          >
            {t('settings.storageOpen')}
          </button>
        </div>
        <p>
          <code dir="ltr" class="setting-path">
            {folder}
          </code>
        </p>
        <SettingProblem problem={opening.problem} />
      </div>
      <div class="setting">
        <div class="setting-line">
          <span class="setting-label">
            {usage === null
              ? t('settings.storageSize')
              : t('settings.storageTotal', { size: byteSize(totalOf(usage)) })}
          </span>
          {progress === null ? (
            <button type="button" class="button button-small" onClick={start}>
              {usage === null ? t('settings.storageMeasure') : t('settings.storageMeasureAgain')}
            </button>
          ) : (
            <button type="button" class="button button-small" onClick={cancel}>
              {t('common.cancel')}
            </button>
          )}
        </div>
        {usage === null && progress === null && <p>{t('settings.storageHint')}</p>}
        {usage?.freeBytes != null && <p>{t('settings.storageFree', { size: byteSize(usage.freeBytes) })}</p>}
        {progress !== null && <MeasureBar done={progress.done} total={progress.total} />}
        <div role="status" class="setting-status">
          {isCancelled && t('settings.storageCancelled')}
        </div>
        <SettingProblem problem={problem} />
        {usage !== null && <UsageByKind usage={usage} />}
      </div>
    </Section>
  );
}

function MeasureBar({ done, total }: { done: number; total: number }): JSX.Element {
  return (
    <div class="storage-progress">
      <ProgressBar fraction={fractionOf(done, total)} label={t('settings.storageProgress')} />
      {total > 0 && <span>{t('settings.storageMeasuring', { done, total })}</span>}
    </div>
  );
}

function UsageByKind({ usage }: { usage: DataUsage }): JSX.Element {
  const largest = Math.max(1, ...KINDS.map(({ kind }) => usage[kind] ?? 0));
  return (
    <dl class="storage-usage">
      {KINDS.map(({ kind, key }) => (
        <div key={kind}>
          <dt>{t(key)}</dt>
          <dd>{sizeText(usage[kind])}</dd>
          <span class="storage-usage-bar" aria-hidden="true">
            <span style={{ inlineSize: `${((usage[kind] ?? 0) / largest) * 100}%` }} />
          </span>
        </div>
      ))}
    </dl>
  );
}

function sizeText(bytes: number | null): string {
  return bytes === null ? t('settings.sizeUnknown') : byteSize(bytes);
}

function totalOf(usage: DataUsage): number {
  return KINDS.reduce((sum, { kind }) => sum + (usage[kind] ?? 0), 0);
}
