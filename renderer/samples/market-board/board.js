// Market board: the prices come with the start of the mini-program (pre-fetch). Without them the
// board asks its own server, and says so.

import { language, speak, t } from './texts.js';

const SERVER_KEY = 'market-board.server';
// Only for a very first start without pre-fetched data: every answer names the server.
const FIRST_SERVER = 'http://127.0.0.1:43117';

const element = (id) => document.getElementById(id);
const figures = element('figures');
const refreshButton = element('refresh');

let board = null; // { items, asOf, currency }
let receivedAt = 0;
let sort = { key: null, direction: 'descending' };

function remember(server) {
  try {
    localStorage.setItem(SERVER_KEY, server);
  } catch {
    // Storage may be full; the next answer names the server again.
  }
}

function serverAddress() {
  try {
    return localStorage.getItem(SERVER_KEY) || FIRST_SERVER;
  } catch {
    return FIRST_SERVER;
  }
}

/** Throws when the text is not what the server sends. */
function readBoard(text) {
  const data = JSON.parse(text);
  if (!Array.isArray(data.items)) throw new TypeError('no "items"');
  if (typeof data.server === 'string') remember(data.server);
  speak(data.lang);
  // The first answer signs us in: from then on prices are fetched in the background, too.
  if (typeof data.token === 'string') bn.setBackgroundFetchToken({ token: data.token }).catch(() => {});
  return data;
}

function show(text, at, source) {
  board = readBoard(text);
  receivedAt = at;
  element('source').textContent = t(`source.${source}`);
  render();
}

/** With the failures that nobody names. */
function reasonOf(failure) {
  try {
    return t(`reason.${failure.errCode}`);
  } catch {
    return t('reason.other');
  }
}

const milliseconds = (value) => new Intl.NumberFormat(language, { style: 'unit', unit: 'millisecond' }).format(value);

function sayProblem(text) {
  const box = element('problem');
  box.textContent = text ?? '';
  box.hidden = !text;
}

async function start() {
  try {
    const result = await bn.getBackgroundFetchData({ fetchType: 'pre' });
    show(result.fetchedData, result.timeStamp, result.source);
    arrived();
  } catch (failure) {
    const reason = reasonOf(failure);
    await showStored();
    await refresh(`${t('notPreFetched', { reason })} `);
    arrived();
  }
}

/** What was fetched while the board was closed: better than nothing where there is no network. */
async function showStored() {
  try {
    const result = await bn.getBackgroundFetchData({ fetchType: 'periodic', timeout: 0 });
    show(result.fetchedData, result.timeStamp, result.source);
  } catch {
    // Nothing was fetched yet.
  }
}

/** How long the page has waited since it was started, as the reader of it would measure. */
function arrived() {
  const waited = Math.round(performance.now());
  figures.dataset.state = board ? 'ready' : 'failed';
  figures.dataset.waitMs = String(waited);
  element('wait').textContent = board ? milliseconds(waited) : '–';
}

/** Fetches from the own server. `prefix`: why, when it is not the user's wish. */
async function refresh(prefix = '') {
  refreshButton.disabled = true;
  const startedAt = performance.now();
  try {
    const response = await fetch(`${serverAddress()}/market/data?lang=${language}`, { cache: 'no-store' });
    if (!response.ok) throw new Error(`status ${response.status}`);
    show(await response.text(), Date.now(), 'own');
    const took = Math.round(performance.now() - startedAt);
    element('refresh-time').textContent = milliseconds(took);
    figures.dataset.refreshMs = String(took);
    sayProblem(prefix && `${prefix}${t('fetchedItself')}`);
  } catch {
    sayProblem(`${prefix}${t('noAnswer')} ${t(board ? 'outOfDate' : 'tryAgain')}`);
    render();
  } finally {
    refreshButton.disabled = false;
  }
}

function render() {
  const rows = element('rows');
  if (!board) {
    const cell = document.createElement('td');
    cell.colSpan = 4;
    cell.textContent = t('noPrices');
    const row = document.createElement('tr');
    row.className = 'empty';
    row.append(cell);
    rows.replaceChildren(row);
    element('age').textContent = '';
    return;
  }
  rows.replaceChildren(...sorted(board.items).map(rowOf));
  renderAge();
}

function sorted(items) {
  if (!sort.key) return items;
  const sign = sort.direction === 'ascending' ? 1 : -1;
  return items.toSorted(
    (a, b) =>
      sign * (typeof a[sort.key] === 'string' ? a[sort.key].localeCompare(b[sort.key]) : a[sort.key] - b[sort.key]),
  );
}

function rowOf(item) {
  const row = document.createElement('tr');
  row.className = item.change24h < 0 ? 'down' : 'up';

  const name = document.createElement('th');
  name.scope = 'row';
  const symbol = document.createElement('strong');
  symbol.textContent = item.symbol;
  const full = document.createElement('span');
  full.textContent = item.name;
  name.append(symbol, full);

  const chart = document.createElement('td');
  chart.append(sparkline(item.history ?? []));

  const price = document.createElement('td');
  price.className = 'number price';
  price.textContent = money(item.price);

  const change = document.createElement('td');
  change.className = 'number';
  const pill = document.createElement('span');
  pill.className = 'change';
  pill.textContent = new Intl.NumberFormat(language, {
    style: 'percent',
    signDisplay: 'exceptZero',
    minimumFractionDigits: 2,
  }).format(item.change24h / 100);
  change.append(pill);

  row.append(name, chart, price, change);
  return row;
}

function money(value) {
  const digits = value >= 1000 ? 0 : value >= 10 ? 2 : 4;
  const options = {
    style: 'currency',
    currency: board.currency ?? 'USD',
    currencyDisplay: 'narrowSymbol',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  };
  return new Intl.NumberFormat(language, options).format(value);
}

function sparkline(history) {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'chart');
  svg.setAttribute('viewBox', '0 0 120 32');
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  const low = Math.min(...history);
  const range = Math.max(...history) - low || 1;
  const points = history.map(
    (value, index) =>
      `${((index / Math.max(1, history.length - 1)) * 120).toFixed(1)},${(29 - ((value - low) / range) * 26).toFixed(1)}`,
  );
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'polyline');
  line.setAttribute('points', points.join(' '));
  line.setAttribute('vector-effect', 'non-scaling-stroke');
  svg.append(line);
  return svg;
}

function renderAge() {
  if (!board) return;
  const seconds = Math.max(0, Math.round((Date.now() - receivedAt) / 1000));
  const format = new Intl.RelativeTimeFormat(language, { style: 'short' });
  const when = seconds < 60 ? format.format(-seconds, 'second') : format.format(-Math.floor(seconds / 60), 'minute');
  element('age').textContent = seconds < 5 ? t('justNow') : t('ago', { when });
}

for (const button of document.querySelectorAll('[data-sort]')) {
  button.addEventListener('click', () => {
    const key = button.dataset.sort;
    const first = key === 'name' ? 'ascending' : 'descending';
    const opposite = sort.direction === 'ascending' ? 'descending' : 'ascending';
    sort = { key, direction: sort.key === key ? opposite : first };
    for (const heading of document.querySelectorAll('thead th')) heading.removeAttribute('aria-sort');
    button.closest('th').setAttribute('aria-sort', sort.direction);
    render();
  });
}

refreshButton.addEventListener('click', () => refresh());
setInterval(renderAge, 1000);

// Data that arrives later, without being asked for: a periodic fetch while the board is open.
bn.onBackgroundFetchData((event) => {
  if (event.timeStamp <= receivedAt) return;
  try {
    show(event.fetchedData, event.timeStamp, event.fetchType === 'pre' ? 'network' : 'stored');
  } catch {
    sayProblem(`${t('unreadable')} ${t('outOfDate')}`);
  }
});

start();
