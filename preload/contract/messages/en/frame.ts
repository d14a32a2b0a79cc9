/** What surrounds every page of the launcher. */
export const frame = {
  'frame.navigation': 'Pages',
  'frame.page.shelf': 'Shelf',
  'frame.page.activity': 'Activity',
  'frame.page.downloads': 'Downloads',
  'frame.page.settings': 'Settings',
  'frame.pageKey': '{title} (Ctrl+{key})',
  'frame.pageTitle': '{page} – Larder',
  'frame.loading': 'Opening the larder…',
  'frame.backend': 'Backend · {host}',
  'frame.demoBackend': 'Demo backend · {host}',
  'frame.noBackend': 'No backend set',
  'frame.developerMode': 'Developer mode',
} as const;
