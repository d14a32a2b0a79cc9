/** شبکهٔ میان این رایانه و سرورها. */
import type { network as english } from '../en/network.ts';
import type { Translated } from '../format.ts';

export const network: Translated<typeof english> = {
  'network.proxy.title': 'ورود به پراکسی',
  'network.proxy.intro':
    'پراکسی {proxy} نام کاربری و گذرواژه می‌خواهد. %brand% آن‌ها را تنها به همین پراکسی می‌فرستد و مانند توکن‌های مینی‌برنامه‌ها نگه می‌دارد.',
  'network.proxy.refused': 'پراکسی آنچه را نوشته یا نگه داشته شده بود نپذیرفت.',
  'network.proxy.userName': 'نام کاربری',
  'network.proxy.password': 'گذرواژه',
  'network.proxy.signIn': 'ورود',
  'network.proxy.notice':
    'پراکسی {proxy} نام کاربری و گذرواژه می‌خواهد. تا آن زمان %brand% از راه آن به چیزی دسترسی ندارد.',
};
