/**
 * The thirty questions to a real Electron, from reading its source (docs/electron.md). The first ones are asked by `app/`;
 * the others need a person, a root container or an installer, and are told as such.
 */
export interface Probe {
  readonly number: number;
  /** As `app/main.mjs` calls it; absent: done by hand. */
  readonly name?: string;
  /** Of docs/electron.md. */
  readonly findings: readonly string[];
  readonly question: string;
  /** As the source has it: equal to it, or fulfilling it. Absent: told, not judged. */
  readonly expected?: unknown;
  /** Otherwise everywhere. */
  readonly platforms?: readonly NodeJS.Platform[];
  /** Why the Chromium host answers otherwise; absent: it answers the same. */
  readonly hostDiffers?: string;
}

const LINUX_AND_WINDOWS = ['linux', 'win32'] as const;

export const PROBES: readonly Probe[] = [
  {
    number: 1,
    name: 'page-of-mp',
    findings: ['B3'],
    question: 'Has a page of mp: cookies, a referrer, and a Cache for its own addresses?',
    expected: { secure: true, cookie: '', referrer: '', frameReferrer: '', put: 'TypeError', putInFrame: 'TypeError' },
  },
  {
    number: 2,
    name: 'bytes-by-bridge',
    findings: ['B9'],
    question: 'Do 5 MB cross the bridge and IPC both ways?',
    expected: [5_000_000, 7],
  },
  {
    number: 3,
    name: 'main-world-closure',
    findings: ['B8'],
    question: 'Does a function for the main world lose what is around it?',
    expected: 'outside is not defined',
    hostDiffers: 'in pages it is called as it is: a policy forbids to evaluate its text',
  },
  {
    number: 4,
    name: 'failed-load',
    findings: ['B1'],
    question: 'In which order does a failed load tell of itself, and under which address?',
    expected: ['did-fail-load mp://host/bad', 'rejected -9', 'did-finish-load mp://host/bad'],
  },
  {
    number: 5,
    name: 'download-as-page',
    findings: ['R6a'],
    question: 'Is a start page that is no document told as failed?',
    expected: { heard: [], outcome: -2 },
  },
  {
    number: 6,
    name: 'reload-and-worker',
    findings: ['A3'],
    question: 'Which reload leaves a page to its service worker?',
    expected: { reload: true, ignoringCache: false },
  },
  {
    number: 7,
    name: 'worker-that-throws',
    findings: ['B2'],
    question: 'What is said of a service worker whose script throws?',
    expected: ['starting', 'stopping'],
    hostDiffers: 'a debugger is attached and keeps it',
  },
  {
    number: 8,
    name: 'abandoned-answer',
    findings: ['B7'],
    question: 'Who learns that a page went away: the signal, or the body?',
    expected: ['cancel'],
  },
  {
    number: 9,
    name: 'load-within-navigation',
    findings: ['R1a'],
    question: 'Can another page be loaded right after will-navigate?',
    expected: 'mp://host/next',
  },
  {
    number: 10,
    name: 'prompt',
    findings: ['B5'],
    question: 'Does prompt() throw?',
    expected: 'prompt() is not supported.',
  },
  {
    number: 11,
    name: 'fence',
    findings: ['A1'],
    question: 'Do proxy rules with <-loopback> hold everything but the listed host?',
    expected: { other: 'PROXY 127.0.0.1:9', listed: 'DIRECT' },
  },
  {
    number: 12,
    name: 'full-screen',
    findings: ['C9'],
    question: 'What does a window that is made in full screen have afterwards?',
    expected: { menuBar: false, visible: true },
    platforms: LINUX_AND_WINDOWS,
  },
  {
    number: 13,
    name: 'secret-store',
    findings: ['P3', 'D11'],
    question: 'Which store of secrets answers, how soon, with whose key?',
  },
  {
    number: 14,
    name: 'battery',
    findings: ['D4'],
    question: 'Does powerMonitor know the battery on Linux?',
    expected: { onBattery: false },
    platforms: ['linux'],
  },
  {
    number: 15,
    name: 'archive-name',
    findings: ['D10'],
    question: 'Can a file end in .asar?',
    expected: { write: 'EACCES', stat: false },
    hostDiffers: 'it runs on plain Node',
  },
  { number: 16, name: 'online', findings: ['R2a'], question: 'Is a computer with loopback alone online?' },
  {
    number: 17,
    name: 'sandbox-switch',
    findings: ['C2'],
    question: 'Is --no-sandbox gone after enableSandbox()?',
    hostDiffers: 'as root it is not called',
  },
  { number: 18, name: 'notifications', findings: ['P1', 'D12'], question: 'Are notifications supported?' },
  { number: 19, name: 'dictionaries', findings: ['A2'], question: 'Is the list of dictionaries empty?', expected: [] },
  {
    number: 20,
    name: 'links',
    findings: ['C7'],
    question: 'Are links given to a program without a desktop entry?',
    expected: { set: false, removed: false },
    platforms: ['linux'],
  },
  {
    number: 21,
    name: 'exit-within-quit',
    findings: ['P6'],
    question: 'Does "exit" come within "quit"?',
    expected: ['exit', 'quit'],
  },
  { number: 22, name: 'versions', findings: [], question: 'What is it that answers?' },
  {
    number: 23,
    findings: ['C1'],
    question: 'In a root container: xvfb-run -a npm start takes the Chromium host; Electron by hand ends.',
  },
  {
    number: 24,
    findings: ['P2', 'P7'],
    question:
      'Quit twice from the tray during a download; log off on Windows with a window, and with the tray alone: what is on the disk?',
  },
  {
    number: 25,
    findings: ['P3'],
    question: 'A locked keyring, an unsigned build on macOS: time from start to window.',
  },
  {
    number: 26,
    findings: ['P1'],
    question: 'Close the last window, collect garbage by the inspector, click the notification.',
  },
  {
    number: 27,
    findings: ['R1b', 'D9'],
    question: 'Ctrl+C in the terminal, npm killed, terminal closed: Larder gone, with 0?',
  },
  {
    number: 28,
    findings: ['C7', 'C8', 'D6', 'D7'],
    question: 'Installed: links cold and warm on each system, AppImage, tar.gz on Ubuntu, Start menu, jump list.',
  },
  {
    number: 29,
    findings: ['R6b', 'D13'],
    question:
      'Updates: NSIS for both architectures, a signed zip on macOS with windows open, an AppImage: one process left?',
  },
  {
    number: 30,
    findings: ['R3a', 'D5', 'D8', 'R5a', 'R5b', 'R8b'],
    question:
      'Packed: pages from app.asar; on Wayland size and place; a worker idle for 40 s then pushed to; pins on a chain of three.',
  },
];
