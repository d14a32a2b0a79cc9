import type { problems as english } from '../en/problems.ts';
import type { Translated } from '../format.ts';

export const problems: Translated<typeof english> = {
  'problems.code.invalid-argument': 'چیزی درخواست شد که برای Larder معنا ندارد.',
  'problems.code.no-token': 'مینی‌برنامه توکنی تعیین نکرده است.',
  'problems.code.no-data': 'هنوز داده‌ای نیست.',
  'problems.code.not-configured': 'چیزی که برای این کار لازم است تنظیم نشده.',
  'problems.code.domain-not-allowed': 'مینی‌برنامه اجازهٔ ارتباط با این نشانی را ندارد.',
  'problems.code.template-error': 'نشانی‌ای که سازنده داده کامل‌شدنی نیست.',
  'problems.code.offline': 'شبکه نیست.',
  'problems.code.timeout': 'پاسخی به‌موقع نرسید.',
  'problems.code.network-error': 'سرور در دسترس نبود.',
  'problems.code.tls-error': 'اتصال امن به سرور برقرار نشد.',
  'problems.code.pin-mismatch': 'گواهی سرور از گواهی‌های مورد اعتماد مینی‌برنامه نیست.',
  'problems.code.bad-status': 'سرور درخواست را نپذیرفت یا با خطا روبه‌رو شد.',
  'problems.code.too-large': 'پاسخ بیش از اندازه بزرگ است.',
  'problems.code.not-text': 'پاسخ متن نیست.',
  'problems.code.aborted': 'لغو شد.',
  'problems.code.rate-limited': 'یک‌باره بیش از آن‌چه Larder پاسخ می‌دهد درخواست شد.',
  'problems.code.denied': 'این کار مجاز نیست.',
  'problems.code.internal': 'مشکلی درون Larder پیش آمد. جزئیات در گزارش ثبت شده است.',
  'problems.code.backend-unreachable': 'سرور پشتیبان در دسترس نیست.',
  'problems.code.backend-bad-answer': 'پاسخ سرور پشتیبان برای Larder فهمیدنی نیست.',
  'problems.code.not-found': 'پیدا نشد، یا دیگر وجود ندارد.',
  'problems.code.package-mismatch': 'بسته همانی نیست که اعلام شده بود؛ نصب نشد.',
  'problems.code.package-invalid': 'بسته معتبر نیست؛ نصب نشد.',
  'problems.code.package-unreachable': 'بسته دانلود نشد.',
  'problems.code.storage-failed': 'خواندن از دیسک یا نوشتن روی آن ممکن نشد.',
  'problems.code.bad-link': 'این پیوند بازشدنی نیست.',

  'problems.noBackend': 'جست‌وجوی «{id}» ممکن نیست: سرور پشتیبان تعیین نشده است.',
  'problems.unknownProgram': 'مینی‌برنامهٔ «{id}» پیدا نشد: سرور پشتیبان آن را نمی‌شناسد.',
  'problems.backendStatus': 'جست‌وجوی «{id}» ممکن نیست: سرور پشتیبان با وضعیت {status} پاسخ داد.',
  'problems.packageStatus': 'دانلود بستهٔ «{id}» ممکن نیست: سرور با وضعیت {status} پاسخ داد.',
  'problems.diskFull': 'نصب «{id}» ممکن نیست: دیسک پر است ({size} مبی‌بایت لازم است).',
  'problems.removed': 'مینی‌برنامهٔ «{id}» پیدا نشد: حذف شده است.',
  'problems.developersOnly': 'این برای توسعه‌دهندگان است: Larder را با ‎--dev‎ اجرا کنید.',
  'problems.requestGone': 'کپی درخواست ممکن نیست: دیگر در فهرست نیست.',
  'problems.neverLookedUp': 'جزئیات آن هرگز دریافت نشده: یک بار بازش کنید.',
  'problems.startNotInstalled': 'فقط Larder نصب‌شده می‌تواند با سیستم اجرا شود.',
  'problems.settingsNotSaved': 'ذخیرهٔ تنظیمات روی دیسک ممکن نیست.',

  'problems.download.pause':
    'توقف دانلود ممکن نیست: پایان یافته، از پیش متوقف است، یا چیزی می‌فرستد که نباید دو بار فرستاده شود.',
  'problems.download.resume': 'ادامهٔ دانلود ممکن نیست: پایان یافته، یا متوقف نبود.',
  'problems.download.abort': 'لغو دانلود ممکن نیست: پایان یافته است.',
  'problems.download.click': 'نمایش دانلود ممکن نیست: از فهرست حذف شده است.',
  'problems.download.forget': 'حذف دانلود از فهرست ممکن نیست: مینی‌برنامه هنوز از پایان آن باخبر نشده است.',

  'problems.link.tooLong': '«{link}» باز نمی‌شود: بلندتر از {limit} نویسه است.',
  'problems.link.notALink': '«{link}» باز نمی‌شود: نه شناسهٔ مینی‌برنامه است و نه پیوند.',
  'problems.link.foreign': '«{link}» باز نمی‌شود: Larder فقط پیوندهای {expected} را باز می‌کند.',
  'problems.link.noAppId': '«{link}» باز نمی‌شود: appId ندارد.',
  'problems.link.badAppId': '«{link}» باز نمی‌شود: appId آن شناسهٔ مینی‌برنامه نیست.',
  'problems.link.badQuery': '«{link}» باز نمی‌شود: کدگذاری بخش پرس‌وجوی آن درست نیست.',
  'problems.link.control': '«{link}» باز نمی‌شود: نویسهٔ کنترلی دارد.',
  'problems.link.badPath': '«{link}» باز نمی‌شود: startPagePath آن صفحه‌ای از مینی‌برنامه نیست.',

  'problems.settings.setAside': 'تنظیمات خوانده نشد و در {copy} کنار گذاشته شد. تنظیمات پیش‌فرض به کار می‌رود.',
  'problems.settings.newer':
    'تنظیمات را نسخهٔ تازه‌تری از Larder نوشته است. تغییرهای اکنون فقط تا پایان کار Larder می‌مانند.',
  'problems.settings.partly': 'بخشی از تنظیمات خوانده نشد ({fields})؛ پرونده در {copy} کپی شد.',
  'problems.state.newer': 'مینی‌برنامهٔ «{id}» آخرین بار با نسخهٔ تازه‌تری از Larder به کار رفته و دست‌نخورده می‌ماند.',
  'problems.state.unreadable': 'دادهٔ ذخیره‌شدهٔ «{id}» از دیسک خوانده نمی‌شود ({code}).',
  'problems.state.damaged': 'وضعیت ذخیره‌شدهٔ «{name}» آسیب دیده بود و در {copy} کنار گذاشته شد. از دست رفته: {fields}.',
  'problems.state.missing': 'وضعیت ذخیره‌شدهٔ «{name}» پیدا نشد. از دست رفته: {fields}.',
  'problems.token.unreadable': 'توکن «{name}» رمزگشایی نمی‌شود؛ تعیین‌نشده به شمار می‌آید.',
  'problems.token.plain': 'توکن «{id}» هنوز به‌صورت خوانا روی دیسک است.',
  'problems.token.inMemory':
    'این سیستم انبار رمز ندارد؛ پس توکن مینی‌برنامه‌ها فقط تا پایان کار Larder نگه داشته می‌شود.',
  'problems.update.load-failed':
    'نسخهٔ {version} از «{name}» اجرا نمی‌شود (صفحه‌اش بارگذاری نشد). تا به‌روزرسانی بعدی، نسخهٔ {previous} به کار می‌رود.',
  'problems.update.renderer-gone':
    'نسخهٔ {version} از «{name}» اجرا نمی‌شود (صفحه‌اش پیش از بارگذاری از کار افتاد). تا به‌روزرسانی بعدی، نسخهٔ {previous} به کار می‌رود.',
  'problems.update.unresponsive':
    'نسخهٔ {version} از «{name}» اجرا نمی‌شود (صفحه‌اش پیش از بارگذاری دیگر پاسخ نداد). تا به‌روزرسانی بعدی، نسخهٔ {previous} به کار می‌رود.',
  'problems.update.never-loaded':
    'نسخهٔ {version} از «{name}» اجرا نمی‌شود ({starts, number} بار پیش از بارگذاری صفحه پایان یافت). تا به‌روزرسانی بعدی، نسخهٔ {previous} به کار می‌رود.',
  'problems.update.damaged':
    'نسخهٔ {version} از «{name}» اجرا نمی‌شود (پرونده‌هایش آسیب دیده و دوباره دریافت نمی‌شوند). تا به‌روزرسانی بعدی، نسخهٔ {previous} به کار می‌رود.',
  'problems.filesDamaged':
    'پرونده‌های نسخهٔ {version} از «{name}» آسیب دیده و دوباره دریافت نمی‌شوند. نسخهٔ {previous} به کار می‌رود.',
  'problems.backgroundFetch': 'دانلودی از «{name}» با مشکل روبه‌رو شد: {message}',
};
