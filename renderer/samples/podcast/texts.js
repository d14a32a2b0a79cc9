// What the podcast says, in the languages that Larder speaks. Its server is asked in one of them, and says in which.

const TEXTS = {
  en: {
    title: 'Podcast',
    episodes: 'Episodes',
    fetching: 'Fetching the episodes…',
    allEpisodes: 'All episodes',
    player: 'Player',
    back15: 'Back 15 seconds',
    on30: 'Forward 30 seconds',
    play: 'Play',
    pause: 'Pause',
    position: 'Position',
    positionOf: '{now} of {all}',
    notPlayable: 'This episode cannot be played now: it is not on this computer, and its server does not answer.',
    download: 'Download',
    offline: 'You are offline.',
    notFetched: 'The new episodes could not be fetched.',
    lastList: 'This is the last list received.',
    openAgain: 'Close this window and open it again in a moment.',
    status: '{n} episodes, as of {time}',
    'state.waiting': 'Waiting at {percent}',
    'state.finishing': 'Almost there',
    'state.ready': 'Ready offline',
    'state.failed': 'Not downloaded',
    'button.get': 'Download {title}',
    'button.stop': 'Cancel the download of {title}',
    'button.ready': 'Downloaded: {title}',
    'button.again': 'Download again {title}',
    'panel.none': 'Download to listen offline.',
    'panel.downloading': 'Downloading: {progress}',
    'panel.waiting': 'Waiting at {progress}. It resumes automatically.',
    'panel.finishing': 'Almost there.',
    'panel.ready': 'On this computer: {size}',
    'panel.get': 'Download, {size}',
    cancel: 'Cancel',
    delete: 'Delete',
    tryAgain: 'Try again',
    progress: '{percent}, {here} of {all}',
    readyToListen: '{title}: ready to listen',
    'failure.bad-status': 'The server does not have this episode any more.',
    'failure.space': 'Not enough space. Delete another episode first.',
    'failure.NotAllowedError': 'Downloads are switched off for this mini-program.',
    'failure.other': 'It could not be downloaded.',
  },
  'zh-Hans': {
    title: '播客',
    episodes: '节目',
    fetching: '正在获取节目…',
    allEpisodes: '所有节目',
    player: '播放器',
    back15: '后退 15 秒',
    on30: '前进 30 秒',
    play: '播放',
    pause: '暂停',
    position: '播放位置',
    positionOf: '{now}，共 {all}',
    notPlayable: '现在无法播放这期节目：它不在这台电脑上，服务器也没有响应。',
    download: '下载',
    offline: '没有网络。',
    notFetched: '无法获取新节目。',
    lastList: '这是上次收到的列表。',
    openAgain: '请关闭此窗口，稍后重新打开。',
    status: '{n} 期节目，截至 {time}',
    'state.waiting': '已下载 {percent}，等待中',
    'state.finishing': '即将完成',
    'state.ready': '可离线收听',
    'state.failed': '未下载',
    'button.get': '下载“{title}”',
    'button.stop': '取消下载“{title}”',
    'button.ready': '“{title}”已在这台电脑上',
    'button.again': '重新下载“{title}”',
    'panel.none': '下载后可离线收听。',
    'panel.downloading': '正在下载：{progress}',
    'panel.waiting': '等待中：{progress}。将自动继续。',
    'panel.finishing': '即将完成。',
    'panel.ready': '已在这台电脑上：{size}',
    'panel.get': '下载，{size}',
    cancel: '取消',
    delete: '删除',
    tryAgain: '重试',
    progress: '{percent}，{here}，共 {all}',
    readyToListen: '{title}：可以收听了',
    'failure.bad-status': '服务器上已没有这期节目。',
    'failure.space': '空间不足。请先删除其他节目。',
    'failure.NotAllowedError': '此小程序的下载已关闭。',
    'failure.other': '无法下载。',
  },
  fa: {
    title: 'پادکست',
    episodes: 'قسمت‌ها',
    fetching: 'در حال دریافت قسمت‌ها…',
    allEpisodes: 'همهٔ قسمت‌ها',
    player: 'پخش‌کننده',
    back15: '۱۵ ثانیه عقب',
    on30: '۳۰ ثانیه جلو',
    play: 'پخش',
    pause: 'مکث',
    position: 'جای پخش',
    positionOf: '{now} از {all}',
    notPlayable: 'این قسمت اکنون پخش نمی‌شود: روی این رایانه نیست و سرور آن پاسخ نمی‌دهد.',
    download: 'دانلود',
    offline: 'شبکه در دسترس نیست.',
    notFetched: 'قسمت‌های تازه دریافت نشدند.',
    lastList: 'این آخرین فهرستی است که رسیده است.',
    openAgain: 'این پنجره را ببندید و کمی بعد دوباره باز کنید.',
    status: '{n} قسمت، تا {time}',
    'state.waiting': 'در انتظار، {percent}',
    'state.finishing': 'کمی مانده',
    'state.ready': 'آمادهٔ شنیدن بدون شبکه',
    'state.failed': 'دانلود نشد',
    'button.get': 'دانلود «{title}»',
    'button.stop': 'لغو دانلود «{title}»',
    'button.ready': '«{title}» روی این رایانه است',
    'button.again': 'دانلود دوبارهٔ «{title}»',
    'panel.none': 'برای شنیدن بدون شبکه دانلود کنید.',
    'panel.downloading': 'در حال دانلود: {progress}',
    'panel.waiting': 'در انتظار: {progress}. خودکار ادامه می‌یابد.',
    'panel.finishing': 'کمی مانده است.',
    'panel.ready': 'روی این رایانه: {size}',
    'panel.get': 'دانلود، {size}',
    cancel: 'لغو',
    delete: 'حذف',
    tryAgain: 'تلاش دوباره',
    progress: '{percent}، {here} از {all}',
    readyToListen: '{title}: آمادهٔ شنیدن',
    'failure.bad-status': 'سرور دیگر این قسمت را ندارد.',
    'failure.space': 'جا کافی نیست. نخست قسمت دیگری را حذف کنید.',
    'failure.NotAllowedError': 'دانلود برای این مینی‌برنامه خاموش است.',
    'failure.other': 'دانلود نشد.',
  },
};

const KEPT_LANGUAGE = 'language';
const known = (tag) => (/^zh(?!-(?:Hant|TW|HK|MO))/i.test(tag) ? 'zh-Hans' : /^fa/i.test(tag) ? 'fa' : 'en');

/** Of texts, numbers and dates. */
export let language = known(keptLanguage() ?? navigator.language);

/** `{name}` in a text is a value. */
export const t = (key, values = {}) => TEXTS[language][key].replace(/\{(\w+)\}/g, (_place, name) => values[name]);

function keptLanguage() {
  try {
    return localStorage.getItem(KEPT_LANGUAGE);
  } catch {
    return null;
  }
}

let shown = null;

/** `lang` of an answer: the language that Larder asked for it in. */
export function speak(lang) {
  if (typeof lang === 'string') {
    language = known(lang);
    try {
      localStorage.setItem(KEPT_LANGUAGE, language);
    } catch {
      // The next answer says it again.
    }
  }
  if (shown === language) return;
  shown = language;
  document.documentElement.lang = language;
  document.documentElement.dir = language === 'fa' ? 'rtl' : 'ltr';
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = t(element.dataset.text);
  for (const element of document.querySelectorAll('[data-label]'))
    element.setAttribute('aria-label', t(element.dataset.label));
}

speak();
