/** Words that several pages share. */
export const common = {
  'common.add': 'Add',
  'common.back': 'Back',
  'common.cancel': 'Cancel',
  'common.close': 'Close',
  'common.copied': 'Copied',
  'common.dismiss': 'Dismiss',
  'common.done': 'Done',
  'common.remove': 'Remove',
  'common.retry': 'Try again',
  'common.on': 'On',
  'common.off': 'Off',
  'common.never': 'Never',
  'common.unexpected': 'Something went wrong inside Larder. Try again; if it happens again, restart Larder.',
  'common.tone.info': 'Note',
  'common.tone.warning': 'Warning',
  'common.tone.error': 'Problem',
} as const;
