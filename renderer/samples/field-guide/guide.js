// The list comes with every start (`fetchType: 'pre'`), and before the first one that had a network from the installation
// (`fetchType: 'install'`). A bird's page is opened by links, such as
// bnc://app.binance.com/mp/app?appId=LarderFieldGuide4&startPagePath=<base64 of bird/wren>; rules in the details have its
// data requested at the click: developmentSettings.preFetchRules, read by their keys.

import { speak, t } from './texts.js';

const bird = /^\/bird\/([a-z-]+)$/.exec(location.pathname)?.[1];

/** What was fetched ahead, parsed; `null`: there is none. */
async function ahead(options) {
  try {
    const { fetchedData, source } = await bn.getBackgroundFetchData(options);
    const data = JSON.parse(fetchedData);
    speak(data.lang);
    return { ...data, source };
  } catch {
    return null;
  }
}

function show(id, text) {
  const element = document.getElementById(id);
  element.textContent = text;
  element.hidden = false;
}

async function showBird() {
  document.getElementById('back').hidden = false;
  // Both left at the click, beside the list; none waits for another.
  const [details, season] = await Promise.all([
    ahead({ fetchType: 'pre', key: 'bird' }),
    ahead({ fetchType: 'pre', key: 'season' }),
  ]);
  if (details === null) return void (document.getElementById('none').hidden = false);
  show('title', details.name);
  show('text', details.text);
  if (season !== null) show('season', season.text);
  show('source', t('forPage'));
}

async function showList() {
  const fresh = await ahead({ fetchType: 'pre' });
  const data = fresh ?? (await ahead({ fetchType: 'install' }));
  if (data === null) return void (document.getElementById('none').hidden = false);
  const list = document.getElementById('list');
  for (const { id, name } of data.birds) {
    const link = Object.assign(document.createElement('a'), { href: `/bird/${id}`, textContent: name });
    const item = document.createElement('li');
    item.append(link);
    list.append(item);
  }
  list.hidden = false;
  show('source', t(fresh ? 'forStart' : 'installed'));
}

await (bird ? showBird() : showList());
document.body.dataset.state = 'ready';
