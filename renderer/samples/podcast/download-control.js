// What is shown of a download: a round button in the list, a line with a bar at the episode.

import { cancel, canDownload, download, remove, stateOf } from './downloads.js';
import { language, t } from './texts.js';

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
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: 'megabyte',
    maximumFractionDigits: 1,
    minimumFractionDigits: 1,
  }).format(bytes / 1e6);
}

const percent = ({ downloaded, total }) =>
  new Intl.NumberFormat(language, { style: 'percent', roundingMode: 'floor' }).format(downloaded / total);

const SPACE = ['quota-exceeded', 'QuotaExceededError', 'storage'];
function failureText(failure) {
  if (SPACE.includes(failure)) return t('failure.space');
  return t(failure === 'bad-status' || failure === 'NotAllowedError' ? `failure.${failure}` : 'failure.other');
}

/** A few words for the list; '' when there is nothing to say. */
export function shortText(id) {
  const state = stateOf(id);
  switch (state.kind) {
    case 'downloading':
      return percent(state);
    case 'waiting':
      return t('state.waiting', { percent: percent(state) });
    case 'finishing':
      return t('state.finishing');
    case 'ready':
      return t('state.ready');
    case 'failed':
      return t('state.failed');
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
    none: ['get', 'get'],
    downloading: ['stop', 'stop'],
    waiting: ['stop', 'stop'],
    finishing: ['check', 'ready'],
    ready: ['check', 'ready'],
    failed: ['again', 'again'],
  }[state.kind];
  button.setAttribute('aria-label', t(`button.${words}`, { title: episode.title }));
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
    none: t('panel.none'),
    downloading: t('panel.downloading', { progress: percentAndSize(state) }),
    waiting: t('panel.waiting', { progress: percentAndSize(state) }),
    finishing: t('panel.finishing'),
    ready: t('panel.ready', { size: size(bytes) }),
    failed: failureText(state.failure),
  }[state.kind];
  const [label, action] = {
    none: [t('panel.get', { size: size(bytes) }), () => download(episode)],
    downloading: [t('cancel'), () => cancel(episode.id)],
    waiting: [t('cancel'), () => cancel(episode.id)],
    finishing: ['', () => {}],
    ready: [t('delete'), () => remove(episode)],
    failed: [t('tryAgain'), () => download(episode)],
  }[state.kind];
  panel.button.hidden = label === '';
  panel.button.textContent = label;
  panel.button.onclick = () => void action();
}

function percentAndSize(state) {
  const here = size(state.downloaded);
  return state.total ? t('progress', { percent: percent(state), here, all: size(state.total) }) : here;
}
