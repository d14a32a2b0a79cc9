/** How far an installation is, in words and as a fraction. */
import { isAmountShown } from '../../../preload/contract/byte-size.ts';
import type { InstallProgress } from '../../../preload/contract/launcher.ts';
import { t } from '../language.ts';
import { amountOf, byteSize, fractionOf } from '../widgets/format.ts';

/** "Downloading… 1.2 MB of 4 MB" */
export function progressText({ phase, receivedBytes, totalBytes }: InstallProgress): string {
  const phaseText = t(`shelf.phase.${phase}`);
  if (phase !== 'download' || !isAmountShown(receivedBytes, totalBytes ?? null)) return phaseText;
  return t('shelf.downloadingAmount', {
    amount: totalBytes ? amountOf(receivedBytes, totalBytes) : byteSize(receivedBytes),
  });
}

/** The same in the width of a tile: "1.2 MB of 4 MB". */
export function shortProgressText(progress: InstallProgress): string {
  const { phase, receivedBytes, totalBytes } = progress;
  if (phase !== 'download' || !totalBytes || !isAmountShown(receivedBytes, totalBytes)) return progressText(progress);
  return amountOf(receivedBytes, totalBytes);
}

/** 0 to 1, or `null` when it is not known. */
export function installFraction(progress: InstallProgress | null): number | null {
  if (progress === null) return null;
  if (progress.phase === 'verify' || progress.phase === 'unpack') return 1;
  return progress.phase === 'download' ? fractionOf(progress.receivedBytes, progress.totalBytes ?? null) : null;
}
