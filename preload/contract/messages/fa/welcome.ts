import type { welcome as english } from '../en/welcome.ts';
import type { Translated } from '../format.ts';

export const welcome: Translated<typeof english> = {
  'welcome.language': 'زبان',
  'welcome.title': 'قفسهٔ شما خالی است',
  'welcome.text':
    'Larder مینی‌برنامه‌ها را نگه می‌دارد: برنامه‌های کوچک وب که نصب جداگانه نمی‌خواهند و پیش از باز شدن، داده‌هایشان آماده است.',
  'welcome.samples': 'نمونه‌ای را امتحان کنید: با یک کلیک به قفسه می‌آید',
  'welcome.adding': 'در حال افزودن {name}…',
  'welcome.cancelAdding': 'لغو افزودن {name}',
  'welcome.addOwn': 'افزودن با شناسه یا پیوند',
  'welcome.noBackend': 'مینی‌برنامه‌ها از یک سرور پشتیبان می‌آیند و هنوز سروری تعیین نشده است.',
  'welcome.chooseBackend': 'انتخاب سرور پشتیبان',
  'welcome.promises': 'قول‌های Larder',
  'welcome.aloneTitle': 'هرکدام جدا',
  'welcome.aloneText':
    'مینی‌برنامه در محیطی بسته اجرا می‌شود؛ نه پرونده‌های شما را می‌بیند و نه مینی‌برنامه‌های دیگر را.',
  'welcome.openTitle': 'هیچ‌چیز پنهان نیست',
  'welcome.openText':
    'می‌بینید با چه سرورهایی ارتباط می‌گیرد، و در «فعالیت» می‌بینید چه چیزی و کی برایش دریافت شده است.',
  'welcome.goneTitle': 'حذف یعنی حذف',
  'welcome.goneText': 'با حذف هر مینی‌برنامه، هرچه ذخیره کرده پاک می‌شود. خود Larder چیزی دربارهٔ شما جمع نمی‌کند.',
  'welcome.write': 'مینی‌برنامه می‌نویسید؟ این فرمان یکی برای شروع می‌سازد:',
};
