// What the board says, in the languages that Larder speaks. Its server is asked in one of them, and says in which.

const TEXTS = {
  en: {
    title: 'Market board',
    refresh: 'Refresh',
    waiting: 'Waiting for prices…',
    readyAfter: 'Ready after',
    cameFrom: 'Came from',
    refreshTook: 'Refresh took',
    caption: 'Prices and their change in 24 hours',
    asset: 'Asset',
    day: '24 hours',
    price: 'Price',
    change: 'Change',
    noPrices: 'No prices yet.',
    'source.network': 'Pre-fetch',
    'source.revalidated': 'Pre-fetch, unchanged',
    'source.stored': 'Stored data',
    'source.own': 'Own request',
    'reason.no-data': 'there was nothing to wait for',
    'reason.not-configured': 'pre-fetch is not set up for this mini-program',
    'reason.domain-not-allowed': 'its address is not among the allowed hosts',
    'reason.template-error': 'its address could not be built',
    'reason.offline': 'the computer is offline',
    'reason.timeout': 'the server took too long',
    'reason.network-error': 'the connection failed',
    'reason.tls-error': 'the connection was not secure',
    'reason.pin-mismatch': 'the server showed another certificate than expected',
    'reason.bad-status': 'the server reported an error',
    'reason.too-large': 'the answer was too large',
    'reason.not-text': 'the answer was not text',
    'reason.aborted': 'it was cancelled',
    'reason.denied': 'it is not allowed',
    'reason.other': 'the data could not be read',
    notPreFetched: 'Prices were not pre-fetched: {reason}.',
    fetchedItself: 'The page fetched these itself.',
    noAnswer: 'The server did not answer.',
    outOfDate: 'The prices below may be out of date.',
    tryAgain: 'Select Refresh to try again.',
    unreadable: 'The data that arrived could not be read.',
    justNow: 'Prices received just now',
    ago: 'Prices received {when}',
  },
  'zh-Hans': {
    title: '行情板',
    refresh: '刷新',
    waiting: '正在等待价格…',
    readyAfter: '就绪用时',
    cameFrom: '来源',
    refreshTook: '刷新用时',
    caption: '价格及 24 小时涨跌',
    asset: '资产',
    day: '24 小时',
    price: '价格',
    change: '涨跌',
    noPrices: '还没有价格。',
    'source.network': '预拉取',
    'source.revalidated': '预拉取，无变化',
    'source.stored': '已保存的数据',
    'source.own': '页面自行请求',
    'reason.no-data': '没有可等待的数据',
    'reason.not-configured': '此小程序未设置预拉取',
    'reason.domain-not-allowed': '其地址不在允许的主机之列',
    'reason.template-error': '无法生成其地址',
    'reason.offline': '电脑处于离线状态',
    'reason.timeout': '服务器响应太慢',
    'reason.network-error': '连接失败',
    'reason.tls-error': '连接不安全',
    'reason.pin-mismatch': '服务器出示的证书与预期不符',
    'reason.bad-status': '服务器报告了错误',
    'reason.too-large': '响应太大',
    'reason.not-text': '响应不是文本',
    'reason.aborted': '请求已取消',
    'reason.denied': '不允许此操作',
    'reason.other': '无法读取数据',
    notPreFetched: '未能预拉取价格：{reason}。',
    fetchedItself: '这些价格由页面自行获取。',
    noAnswer: '服务器没有响应。',
    outOfDate: '下方的价格可能已过时。',
    tryAgain: '请选择“刷新”重试。',
    unreadable: '无法读取收到的数据。',
    justNow: '刚刚收到价格',
    ago: '{when}收到价格',
  },
  fa: {
    title: 'تابلوی بازار',
    refresh: 'به‌روزرسانی',
    waiting: 'در انتظار قیمت‌ها…',
    readyAfter: 'آماده پس از',
    cameFrom: 'از کجا',
    refreshTook: 'زمان به‌روزرسانی',
    caption: 'قیمت‌ها و تغییر آن‌ها در ۲۴ ساعت',
    asset: 'دارایی',
    day: '۲۴ ساعت',
    price: 'قیمت',
    change: 'تغییر',
    noPrices: 'هنوز قیمتی نیست.',
    'source.network': 'دریافت پیشاپیش',
    'source.revalidated': 'دریافت پیشاپیش، بی‌تغییر',
    'source.stored': 'دادهٔ ذخیره‌شده',
    'source.own': 'درخواست خود صفحه',
    'reason.no-data': 'چیزی برای انتظار نبود',
    'reason.not-configured': 'دریافت پیشاپیش برای این مینی‌برنامه تنظیم نشده است',
    'reason.domain-not-allowed': 'نشانی آن در میان میزبان‌های مجاز نیست',
    'reason.template-error': 'نشانی آن ساخته نشد',
    'reason.offline': 'شبکه در دسترس نیست',
    'reason.timeout': 'پاسخ سرور دیر شد',
    'reason.network-error': 'اتصال برقرار نشد',
    'reason.tls-error': 'اتصال امن نبود',
    'reason.pin-mismatch': 'گواهی سرور آنی نبود که انتظار می‌رفت',
    'reason.bad-status': 'سرور خطایی گزارش کرد',
    'reason.too-large': 'پاسخ بیش از حد بزرگ بود',
    'reason.not-text': 'پاسخ متن نبود',
    'reason.aborted': 'درخواست لغو شد',
    'reason.denied': 'مجاز نیست',
    'reason.other': 'داده خوانده نشد',
    notPreFetched: 'قیمت‌ها پیشاپیش دریافت نشدند: {reason}.',
    fetchedItself: 'صفحه خودش این‌ها را دریافت کرد.',
    noAnswer: 'سرور پاسخ نداد.',
    outOfDate: 'شاید قیمت‌های زیر قدیمی باشند.',
    tryAgain: 'برای تلاش دوباره «به‌روزرسانی» را انتخاب کنید.',
    unreadable: 'دادهٔ رسیده خوانده نشد.',
    justNow: 'قیمت‌ها همین حالا رسیدند',
    ago: 'قیمت‌ها {when} رسیدند',
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
