// What the guide says, in the languages that Larder speaks. Its server is asked in one of them, and says in which.

const TEXTS = {
  en: {
    title: 'Field guide',
    none: 'There is no data yet. Connect once, and open this again.',
    all: 'All birds',
    forPage: 'Fetched for this page.',
    forStart: 'Fetched for this start.',
    installed: 'From the installation: there was no connection yet.',
  },
  'zh-Hans': {
    title: '野外手册',
    none: '还没有数据。请联网一次，然后重新打开。',
    all: '所有鸟类',
    forPage: '已为此页面获取。',
    forStart: '已为这次打开获取。',
    installed: '来自安装时：当时还没有网络。',
  },
  fa: {
    title: 'راهنمای پرندگان',
    none: 'هنوز داده‌ای نیست. یک بار به شبکه وصل شوید و دوباره باز کنید.',
    all: 'همهٔ پرندگان',
    forPage: 'برای این صفحه دریافت شد.',
    forStart: 'برای این بار باز شدن دریافت شد.',
    installed: 'از زمان نصب: هنوز شبکه‌ای نبوده است.',
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
