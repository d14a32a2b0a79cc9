/** حساب کاربر در منبع مینی‌برنامه‌ها. */
import type { account as english } from '../en/account.ts';
import type { Translated } from '../format.ts';

export const account: Translated<typeof english> = {
  'account.title': 'حساب',
  'account.signIn': 'ورود',
  'account.signInHint':
    'برای مینی‌برنامه‌هایی از این منبع که داده‌های خودتان را نشان می‌دهند. در مرورگرتان به {provider} وارد می‌شوید.',
  'account.signedInAs': 'وارد شده با نام {name}',
  'account.signedInAt': 'وارد شده به {provider}',
  'account.signOut': 'خروج از حساب',
  'account.signingIn': 'ورود به {provider} را در مرورگرتان ادامه دهید',
  'account.problem.denied': '{provider} ورود شما را نپذیرفت.',
  'account.problem.timeout': 'ورود بیش از اندازه طول کشید. دوباره تلاش کنید.',
  'account.problem.unreachable': '{provider} در دسترس نیست. شبکه را بررسی و دوباره تلاش کنید.',
  'account.problem.bad-answer': 'پاسخ {provider} برای استفاده امن نیست. وارد نشدید.',
  'account.problem.ended': 'ورود شما به {provider} پایان یافته است. دوباره وارد شوید.',
  'account.problem.no-browser': 'مرورگر شما برای ورود باز نمی‌شود.',
  'account.problem.issuer': 'این منبع می‌خواهد به {provider} وارد شوید که از آنِ خودش نیست. نمی‌توانید وارد شوید.',
  'account.page.done': 'وارد شدید',
  'account.page.doneText': 'می‌توانید این صفحه را ببندید.',
  'account.page.failed': 'وارد نشدید',
  'account.page.failedText': 'می‌توانید این صفحه را ببندید. دلیل آن در تنظیمات آمده است.',
};
