import type { diagnostics as english } from '../en/diagnostics.ts';
import type { Translated } from '../format.ts';

export const diagnostics: Translated<typeof english> = {
  'diagnostics.title': 'عیب‌یابی',
  'diagnostics.intro': 'آنچه %brand% روی این رایانه نیاز دارد بررسی می‌شود. گزارش نه توکنی دارد و نه نام شما.',
  'diagnostics.loading': 'در حال خواندن آخرین بررسی…',
  'diagnostics.run': 'بررسی',
  'diagnostics.again': 'بررسی دوباره',
  'diagnostics.running': 'در حال بررسی: {what} ({done, number} از {total, number})',
  'diagnostics.cancelled': 'بررسی لغو شد.',
  'diagnostics.allWell': 'همه‌چیز درست کار می‌کند.',
  'diagnostics.found':
    '{problems, plural, =0 {} other {# مشکل}}{both, plural, =0 {} other {، }}{warnings, plural, =0 {} other {# هشدار}}',
  'diagnostics.copy': 'کپی گزارش',
  'diagnostics.openLog': 'باز کردن گزارش رویدادها',
  'diagnostics.noLog': 'گزارش رویدادی برای باز کردن نیست.',
  'diagnostics.copied': 'گزارش به انگلیسی در بریده‌دان است و می‌توان آن را در یک issue چسباند.',
  'diagnostics.nothingYet': 'هنوز چیزی برای کپی نیست. نخست بررسی را اجرا کنید.',
  'diagnostics.status.ok': 'درست',
  'diagnostics.status.warning': 'هشدار',
  'diagnostics.status.problem': 'مشکل',
  'diagnostics.failed': 'این بررسی ناموفق بود: {reason}',
  'diagnostics.tooLong': 'این بررسی بیش از اندازه طول کشید.',
  'diagnostics.check.versions': 'نسخه‌ها',
  'diagnostics.check.data-folder': 'پوشهٔ داده‌ها',
  'diagnostics.check.disk-space': 'فضای دیسک',
  'diagnostics.check.settings': 'تنظیمات',
  'diagnostics.check.mini-programs': 'مینی‌برنامه‌ها',
  'diagnostics.check.quarantine': 'فایل‌های خوانده‌نشده',
  'diagnostics.check.secret-store': 'مخزن امن سیستم',
  'diagnostics.check.proxy': 'پراکسی',
  'diagnostics.check.backend': 'منبع مینی‌برنامه‌ها',
  'diagnostics.check.clock': 'ساعت',
  'diagnostics.check.links': 'پیوندها',
  'diagnostics.check.sandbox': 'محیط ایزوله',
  'diagnostics.check.background': 'دریافت دوره‌ای',
  'diagnostics.check.downloads': 'دانلودها',
  'diagnostics.check.updates': 'به‌روزرسانی',
  'diagnostics.check.language': 'زبان',
  'diagnostics.versions.standIn':
    '\u2066{standIn} (Electron {electron}), %brand% {version}, Chromium {chromium}, Node.js {node}, {system}\u2069',
  'diagnostics.versions.ok':
    '\u2066%brand% {version}, Electron {electron}, Chromium {chromium}, Node.js {node}, {system}\u2069',
  'diagnostics.data-folder.ok': 'در {folder} می‌توان نوشت.',
  'diagnostics.data-folder.new': '{folder} در نخستین اجرا ساخته می‌شود.',
  'diagnostics.data-folder.unwritable': 'در {folder} نمی‌توان نوشت ({code}).',
  'diagnostics.data-folder.file': '{folder} پوشه نیست.',
  'diagnostics.hint.data-folder':
    'به خودتان اجازهٔ نوشتن بدهید، یا %brand% را با \u2066--user-data-dir=FOLDER\u2069 اجرا کنید.',
  'diagnostics.disk-space.ok':
    '{free, number, ::scale/0.000000001 unit/gigabyte unit-width-full-name .#} خالی است؛ %brand% {used, number, ::scale/0.000001 unit/megabyte unit-width-full-name .#} را گرفته است.',
  'diagnostics.disk-space.little':
    'فقط {free, number, ::scale/0.000001 unit/megabyte unit-width-full-name .} خالی است؛ %brand% {used, number, ::scale/0.000001 unit/megabyte unit-width-full-name .#} را گرفته است.',
  'diagnostics.disk-space.full':
    'دیسک پر است: {free, number, ::scale/0.000001 unit/megabyte unit-width-full-name .#} خالی؛ %brand% {used, number, ::scale/0.000001 unit/megabyte unit-width-full-name .#} را گرفته است.',
  'diagnostics.hint.disk-space': 'کمی جا باز کنید، یا دانلودها و مینی‌برنامه‌هایی را که نمی‌خواهید حذف کنید.',
  'diagnostics.settings.ok': 'همهٔ تنظیمات خوانده می‌شود.',
  'diagnostics.settings.none': 'هنوز چیزی تغییر نکرده است: از پیش‌فرض‌ها استفاده می‌شود.',
  'diagnostics.settings.partly': 'برخی تنظیمات خوانده نمی‌شود.',
  'diagnostics.settings.unreadable': 'تنظیمات خوانده نمی‌شود: از پیش‌فرض‌ها استفاده می‌شود.',
  'diagnostics.settings.newer': 'تنظیمات را نسخهٔ جدیدتر %brand% نوشته است.',
  'diagnostics.hint.settings':
    '%brand% در اجرای بعد رونوشتی در پوشهٔ «quarantine» نگه می‌دارد. تنظیمات را دوباره انتخاب کنید.',
  'diagnostics.hint.newer': 'با این پوشه از نسخهٔ جدیدتر %brand% استفاده کنید.',
  'diagnostics.mini-programs.ok':
    '{count, plural, =0 {هنوز مینی‌برنامه‌ای روی این رایانه نیست.} other {# مینی‌برنامه؛ همهٔ داده‌های ذخیره‌شده خوانده می‌شود.}}',
  'diagnostics.mini-programs.damaged':
    'از {count, plural, other {# مینی‌برنامه}}، دادهٔ ذخیره‌شدهٔ این‌ها آسیب دیده است: {ids}.',
  'diagnostics.mini-programs.newer':
    'از {count, plural, other {# مینی‌برنامه}}، از این‌ها آخرین بار نسخهٔ جدیدتر %brand% استفاده کرده است: {ids}.',
  'diagnostics.hint.mini-programs':
    '%brand% را اجرا کنید: رونوشتی در پوشهٔ «quarantine» نگه می‌دارد و آنچه بتواند درست می‌کند.',
  'diagnostics.quarantine.none': 'هیچ.',
  'diagnostics.quarantine.some':
    '{count, plural, other {# فایل}} خوانده نشد و رونوشتی از آن در پوشهٔ «quarantine» نگه داشته شد.',
  'diagnostics.hint.quarantine': 'این‌ها رونوشت‌اند. اگر چیزی کم نیست، می‌توانید پاکشان کنید.',
  'diagnostics.secret-store.ok': 'سیستم توکن‌ها را رمزنگاری می‌کند.',
  'diagnostics.secret-store.named': 'سیستم توکن‌ها را رمزنگاری می‌کند ({name}).',
  'diagnostics.secret-store.memory': 'در دسترس نیست: توکن‌ها فقط تا خروج از %brand% نگه داشته می‌شوند.',
  'diagnostics.secret-store.readable': 'در دسترس نیست: توکن‌ها به خواست شما بدون رمزنگاری روی دیسک ذخیره می‌شوند.',
  'diagnostics.hint.secret-store': 'GNOME Keyring یا KWallet را نصب و باز کنید و %brand% را از نو اجرا کنید.',
  'diagnostics.proxy.direct': 'بدون پراکسی: اتصال مستقیم است.',
  'diagnostics.proxy.direct-although': 'اتصال مستقیم است، با اینکه متغیرهای محیطی پراکسی تعیین کرده‌اند ({variables}).',
  'diagnostics.proxy.used': 'اتصال از راه {proxy} است.',
  'diagnostics.backend.ok':
    '{host} درست کار می‌کند، از راه TLS؛ در {ms, number, ::unit/millisecond unit-width-full-name} پاسخ داد.',
  'diagnostics.backend.plain':
    '{host} درست کار می‌کند؛ در {ms, number, ::unit/millisecond unit-width-full-name} پاسخ داد. بدون رمزنگاری: فقط برای توسعه.',
  'diagnostics.backend.none': 'تنظیم نشده است.',
  'diagnostics.backend.not-a-url': 'نشانی آن یک URL معتبر نیست.',
  'diagnostics.backend.has-credentials': 'نشانی آن نام کاربری یا گذرواژه دارد.',
  'diagnostics.backend.insecure': '{host} از https استفاده نمی‌کند.',
  'diagnostics.backend.insecure-redirect': '{host} به نشانی ناامنی می‌فرستد.',
  'diagnostics.backend.no-address': 'نشانی {host} پیدا نمی‌شود.',
  'diagnostics.backend.refused': '{host} اتصال را نمی‌پذیرد.',
  'diagnostics.backend.timeout': '{host} دیر پاسخ می‌دهد.',
  'diagnostics.backend.cut-off': '{host} اتصال را بست.',
  'diagnostics.backend.bad-certificate': 'گواهی {host} معتبر نیست.',
  'diagnostics.backend.failed': '{host} در دسترس نیست.',
  'diagnostics.backend.proxy-sign-in': 'پراکسی {proxy} نام کاربری و گذرواژه می‌خواهد.',
  'diagnostics.backend.proxy-unsupported-sign-in': 'پراکسی {proxy} گونه‌ای از ورود را می‌خواهد که %brand% ندارد.',
  'diagnostics.backend.proxy-refused': 'پراکسی {proxy} راه %brand% به {host} را باز نمی‌کند.',
  'diagnostics.backend.proxy-unreachable': 'پراکسی {proxy} در دسترس نیست.',
  'diagnostics.backend.bad-status': '{host} با وضعیت {status} پاسخ می‌دهد.',
  'diagnostics.backend.web-page': '{host} با صفحهٔ وب پاسخ می‌دهد.',
  'diagnostics.backend.not-a-backend': '{host} پاسخ می‌دهد، اما منبع مینی‌برنامه‌ها نیست.',
  'diagnostics.backend.cancelled': '{host} به‌هنگام پاسخ نداد.',
  'diagnostics.hint.backend-none':
    'در تنظیمات یکی را انتخاب کنید، یا %brand% را با \u2066--backend-url=URL\u2069 اجرا کنید.',
  'diagnostics.hint.backend':
    'نشانی در تنظیمات، شبکه و پراکسی را بررسی کنید. مینی‌برنامه‌های نصب‌شده همچنان کار می‌کنند.',
  'diagnostics.hint.proxy':
    'از گردانندهٔ شبکه بپرسید. %brand% پراکسی‌های بدون ورود و پراکسی‌های با نام کاربری و گذرواژه (Basic) را می‌شناسد.',
  'diagnostics.clock.ok': 'با ساعت منبع یکی است. منطقهٔ زمانی: {zone}.',
  'diagnostics.clock.off':
    '{seconds, number, ::unit/second unit-width-full-name} با ساعت منبع فاصله دارد. منطقهٔ زمانی: {zone}.',
  'diagnostics.clock.unknown': 'با ساعت منبعی سنجیده نشد. منطقهٔ زمانی: {zone}.',
  'diagnostics.clock.no-zone': 'سیستم منطقهٔ زمانی شناخته‌شده‌ای تعیین نکرده است؛ زمان‌های ثابت با {zone} حساب می‌شوند.',
  'diagnostics.hint.clock': 'بگذارید سیستم تاریخ و ساعت را خودکار تنظیم کند: گواهی‌ها و زمان دریافت به آن وابسته‌اند.',
  'diagnostics.hint.clock-zone': 'منطقهٔ زمانی را در تنظیمات سیستم انتخاب کنید یا متغیر TZ را درست کنید.',
  'diagnostics.links.ok': 'پیوندهایی که با \u2066%scheme%:\u2069 آغاز می‌شوند %brand% را باز می‌کنند.',
  'diagnostics.links.not-installed': 'این نسخه نصب نشده است، پس پیوندهای برنامه‌های دیگر را باز نمی‌کند.',
  'diagnostics.links.other': 'پیوندهایی که با \u2066%scheme%:\u2069 آغاز می‌شوند برنامهٔ دیگری را باز می‌کنند یا هیچ.',
  'diagnostics.hint.links':
    'در تنظیمات سیستم %brand% را برای پیوندهای \u2066%scheme%:\u2069 انتخاب کنید، یا %brand% را بار دیگر اجرا کنید.',
  'diagnostics.sandbox.ok': 'پنجره‌ها در محیط ایزوله اجرا می‌شوند.',
  'diagnostics.sandbox.off': '%brand% بدون محیط ایزوله اجرا شده است (\u2066--no-sandbox\u2069).',
  'diagnostics.sandbox.root': '%brand% با کاربر root اجرا می‌شود و محیط ایزولهٔ Chromium برای آن کار نمی‌کند.',
  'diagnostics.sandbox.no-namespaces': 'سیستم فضای نام کاربر را که محیط ایزوله نیاز دارد محدود می‌کند.',
  'diagnostics.hint.sandbox-off': '%brand% را بدون این گزینه اجرا کنید تا مینی‌برنامه‌ها از فایل‌های شما دور بمانند.',
  'diagnostics.hint.sandbox-root': 'آن را با کاربر عادی اجرا کنید تا مینی‌برنامه‌ها از فایل‌های شما دور بمانند.',
  'diagnostics.hint.sandbox-namespaces':
    'اگر پنجره‌ها خالی می‌مانند: %brand% را با بستهٔ deb نصب کنید یا فضای نام کاربر را مجاز کنید.',
  'diagnostics.background.off': 'در تنظیمات خاموش است.',
  'diagnostics.background.nobody': 'هنوز هیچ مینی‌برنامه‌ای از آن استفاده نمی‌کند.',
  'diagnostics.background.not-yet':
    '{count, plural, other {# مینی‌برنامه}} از آن استفاده می‌کند؛ هنوز چیزی دریافت نشده است.',
  'diagnostics.background.ok':
    '{count, plural, other {# مینی‌برنامه}} از آن استفاده می‌کند؛ آخرین موفقیت {lastAt, date, medium} {lastAt, time, short}.',
  'diagnostics.background.next':
    '{count, plural, other {# مینی‌برنامه}} از آن استفاده می‌کند؛ آخرین موفقیت {lastAt, date, medium} {lastAt, time, short}، بعدی {next, date, medium} {next, time, short}.',
  'diagnostics.background.failing':
    'از {count, plural, other {# مینی‌برنامه}}، آخرین دریافتِ {failed, number} مورد ناموفق بود.',
  'diagnostics.hint.background': 'صفحهٔ فعالیت دلیل را می‌گوید. %brand% خودکار دوباره تلاش می‌کند.',
  'diagnostics.downloads.ok': '{running, plural, =0 {دانلودی در جریان نیست.} other {# دانلود در جریان است.}}',
  'diagnostics.downloads.failed': '{failed, plural, other {# ناموفق}}؛ {running, number} در جریان.',
  'diagnostics.updates.on': '%brand% به‌روزرسانی‌ها را خودکار بررسی می‌کند.',
  'diagnostics.updates.by-hand': '%brand% فقط هر وقت بخواهید به‌روزرسانی‌ها را بررسی می‌کند.',
  'diagnostics.updates.newer': '\u2066%brand% {version}\u2069 منتشر شده است.',
  'diagnostics.hint.updates':
    'در «دربارهٔ %brand%» دوباره تلاش کنید، یا نسخهٔ تازه را از همان جا که این را گرفتید بگیرید.',
  'diagnostics.language.ok': 'زبان درخواست‌ها {requests} است؛ زبان رابط {texts} است.',
};
