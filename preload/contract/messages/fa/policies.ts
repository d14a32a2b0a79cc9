import type { policies as english } from '../en/policies.ts';
import type { Translated } from '../format.ts';

/** سیاست‌های مدیر سیستم. */
export const policies: Translated<typeof english> = {
  'policies.unreadable':
    'سیاست‌های مدیر سیستم در {place} خوانده نمی‌شوند: {reason}. تا آن زمان تنظیمات، منبع و فهرست مینی‌برنامه‌ها همان‌طور که هستند می‌مانند.',
  'policies.wrong':
    'سیاست مدیر سیستم «{name}» در {place} قابل استفاده نیست: {reason}. آنچه به آن مربوط است همان‌طور که هست می‌ماند.',
  'policies.wrongEntry':
    'یکی از موارد فهرست در سیاست مدیر سیستم «{name}» در {place} قابل استفاده نیست: {reason}. بقیه برقرارند.',
  'policies.unknown': 'این نسخهٔ %brand% سیاست «{name}» در {place} را نمی‌شناسد و آن را نادیده می‌گیرد.',
  'policies.locked': 'مدیر سیستم این را تعیین کرده است.',
  'policies.lockedSetting': '«{name}» را نمی‌توان تغییر داد: مدیر سیستم آن را تعیین کرده است.',
  'policies.notAllowed': 'از «{id}» نمی‌توان استفاده کرد: مدیر سیستم این مینی‌برنامه را مجاز نمی‌داند.',
  'policies.notPreinstalled': '«{id}» که مدیر سیستم آن را خواسته است افزوده نشد: {reason}',
  'builtIn.index':
    'برخی از مینی‌برنامه‌هایی که همراه %brand% آمده‌اند قابل استفاده نیستند: {reason}. %brand% را دوباره نصب کنید.',
  'builtIn.missing':
    'بستهٔ «{name}» که همراه %brand% آمده بود در این رایانه نیست. به‌جای آن از شبکه دریافت می‌شود؛ یا %brand% را دوباره نصب کنید.',
  'builtIn.changed':
    'بستهٔ «{name}» که همراه %brand% آمده بود در این رایانه تغییر کرده است و استفاده نمی‌شود. به‌جای آن از شبکه دریافت می‌شود؛ یا %brand% را دوباره نصب کنید.',
  'builtIn.notAdded': '«{name}» که همراه %brand% آمده است افزوده نشد: {reason}',
  'settings.backendFromPolicy': 'مدیر سیستم آن را انتخاب کرده است.',
  'diagnostics.check.policies': 'سیاست‌ها',
  'diagnostics.policies.none': 'این رایانه سیاستی ندارد.',
  'diagnostics.policies.several':
    'در {place} این‌ها قابل استفاده نیستند یا این نسخه آن‌ها را نمی‌شناسد: {names}. دلیل‌ها در گزارش رویدادها هستند.',
  'diagnostics.policies.ok': 'سیاست‌های برقرار از {place}: {names}.',
  'diagnostics.hint.policies': 'به مدیر سیستم خبر دهید.',
  'updates.off.managed': 'نسخه‌های تازه را مدیر سیستم نصب می‌کند، پس این نسخه دنبال آن‌ها نمی‌گردد.',
};
