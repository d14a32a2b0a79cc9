import type { welcome as english } from '../en/welcome.ts';
import type { Translated } from '../format.ts';

export const welcome: Translated<typeof english> = {
  'welcome.language': 'زبان',
  'welcome.title': 'هنوز مینی‌برنامه‌ای ندارید',
  'welcome.text':
    '%brand% مینی‌برنامه‌ها را نگه می‌دارد: برنامه‌های کوچک وب که در پنجرهٔ خود باز می‌شوند و پیش از باز شدن، داده‌هایشان آماده است.',
  'welcome.samples': 'با یک کلیک نمونه‌ای بیفزایید',
  'welcome.adding': 'در حال افزودن {name}…',
  'welcome.cancelAdding': 'لغو افزودن {name}',
  'welcome.addOwn': 'افزودن با شناسه یا پیوند',
  'welcome.noBackend': 'مینی‌برنامه‌ها از یک منبع می‌آیند و هنوز منبعی تعیین نشده است.',
  'welcome.chooseBackend': 'انتخاب منبع',
  'welcome.promises': 'قول‌های %brand%',
  'welcome.aloneTitle': 'هرکدام جدا',
  'welcome.aloneText':
    'مینی‌برنامه در محیط ایزوله اجرا می‌شود؛ نه فایل‌های شما را می‌بیند و نه مینی‌برنامه‌های دیگر را.',
  'welcome.openTitle': 'هیچ‌چیز پنهان نیست',
  'welcome.openText':
    'می‌بینید با چه سرورهایی ارتباط می‌گیرد، و در «فعالیت» می‌بینید چه چیزی و کی برایش دریافت شده است.',
  'welcome.goneTitle': 'حذف یعنی حذف',
  'welcome.goneText': 'با حذف هر مینی‌برنامه، هرچه ذخیره کرده پاک می‌شود. خود %brand% چیزی دربارهٔ شما جمع نمی‌کند.',
};
