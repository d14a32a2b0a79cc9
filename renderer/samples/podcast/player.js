// Plays one episode: from the cache when it was downloaded (the worker answers), else from the server.

import { language, t } from './texts.js';

const element = (id) => document.getElementById(id);
const audio = new Audio();
let playing = null; // the episode that the player shows

const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds));
  const digits = (value, minimumIntegerDigits) =>
    new Intl.NumberFormat(language, { minimumIntegerDigits, useGrouping: false }).format(value);
  return `${digits(Math.floor(whole / 60), 1)}:${digits(whole % 60, 2)}`;
};

/** Shows `episode` in the player. What plays goes on when it is the same one. */
export function showInPlayer(episode, isKept) {
  if (playing?.id === episode.id) {
    if (isKept && audio.error) load(episode, isKept);
    return;
  }
  playing = episode;
  load(episode, isKept);
}

/** The episode is here now, or no longer: the next sound comes from there. */
export function reloadPlayer(isKept) {
  if (playing && audio.paused && audio.currentTime === 0) load(playing, isKept);
}

function load(episode, isKept) {
  audio.preload = isKept ? 'metadata' : 'none';
  audio.src = episode.audioUrl;
  update();
}

function update() {
  const duration = Number.isFinite(audio.duration) ? audio.duration : (playing?.durationSeconds ?? 0);
  const seek = element('player-seek');
  seek.max = String(Math.floor(duration));
  if (!seek.matches(':active')) seek.value = String(Math.floor(audio.currentTime));
  seek.style.setProperty('--played', String(duration ? audio.currentTime / duration : 0));
  seek.setAttribute('aria-valuetext', t('positionOf', { now: clock(audio.currentTime), all: clock(duration) }));
  element('player-time').textContent = clock(audio.currentTime);
  element('player-left').textContent = `-${clock(duration - audio.currentTime)}`;
  const play = element('player-play');
  play.dataset.state = audio.paused ? 'paused' : 'playing';
  play.setAttribute('aria-label', t(audio.paused ? 'play' : 'pause'));
  element('player-problem').hidden = !audio.error;
}

for (const name of ['timeupdate', 'durationchange', 'play', 'pause', 'ended', 'error', 'emptied', 'seeked'])
  audio.addEventListener(name, update);
// One that did not load is asked for anew: the connection may be back, or the episode in the cache.
element('player-play').addEventListener('click', () => {
  if (audio.error) load(playing, true);
  if (audio.paused) audio.play().catch(() => {});
  else audio.pause();
});
element('player-back').addEventListener('click', () => (audio.currentTime = Math.max(0, audio.currentTime - 15)));
element('player-on').addEventListener(
  'click',
  () => (audio.currentTime = Math.min(audio.duration || 0, audio.currentTime + 30)),
);
element('player-seek').addEventListener('input', ({ target }) => (audio.currentTime = Number(target.value)));
// A lost page would leave the sound without its controls.
addEventListener('pagehide', () => audio.pause());
