// @ts-check
// The page. Its data is under way before it is: see details.json for where it comes from.

/** What server.mjs answers. @typedef {{ headline: string, token?: string, file: { url: string, bytes: number, title: string } }} News */

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @param {number} ms */
const time = (ms) => new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' }).format(ms);
/** @param {number} bytes */
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;

// 1. Pre-fetch: asked for when this mini-program was opened, at the same time as its window was made.
async function showNews() {
  const { fetchedData, timeStamp } = await bn.getBackgroundFetchData({ fetchType: 'pre' });
  const news = /** @type {News} */ (JSON.parse(fetchedData));
  element('pre').textContent = `${news.headline}\n${time(timeStamp)}`;
  // The first answer signs us in; with a token, Larder may ask in the background, too.
  if (news.token) await bn.setBackgroundFetchToken({ token: news.token });
  return news;
}

// 2. Periodic fetch: every 12 hours, also while this mini-program is closed.
/** @param {{ fetchedData: string, timeStamp: number }} data */
function showPeriodic({ fetchedData, timeStamp }) {
  const news = /** @type {News} */ (JSON.parse(fetchedData));
  element('periodic').textContent = `${news.headline}\n${time(timeStamp)}`;
}

// 3. Background fetch: a download that outlives this page. sw.js is told when it is over.
const FILE_ID = 'large-file';

/**
 * @param {BackgroundFetchRegistration} fetching
 * @param {string} url
 */
function follow(fetching, url) {
  const bar = /** @type {HTMLProgressElement} */ (element('bar'));
  const show = () => {
    const { downloaded, downloadTotal, result, failureReason } = fetching;
    if (result === 'success') return void showKept(url);
    element('film').textContent =
      result === 'failure'
        ? `Not downloaded (${failureReason}).`
        : `${megabytes(downloaded)} of ${megabytes(downloadTotal)}`;
    bar.hidden = result !== '';
    bar.value = downloaded / downloadTotal;
    element('download').toggleAttribute('disabled', result !== 'failure');
  };
  fetching.addEventListener('progress', show);
  show();
}

/** @param {string} url */
async function showKept(url) {
  const kept = await caches.match(url);
  if (!kept) return false;
  element('film').textContent = `On this computer: ${megabytes((await kept.blob()).size)}.`;
  element('bar').hidden = true;
  element('download').setAttribute('disabled', '');
  return true;
}

/** @param {News['file']} file */
async function offerFile(file) {
  await navigator.serviceWorker.register('/sw.js');
  const { backgroundFetch } = await navigator.serviceWorker.ready;
  new BroadcastChannel('files').addEventListener('message', () => void showKept(file.url));
  if (await showKept(file.url)) return;
  const underWay = await backgroundFetch.get(FILE_ID);
  if (underWay) return follow(underWay, file.url);
  element('download').removeAttribute('disabled');
  element('download').addEventListener('click', async () => {
    const options = { title: file.title, icons: [{ src: '/icon.svg', sizes: 'any' }], downloadTotal: file.bytes };
    follow(await backgroundFetch.fetch(FILE_ID, [file.url], options), file.url);
  });
}

bn.onBackgroundFetchData((event) => {
  if (event.fetchType === 'periodic') showPeriodic(event);
});
bn.getBackgroundFetchData({ fetchType: 'periodic' }).then(showPeriodic, () => {});

try {
  const { file } = await showNews();
  await offerFile(file);
} catch (error) {
  const failure = /** @type {Partial<Larder.BnFailure> & Partial<Error>} */ (error);
  element('pre').textContent = `Start server.mjs, and open this window again.\n${failure.errMsg ?? failure.message}`;
}
