/** Good arguments and several bad ones for each channel of the Downloads page. */
import type { DownloadChannel } from '../../preload/contract/downloads.ts';

export const DOWNLOAD_ARGUMENTS: { readonly [C in DownloadChannel]: { good: unknown[]; bad: unknown[][] } } = {
  'launcher:get-downloads': { good: [], bad: [[1]] },
  'launcher:download-pause': { good: ['abc', 'u'], bad: [[], ['abc'], ['../x', 'u'], ['abc', ''], ['abc', 5], ['abc', 'u', 1]] },
  'launcher:download-resume': { good: ['abc', 'u'], bad: [[], ['abc'], ['*', 'u'], ['abc', {}]] },
  'launcher:download-abort': { good: ['abc', 'u'], bad: [[], ['u'], ['abc', 'u'.repeat(101)], ['abc', null]] },
  'launcher:download-click': { good: ['abc', 'u'], bad: [[], ['abc'], [1, 'u']] },
  'launcher:forget-download': { good: ['abc', 'u'], bad: [[], ['abc'], ['a-b', 'u'], ['abc', 'u', true]] },
  'launcher:clear-downloads': { good: [], bad: [['abc']] },
  'launcher:set-downloads-allowed': { good: ['abc', false], bad: [[], ['abc'], ['../x', true], ['abc', 'yes'], ['abc', true, 1]] },
};
