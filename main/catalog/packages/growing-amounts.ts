/** How far an installation is, for people: what was shown once never becomes less. */
import type { InstallProgress } from '../../../preload/contract/launcher.ts';

/** For one installation. A download that begins anew is told from where the one before ended. */
export function createGrowingAmounts(): (progress: InstallProgress) => InstallProgress {
  let furthest: InstallProgress | null = null;
  return (progress) => {
    if (progress.phase !== 'download') return progress;
    if (!furthest || progress.receivedBytes >= furthest.receivedBytes) furthest = progress;
    return furthest;
  };
}
