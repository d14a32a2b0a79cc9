// Podcast: the list of episodes comes with the start of the mini-program (pre-fetch) and is kept,
// so that a start without a connection still shows the last one. Episodes can be downloaded.

import { drawArtwork } from './artwork.js';
import { fillPanel, fillRowButton, shortText } from './download-control.js';
import { setEpisodes, startDownloads, stateOf } from './downloads.js';
import { reloadPlayer, showInPlayer } from './player.js';
import { language, speak, t } from './texts.js';

const KEPT_LIST = 'podcast.list';

const element = (id) => document.getElementById(id);

let list = null; // { show, episodes, receivedAt }

function readList(text, receivedAt) {
  const data = JSON.parse(text);
  if (!Array.isArray(data.episodes) || typeof data.show !== 'object') throw new TypeError('not a list of episodes');
  return { show: data.show, episodes: data.episodes, lang: data.lang, receivedAt };
}

function keep(newList) {
  try {
    localStorage.setItem(KEPT_LIST, JSON.stringify(newList));
  } catch {
    // Only the copy for a start without a connection is lost.
  }
}

function keptList() {
  try {
    return JSON.parse(localStorage.getItem(KEPT_LIST));
  } catch {
    return null;
  }
}

function accept(text, receivedAt) {
  list = readList(text, receivedAt);
  speak(list.lang);
  keep(list);
  element('problem').hidden = true;
  document.body.dataset.state = 'ready';
  setEpisodes(list.episodes);
  render();
}

async function start() {
  try {
    const result = await bn.getBackgroundFetchData({ fetchType: 'pre' });
    accept(result.fetchedData, result.timeStamp);
  } catch (failure) {
    list ??= keptList();
    document.body.dataset.state = list ? 'kept' : 'failed';
    setEpisodes(list?.episodes ?? []);
    const what = t(failure?.errCode === 'offline' ? 'offline' : 'notFetched');
    const problem = element('problem');
    problem.textContent = `${what} ${t(list ? 'lastList' : 'openAgain')}`;
    problem.hidden = false;
    render();
  }
}

const shownEpisode = () => list?.episodes.find(({ id }) => `#${id}` === location.hash);

function render() {
  const episode = shownEpisode();
  element('list-view').hidden = Boolean(episode);
  element('episode-view').hidden = !episode;
  if (episode) renderEpisode(episode);
  else renderList();
}

function renderList() {
  if (!list) {
    element('status').textContent = '';
    return;
  }
  const { show, episodes, receivedAt } = list;
  document.title = show.title;
  element('show-title').textContent = show.title;
  element('show-author').textContent = show.author ?? '';
  element('show-description').textContent = show.description ?? '';
  element('show-art').replaceChildren(drawArtwork(show.title, show.artworkColor));
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' }).format(receivedAt);
  const n = new Intl.NumberFormat(language).format(episodes.length);
  element('status').textContent = t('status', { n, time });
  element('episodes').replaceChildren(...episodes.map(episodeItem));
}

function episodeItem(episode) {
  const link = document.createElement('a');
  link.className = 'episode';
  link.href = `#${episode.id}`;

  const art = document.createElement('div');
  art.className = 'art art-row';
  art.setAttribute('aria-hidden', 'true');
  art.append(drawArtwork(episode.id, episode.artworkColor));

  const text = document.createElement('div');
  const title = document.createElement('h3');
  title.textContent = episode.title;
  const summary = document.createElement('p');
  summary.className = 'summary';
  summary.textContent = episode.summary;
  const facts = document.createElement('p');
  facts.className = 'facts';
  text.append(title, summary, facts);

  link.append(art, text);
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'row-button';
  const item = document.createElement('li');
  item.className = 'row';
  item.dataset.episode = episode.id;
  item.append(link, button);
  fillRow(item, episode);
  return item;
}

function fillRow(item, episode) {
  const words = shortText(episode.id);
  item.querySelector('.facts').textContent = factsOf(episode) + (words && ` · ${words}`);
  fillRowButton(item.querySelector('.row-button'), episode);
}

/** Only what shows a download: the rest of the page, and the focus, stay. */
function renderDownloads() {
  const shown = shownEpisode();
  if (shown) renderDownload(shown);
  for (const item of element('episodes').children) {
    const episode = list?.episodes.find(({ id }) => id === item.dataset.episode);
    if (episode) fillRow(item, episode);
  }
}

function renderDownload(episode) {
  const isKept = stateOf(episode.id).kind === 'ready';
  const art = element('episode-art');
  if (art.dataset.kept !== String(isKept)) {
    art.dataset.kept = String(isKept);
    art.replaceChildren(isKept ? keptArtwork(episode) : drawArtwork(episode.id, episode.artworkColor));
    reloadPlayer(isKept);
  }
  fillPanel(
    {
      root: element('download'),
      text: element('download-text'),
      bar: element('download-bar'),
      button: element('download-button'),
    },
    episode,
  );
}

/** Came with the download, and comes from the cache. */
function keptArtwork({ artworkUrl }) {
  const image = new Image();
  image.alt = '';
  image.src = artworkUrl;
  return image;
}

function renderEpisode(episode) {
  delete element('episode-art').dataset.kept;
  showInPlayer(episode, stateOf(episode.id).kind === 'ready');
  element('episode-title').textContent = episode.title;
  element('episode-facts').textContent = factsOf(episode);
  element('episode-summary').textContent = episode.summary;
  renderDownload(episode);
}

function factsOf({ durationSeconds, publishedAt }) {
  const minutes = new Intl.NumberFormat(language, { style: 'unit', unit: 'minute' }).format(
    Math.round(durationSeconds / 60),
  );
  const date = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long' }).format(publishedAt);
  return `${date} · ${minutes}`;
}

let listScroll = 0;
addEventListener('click', (event) => {
  if (event.target.closest('.episode')) listScroll = scrollY;
});
addEventListener('hashchange', () => {
  render();
  const isEpisode = !element('episode-view').hidden;
  scrollTo(0, isEpisode ? 0 : listScroll);
  if (isEpisode) element('episode-title').focus();
});

bn.onBackgroundFetchData((event) => {
  if (list && event.timeStamp <= list.receivedAt) return;
  try {
    accept(event.fetchedData, event.timeStamp);
  } catch {
    // The list that is shown stays; start() has said what is wrong with a first one.
  }
});

// A click on a download, in the list of downloads or on its notification, leads here (sw.js).
const clicked = new URLSearchParams(location.search).get('episode');
if (clicked) history.replaceState(null, '', `${location.pathname}#${clicked}`);

startDownloads(renderDownloads).catch(() => {}); // Without a worker everything but the downloads works.
start();
