/** A mini-program that runs from its author's folder. Mistakes in its files are told in English, with their place. */
export const folders = {
  'folders.none': 'Cannot open the folder “{folder}”: it does not exist.',
  'folders.file': 'Cannot open the folder “{folder}”: it is a file.',
  'folders.noManifest': 'Cannot open the folder “{folder}”: it has no manifest.json.',
  'folders.foreignServer':
    'Cannot open “{folder}”: a dev server has to be on this computer, and the address has no path.',
  'folders.noServer': 'Nothing answers at {folder}, or it has no manifest.json.',
  'folders.gone': '{folder}: the folder or its manifest.json is gone.',
  'folders.developersOnly': 'Cannot open {name}: it runs from a folder, and %brand% does that only with --dev.',
  'folders.notFollowed': 'Cannot follow changes in “{folder}” ({problem}): close and open its window to see them.',
} as const;
