/** Background fetch: a download that outlives this page. public/sw.js is told when it is over. */
import type { News } from './news.ts';

export type FileState =
  | { kind: 'absent' }
  | { kind: 'under-way'; downloaded: number; total: number }
  | { kind: 'failed'; reason: string }
  | { kind: 'here'; bytes: number };

const FILE_ID = 'large-file';

/** Tells the state now and whenever it changes. Answers what starts the download. */
export async function offerFile(file: News['file'], show: (state: FileState) => void): Promise<() => Promise<void>> {
  await navigator.serviceWorker.register('/sw.js');
  const { backgroundFetch } = await navigator.serviceWorker.ready;
  const showKept = async (): Promise<boolean> => {
    const kept = await caches.match(file.url);
    if (kept) show({ kind: 'here', bytes: (await kept.blob()).size });
    return kept !== undefined;
  };
  const follow = (fetching: BackgroundFetchRegistration): void => {
    const tell = (): void => {
      const { downloaded, downloadTotal, result, failureReason } = fetching;
      if (result === 'success') void showKept();
      else if (result === 'failure') show({ kind: 'failed', reason: failureReason });
      else show({ kind: 'under-way', downloaded, total: downloadTotal });
    };
    fetching.addEventListener('progress', tell);
    tell();
  };
  new BroadcastChannel('files').addEventListener('message', () => void showKept());
  const underWay = await backgroundFetch.get(FILE_ID);
  if (underWay) follow(underWay);
  else if (!(await showKept())) show({ kind: 'absent' });
  return async () => {
    const icons = [{ src: '/icon.svg', sizes: 'any' }];
    follow(await backgroundFetch.fetch(FILE_ID, [file.url], { title: file.title, icons, downloadTotal: file.bytes }));
  };
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

export function textOf(state: FileState | null): string {
  switch (state?.kind) {
    case 'under-way':
      return `${megabytes(state.downloaded)} of ${megabytes(state.total)}`;
    case 'failed':
      return `Not downloaded (${state.reason}).`;
    case 'here':
      return `On this computer: ${megabytes(state.bytes)}.`;
    default:
      return 'Not downloaded.';
  }
}
