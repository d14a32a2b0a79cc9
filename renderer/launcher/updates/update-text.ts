/** The state of an update in a sentence. */
import type { AvailableUpdate, UpdatePhase, UpdatesState } from '../../../preload/contract/updates.ts';
import { byteSize, fractionOf, relativeTime } from '../widgets/format.ts';
import { locale, t } from '../language.ts';

export function phaseText({ phase, installation, lastCheckedAt }: UpdatesState, nowMs: number): string {
  switch (phase.kind) {
    case 'off':
      return t(`updates.off.${phase.why}`);
    case 'idle':
      if (lastCheckedAt === null) return t('updates.notChecked');
      return `${t('updates.idle')} ${t('updates.checked', { when: relativeTime(lastCheckedAt, nowMs, locale()) })}`;
    case 'checking':
      return t('updates.checking');
    case 'available': {
      const { version } = phase.update;
      if (installation === 'by-hand') return t('updates.byHand', { version });
      return phase.waitsFor === 'mains-power'
        ? t('updates.waitsForPower', { version })
        : t('updates.available', { version });
    }
    case 'downloading':
      return t('updates.downloading', { version: phase.update.version });
    case 'ready':
      return t('updates.ready', { version: phase.update.version });
    case 'failed': {
      const reason = t(`updates.reason.${phase.failure}`);
      if (phase.update) return t('updates.failed.download', { version: phase.update.version, reason });
      return t('updates.failed.check', { reason });
    }
  }
}

/** What the launcher's frame says while there is something to say; `null`: nothing. A failed check is not worth it. */
export function lineText(phase: UpdatePhase): string | null {
  switch (phase.kind) {
    case 'off':
    case 'idle':
    case 'checking':
    case 'failed':
      return null;
    case 'available':
      return t('updates.line.available', { version: phase.update.version });
    case 'downloading': {
      const fraction = fractionOf(phase.receivedBytes, phase.totalBytes);
      return fraction === null
        ? t('updates.line.downloadingUnknown')
        : t('updates.line.downloading', { percent: fraction });
    }
    case 'ready':
      return t('updates.line.ready', { version: phase.update.version });
  }
}

export function amountText({
  receivedBytes,
  totalBytes,
}: {
  receivedBytes: number;
  totalBytes: number | null;
}): string {
  const received = byteSize(receivedBytes, locale());
  return totalBytes
    ? t('updates.progress', { received, total: byteSize(totalBytes, locale()) })
    : t('updates.progressUnknown', { received });
}

export function downloadLabel({ sizeBytes }: AvailableUpdate): string {
  return sizeBytes === null
    ? t('updates.download')
    : t('updates.downloadSize', { size: byteSize(sizeBytes, locale()) });
}
