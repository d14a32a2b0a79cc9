import type { problems as english } from '../en/problems.ts';
import type { Translated } from '../format.ts';

export const problems: Translated<typeof english> = {
  'problems.code.invalid-argument': 'درخواست معتبر نبود.',
  'problems.code.no-token': 'مینی‌برنامه توکنی تعیین نکرده است.',
  'problems.code.no-data': 'هنوز داده‌ای نیست.',
  'problems.code.not-configured': 'چیزی که برای این کار لازم است تنظیم نشده.',
  'problems.code.domain-not-allowed': 'مینی‌برنامه اجازهٔ ارتباط با این نشانی را ندارد.',
  'problems.code.template-error': 'نشانی‌ای که سازنده داده قابل تکمیل نیست.',
  'problems.code.offline': 'شبکه در دسترس نیست.',
  'problems.code.timeout': 'پاسخی به‌موقع نرسید.',
  'problems.code.network-error': 'سرور در دسترس نبود.',
  'problems.code.tls-error': 'اتصال امن به سرور برقرار نشد.',
  'problems.code.pin-mismatch': 'گواهی سرور از گواهی‌های مورد اعتماد مینی‌برنامه نیست.',
  'problems.code.bad-status': 'سرور درخواست را نپذیرفت یا با خطا روبه‌رو شد.',
  'problems.code.too-large': 'پاسخ بیش از اندازه بزرگ است.',
  'problems.code.not-text': 'پاسخ متن نیست.',
  'problems.code.aborted': 'لغو شد.',
  'problems.code.rate-limited': 'درخواست‌های هم‌زمان بیش از اندازه بود.',
  'problems.code.denied': 'این کار مجاز نیست.',
  'problems.code.internal': 'مشکلی درون %brand% پیش آمد. جزئیات در فایل لاگ است.',
  'problems.code.backend-unreachable': 'منبع مینی‌برنامه‌ها در دسترس نیست.',
  'problems.code.backend-bad-answer': 'پاسخ منبع مینی‌برنامه‌ها برای %brand% قابل فهم نیست.',
  'problems.code.not-found': 'پیدا نشد. شاید حذف شده باشد.',
  'problems.code.package-mismatch': 'بسته همانی نیست که اعلام شده بود؛ نصب نشد.',
  'problems.code.package-invalid': 'بسته معتبر نیست؛ نصب نشد.',
  'problems.code.package-unreachable': 'بسته دانلود نشد.',
  'problems.code.storage-failed': 'خواندن از دیسک یا نوشتن روی آن ممکن نشد.',
  'problems.code.bad-link': 'این پیوند باز نمی‌شود.',

  'problems.noBackend': 'جست‌وجوی «{id}» ممکن نیست: منبع مینی‌برنامه‌ها تعیین نشده است.',
  'problems.unknownProgram': 'مینی‌برنامهٔ «{id}» پیدا نشد: در منبع نیست.',
  'problems.backendStatus': 'جست‌وجوی «{id}» ممکن نیست: منبع با وضعیت {status} پاسخ داد.',
  'problems.packageStatus': 'دانلود بستهٔ «{id}» ممکن نیست: سرور با وضعیت {status} پاسخ داد.',
  'problems.diskFull':
    'نصب «{id}» ممکن نیست: دیسک پر است ({bytes, number, ::scale/0.000001 unit/megabyte unit-width-full-name .} لازم است).',
  'problems.removed': 'مینی‌برنامهٔ «{id}» پیدا نشد: حذف شده است.',
  'problems.notFetchedNow':
    'اکنون نمی‌توان برای این مینی‌برنامه داده دریافت کرد: توکن و نشانی لازم است و دریافت در پس‌زمینه باید روشن باشد.',
  'problems.developersOnly': 'این برای توسعه‌دهندگان است: %brand% را با \u2066--dev\u2069 اجرا کنید.',
  'problems.requestGone': 'کپی درخواست ممکن نیست: دیگر در فهرست نیست.',
  'problems.neverLookedUp': 'جزئیات آن هنوز دریافت نشده است: یک بار بازش کنید.',
  'problems.startNotInstalled': 'برای اجرا هنگام ورود به سیستم، %brand% باید نصب شده باشد.',
  'problems.settingsNotSaved': 'ذخیرهٔ تنظیمات روی دیسک ممکن نیست.',

  'problems.download.pause':
    'مکث دانلود ممکن نیست: کامل شده، از پیش مکث شده، یا چیزی آپلود می‌کند که نباید دو بار فرستاده شود.',
  'problems.download.resume': 'ازسرگیری دانلود ممکن نیست: کامل شده، یا مکث نشده بود.',
  'problems.download.abort': 'لغو دانلود ممکن نیست: کامل شده است.',
  'problems.download.click': 'نمایش دانلود ممکن نیست: از فهرست حذف شده است.',
  'problems.download.forget': 'حذف دانلود از فهرست ممکن نیست: مینی‌برنامه هنوز آن را پردازش نکرده است.',

  'problems.link.tooLong': '«{link}» باز نمی‌شود: بلندتر از {limit, number} نویسه است.',
  'problems.link.notALink': '«{link}» باز نمی‌شود: نه شناسهٔ مینی‌برنامه است و نه پیوند.',
  'problems.link.foreign': '«{link}» باز نمی‌شود: %brand% فقط پیوندهای {expected} را باز می‌کند.',
  'problems.link.noAppId': '«{link}» باز نمی‌شود: appId ندارد.',
  'problems.link.badAppId': '«{link}» باز نمی‌شود: appId آن شناسهٔ مینی‌برنامه نیست.',
  'problems.link.badQuery': '«{link}» باز نمی‌شود: کدگذاری بخش پرس‌وجوی آن درست نیست.',
  'problems.link.control': '«{link}» باز نمی‌شود: نویسهٔ کنترلی دارد.',
  'problems.link.badPath': '«{link}» باز نمی‌شود: startPagePath آن صفحه‌ای از مینی‌برنامه نیست.',

  'problems.settings.setAside':
    'تنظیمات خوانده نشد؛ فایل پیشین با نام {copy} نگه داشته شد. از تنظیمات پیش‌فرض استفاده می‌شود.',
  'problems.settings.newer':
    'تنظیمات را نسخهٔ جدیدتر %brand% نوشته است. تغییرهای اکنون فقط تا خروج از %brand% می‌مانند.',
  'problems.settings.partly': 'بخشی از تنظیمات خوانده نشد؛ فایل در {copy} کپی شد.',
  'problems.state.newer': 'مینی‌برنامهٔ «{id}» آخرین بار با نسخهٔ جدیدتر %brand% استفاده شده و دست‌نخورده می‌ماند.',
  'problems.state.unreadable': 'دادهٔ ذخیره‌شدهٔ «{id}» از دیسک خوانده نمی‌شود ({code}).',
  'problems.state.damaged':
    'دادهٔ ذخیره‌شدهٔ «{name}» آسیب دیده بود؛ رونوشتی از آن با نام {copy} نگه داشته شد. شاید بخشی از آن از دست رفته باشد.',
  'problems.state.missing': 'دادهٔ ذخیره‌شدهٔ «{name}» پیدا نشد. شاید بخشی از آن از دست رفته باشد.',
  'problems.token.unreadable': 'توکن «{name}» رمزگشایی نمی‌شود؛ شاید لازم باشد دوباره وارد آن شوید.',
  'problems.token.plain': 'توکن «{id}» هنوز بدون رمزنگاری روی دیسک است.',
  'problems.token.inMemory':
    'این سیستم مخزن امن ندارد؛ پس توکن مینی‌برنامه‌ها فقط تا خروج از %brand% نگه داشته می‌شود.',
  'problems.update.load-failed':
    'نسخهٔ {version} از «{name}» اجرا نشد (صفحه‌اش بارگذاری نشد). تا به‌روزرسانی بعدی، از نسخهٔ {previous} استفاده می‌شود.',
  'problems.update.renderer-gone':
    'نسخهٔ {version} از «{name}» اجرا نشد (صفحه‌اش پیش از بارگذاری از کار افتاد). تا به‌روزرسانی بعدی، از نسخهٔ {previous} استفاده می‌شود.',
  'problems.update.unresponsive':
    'نسخهٔ {version} از «{name}» اجرا نشد (صفحه‌اش پیش از بارگذاری دیگر پاسخ نداد). تا به‌روزرسانی بعدی، از نسخهٔ {previous} استفاده می‌شود.',
  'problems.update.never-loaded':
    'نسخهٔ {version} از «{name}» اجرا نشد ({starts, number} بار پیش از بارگذاری صفحه پایان یافت). تا به‌روزرسانی بعدی، از نسخهٔ {previous} استفاده می‌شود.',
  'problems.update.damaged':
    'نسخهٔ {version} از «{name}» اجرا نشد (فایل‌هایش آسیب دیده و دوباره دریافت نمی‌شوند). تا به‌روزرسانی بعدی، از نسخهٔ {previous} استفاده می‌شود.',
  'problems.filesDamaged':
    'فایل‌های نسخهٔ {version} از «{name}» آسیب دیده و دوباره دریافت نمی‌شوند. از نسخهٔ {previous} استفاده می‌شود.',
  'problems.backgroundFetch': 'دانلودی از «{name}» با مشکل روبه‌رو شد: {message}',
};
