/** Why a download failed, in the words of the Downloads page and of its notification. */
import type { DownloadItem } from './downloads.ts';
import type { LocalizedText } from './messages/index.ts';

export function downloadFailure({
  reason,
  failure,
  name,
}: Pick<DownloadItem, 'reason' | 'failure' | 'name'>): LocalizedText {
  const host = failure?.host ?? '';
  if (failure?.isRefused && host !== '') return { key: 'downloads.state.notAllowed', values: { host, name } };
  switch (reason) {
    case 'bad-status':
      return host === ''
        ? { key: 'downloads.state.badStatus' }
        : { key: 'downloads.state.badStatusAt', values: { host } };
    case 'fetch-error':
      return host === ''
        ? { key: 'downloads.state.fetchError' }
        : { key: 'downloads.state.fetchErrorAt', values: { host } };
    case 'quota-exceeded':
      return { key: 'downloads.state.quotaExceeded' };
    case 'download-total-exceeded':
      return { key: 'downloads.state.totalExceeded' };
    case '':
    case 'network':
    case 'switched-off':
    case 'metered':
    case 'retry':
      return { key: 'downloads.state.failed' };
  }
}
