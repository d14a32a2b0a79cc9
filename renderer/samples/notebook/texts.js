// What the notebook says to people, in the languages that Larder speaks. Its server is asked in one of them, and says in
// which. The page for developers stays in English, as the functions that it calls.

const TEXTS = {
  en: {
    title: 'Notebook',
    pages: 'Pages',
    notes: 'Notes',
    bench: 'For developers',
    newNote: 'New note',
    none: 'No notes yet. Notes stay on this computer, for this mini-program alone.',
    placeholder: 'Write something down',
    note: 'Note',
    delete: 'Delete',
    full: 'The last change could not be saved: the storage of this mini-program is full.',
    changed: 'Changed {when}',
  },
  'zh-Hans': {
    title: '记事本',
    pages: '页面',
    notes: '笔记',
    bench: '开发者',
    newNote: '新建笔记',
    none: '还没有笔记。笔记只保存在这台电脑上，仅供此小程序使用。',
    placeholder: '写点什么',
    note: '笔记',
    delete: '删除',
    full: '无法保存上次的更改：此小程序的存储空间已满。',
    changed: '更改于 {when}',
  },
  fa: {
    title: 'دفترچه',
    pages: 'صفحه‌ها',
    notes: 'یادداشت‌ها',
    bench: 'برای توسعه‌دهندگان',
    newNote: 'یادداشت تازه',
    none: 'هنوز یادداشتی نیست. یادداشت‌ها روی همین رایانه و تنها برای این مینی‌برنامه می‌مانند.',
    placeholder: 'چیزی بنویسید',
    note: 'یادداشت',
    delete: 'حذف',
    full: 'آخرین تغییر ذخیره نشد: فضای ذخیرهٔ این مینی‌برنامه پر است.',
    changed: 'تغییر: {when}',
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
