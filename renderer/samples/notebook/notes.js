// The notes: kept in this mini-program's own storage as they are typed. Also the two pages.

import { language, speak, t } from './texts.js';

const STORE = 'notebook.notes';

const element = (id) => document.getElementById(id);

let notes = read();

function read() {
  try {
    const stored = JSON.parse(localStorage.getItem(STORE) ?? '[]');
    return Array.isArray(stored)
      ? stored.filter((note) => typeof note?.id === 'string' && typeof note.text === 'string')
      : [];
  } catch {
    return [];
  }
}

function save() {
  const problem = element('notes-problem');
  try {
    localStorage.setItem(STORE, JSON.stringify(notes));
    problem.hidden = true;
  } catch {
    problem.textContent = t('full');
    problem.hidden = false;
  }
}

function render() {
  element('note-list').replaceChildren(...notes.map(noteItem));
  element('no-notes').hidden = notes.length > 0;
}

function noteItem(note) {
  const text = document.createElement('textarea');
  text.value = note.text;
  text.rows = 2;
  text.placeholder = t('placeholder');
  text.setAttribute('aria-label', t('note'));
  const time = document.createElement('span');
  time.textContent = timeOf(note);
  text.addEventListener('input', () => {
    note.text = text.value;
    note.changedAt = Date.now();
    time.textContent = timeOf(note);
    save();
  });

  const remove = document.createElement('button');
  remove.type = 'button';
  remove.textContent = t('delete');
  remove.addEventListener('click', () => {
    notes = notes.filter((other) => other !== note);
    save();
    render();
    element('new-note').focus();
  });

  const foot = document.createElement('div');
  foot.className = 'note-foot';
  foot.append(time, remove);
  const item = document.createElement('li');
  item.className = 'note';
  item.append(text, foot);
  return item;
}

function timeOf({ changedAt }) {
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(changedAt);
  return t('changed', { when });
}

element('new-note').addEventListener('click', () => {
  notes = [{ id: crypto.randomUUID(), text: '', changedAt: Date.now() }, ...notes];
  save();
  render();
  document.querySelector('.note textarea').focus();
});

function showPage() {
  const isBench = location.hash === '#bench';
  element('bench').hidden = !isBench;
  element('notes').hidden = isBench;
  for (const link of document.querySelectorAll('nav a')) {
    if (link.hash === (isBench ? '#bench' : '#notes')) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  scrollTo(0, 0);
}

async function showTip() {
  try {
    const { fetchedData } = await bn.getBackgroundFetchData({ fetchType: 'pre' });
    const { tip, lang } = JSON.parse(fetchedData);
    const before = language;
    speak(lang);
    // What is being written is not touched without need.
    if (language !== before) render();
    if (typeof tip !== 'string') return;
    element('tip').textContent = tip;
    element('tip').hidden = false;
  } catch {
    // The tip is an extra: without it the page shows the notes.
  }
}

addEventListener('hashchange', showPage);
showPage();
render();
showTip();
