import type { frame as english } from '../en/frame.ts';
import type { Translated } from '../format.ts';

export const frame: Translated<typeof english> = {
  'frame.navigation': 'صفحه‌ها',
  'frame.page.shelf': 'قفسه',
  'frame.page.activity': 'فعالیت',
  'frame.page.downloads': 'دانلودها',
  'frame.page.settings': 'تنظیمات',
  'frame.pageKey': '{title} (Ctrl+{key})',
  'frame.pageTitle': '{page} – Larder',
  'frame.loading': 'در حال باز کردن Larder…',
  'frame.backend': 'سرور پشتیبان · {host}',
  'frame.demoBackend': 'سرور پشتیبان نمایشی · {host}',
  'frame.noBackend': 'سرور پشتیبان تعیین نشده',
  'frame.developerMode': 'حالت توسعه‌دهنده',
};
