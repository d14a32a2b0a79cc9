// What is shown of a download: a round button in the list, a line with a bar at the episode.

import { cancel, canDownload, download, remove, stateOf } from './downloads.js';

const SVG = 'http://www.w3.org/2000/svg';
const PATHS = {
  get: 'M12 4v11m-5-4.5 5 5 5-5M5 20h14',
  stop: 'M8.5 8.5h7v7h-7z',
  check: 'm6 12.5 4 4 8-9',
  again: 'M19 12a7 7 0 1 1-2.3-5.2M19 3.5V8h-4.5',
};

function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('icon');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

export function size(bytes) {
  return new Intl.NumberFormat('en', {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: 1,
    minimumFractionDigits: 1,
  }).format(bytes / 1e6);
}

const percent = ({ downloaded, total }) => Math.floor((downloaded / total) * 100);

const FAILURES = {
  'bad-status': 'The server does not have this episode any more.',
  'quota-exceeded': 'Not enough space. Delete another episode first.',
  QuotaExceededError: 'Not enough space. Delete another episode first.',
  storage: 'Not enough space. Delete another episode first.',
  NotAllowedError: 'Downloads are switched off for this mini-program.',
};
const failureText = (failure) => FAILURES[failure] ?? 'It could not be downloaded.';

/** A few words for the list; '' when there is nothing to say. */
export function shortText(id) {
  const state = stateOf(id);
  switch (state.kind) {
    case 'downloading':
      return `${percent(state)}%`;
    case 'waiting':
      return `Waiting at ${percent(state)}%`;
    case 'finishing':
      return 'Almost there';
    case 'ready':
      return 'Ready offline';
    case 'failed':
      return 'Not downloaded';
    default:
      return '';
  }
}

/** The button at the end of a row; the same node is filled anew. */
export function fillRowButton(button, episode) {
  const state = stateOf(episode.id);
  const isMoving = state.kind === 'downloading' || state.kind === 'waiting';
  button.hidden = !canDownload();
  button.dataset.state = state.kind;
  button.disabled = state.kind === 'ready' || state.kind === 'finishing';
  button.style.setProperty('--done', isMoving ? String(state.downloaded / state.total) : '0');
  const [name, words] = {
    none: ['get', 'Download'],
    downloading: ['stop', 'Cancel the download of'],
    waiting: ['stop', 'Cancel the download of'],
    finishing: ['check', 'Downloaded:'],
    ready: ['check', 'Downloaded:'],
    failed: ['again', 'Download again'],
  }[state.kind];
  button.setAttribute('aria-label', `${words} ${episode.title}`);
  button.title = button.getAttribute('aria-label');
  if (button.dataset.icon !== name) button.replaceChildren(icon(name));
  button.dataset.icon = name;
  button.onclick = () => void (isMoving ? cancel(episode.id) : download(episode));
}

/** The line at the episode. */
export function fillPanel(panel, episode) {
  const state = stateOf(episode.id);
  const bytes = episode.bytes + episode.artworkBytes;
  panel.root.hidden = !canDownload();
  panel.root.dataset.state = state.kind;
  panel.bar.hidden = state.kind !== 'downloading' && state.kind !== 'waiting';
  panel.bar.value = state.total ? state.downloaded / state.total : 0;
  panel.text.textContent = {
    none: 'Download to listen offline.',
    downloading: `Downloading: ${percentAndSize(state)}`,
    waiting: `Waiting at ${percentAndSize(state)}. It resumes automatically.`,
    finishing: 'Almost there.',
    ready: `On this computer: ${size(bytes)}`,
    failed: failureText(state.failure),
  }[state.kind];
  const [label, action] = {
    none: [`Download, ${size(bytes)}`, () => download(episode)],
    downloading: ['Cancel', () => cancel(episode.id)],
    waiting: ['Cancel', () => cancel(episode.id)],
    finishing: ['', () => {}],
    ready: ['Delete', () => remove(episode)],
    failed: ['Try again', () => download(episode)],
  }[state.kind];
  panel.button.hidden = label === '';
  panel.button.textContent = label;
  panel.button.onclick = () => void action();
}

function percentAndSize(state) {
  return state.total ? `${percent(state)}%, ${size(state.downloaded)} of ${size(state.total)}` : size(state.downloaded);
}
