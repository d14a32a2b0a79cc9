/**
 * Who may import whom. A room is a folder; files in it import each other, the rooms named in its row, and nothing else
 * of the repository. Type imports count too. The rows are in order: each names rooms above it only, so no circle can
 * come up (`tests/unit/build/rooms.test.ts`). A new folder of main needs a row here.
 */
const CONTRACT = 'preload/contract';
const BASE = ['main/support', 'main/log', CONTRACT];
const DATA = [...BASE, 'main/models'];
/** What both systems stand on. */
const GROUND = [...DATA, 'main/network', 'main/storage'];

/** @type {Record<string, { mayImport: readonly string[], electron?: boolean }>} */
export const ROOMS = {
  'preload/contract': { mayImport: [] },
  preload: { mayImport: [CONTRACT], electron: true },
  renderer: { mayImport: [CONTRACT] },

  'main/support': { mayImport: [CONTRACT] },
  'main/log': { mayImport: ['main/support', CONTRACT] },
  'main/models': { mayImport: BASE },
  'main/network': { mayImport: DATA },
  'main/storage': { mayImport: DATA },
  'main/policies': { mayImport: GROUND },
  'main/pictures': { mayImport: [...DATA, 'main/storage'] },

  // System 1, system 2, and the packages that both work for: none knows Electron, no system knows the other.
  'main/data-fetch': { mayImport: GROUND },
  'main/background-fetch': { mayImport: [...GROUND, 'main/pictures'] },
  'main/catalog': { mayImport: GROUND },
  // Who the user is: nobody but the composition asks it.
  'main/identity': { mayImport: GROUND },

  'main/disk-usage': { mayImport: [...GROUND, 'main/background-fetch'] },
  'main/diagnostics': { mayImport: [...GROUND, 'main/catalog', 'main/disk-usage'] },

  // What stands on Electron: the door for messages, sessions, windows, the system's desktop.
  'main/ipc': { mayImport: [...DATA, 'main/storage'], electron: true },
  'main/system': { mayImport: GROUND, electron: true },
  'main/sessions': {
    mayImport: [...GROUND, 'main/pictures', 'main/catalog', 'main/ipc', 'main/background-fetch'],
    electron: true,
  },
  'main/windows': {
    mayImport: [...GROUND, 'main/catalog', 'main/ipc', 'main/system', 'main/sessions'],
    electron: true,
  },
  'main/opening': { mayImport: [...GROUND, 'main/catalog', 'main/data-fetch', 'main/windows'], electron: true },
  'main/launcher': {
    mayImport: [
      ...GROUND,
      'main/policies',
      'main/catalog',
      'main/data-fetch',
      'main/background-fetch',
      'main/system',
      'main/sessions',
      'main/windows',
    ],
    electron: true,
  },

  // Handlers translate between a channel and the room that answers it; composition and the root know all rooms.
  'main/ipc/handlers': { mayImport: ['main', CONTRACT], electron: true },
  'main/composition': { mayImport: ['main', CONTRACT], electron: true },
  main: { mayImport: ['main', CONTRACT], electron: true },
};

/** Modules that only some files may use; their types are free. */
export const MODULES = [
  {
    modules: ['got', 'node:http', 'node:https', 'node:http2', 'node:tls'],
    files: [
      'main/network/',
      'main/background-fetch/http/',
      // The listener that a sign-in's redirect comes back to.
      'main/identity/',
      // `instanceof IncomingMessage`: whether a body may be read from its socket.
      'main/background-fetch/transfer/body-source.ts',
      // Codes have no client of their own in network yet.
      'main/data-fetch/launch/code-source.ts',
    ],
    message: 'One client makes requests: main/network (and the exchange of main/background-fetch/http).',
  },
];

/** Arrows that point elsewhere, file by file, and why. `to`: a room, or a file that belongs to none. */
export const EXCEPTIONS = [
  {
    from: 'preload/contract/brand.ts',
    to: 'build/brand.json',
    why: 'The file that a brand is given in is the one that the product has: esbuild puts the chosen one in its place.',
  },
  {
    from: 'main/windows/mini-program/program-controls.ts',
    to: 'main/opening',
    why: 'Copy link writes what deep-links.ts reads.',
  },
];

/** Packages inside the repository: others import their index.ts. */
export const PACKAGES = ['tests/chromium-host'];
