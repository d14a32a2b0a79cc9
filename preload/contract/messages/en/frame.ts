/** What surrounds every page of the launcher. */
export const frame = {
  'frame.navigation': 'Pages',
  'frame.page.shelf': 'Shelf',
  'frame.page.activity': 'Activity',
  'frame.page.downloads': 'Downloads',
  'frame.page.settings': 'Settings',
  'frame.pageKey': '{title} ({keys})',
  'frame.pageTitle': '{page} – %brand%',
  'frame.loading': 'Opening %brand%…',
  'frame.backend': 'Source · {host}',
  'frame.demoBackend': 'Demo source · {host}',
  'frame.noBackend': 'No source set up',
  'frame.developerMode': 'Developer mode',
} as const;
