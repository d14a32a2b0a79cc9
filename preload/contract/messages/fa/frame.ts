import type { frame as english } from '../en/frame.ts';
import type { Translated } from '../format.ts';

export const frame: Translated<typeof english> = {
  'frame.navigation': 'صفحه‌ها',
  'frame.page.shelf': 'مینی‌برنامه‌های من',
  'frame.page.activity': 'فعالیت',
  'frame.page.downloads': 'دانلودها',
  'frame.page.settings': 'تنظیمات',
  'frame.pageKey': '{title} ({keys})',
  'frame.pageTitle': '{page} – %brand%',
  'frame.loading': 'در حال باز کردن %brand%…',
  'frame.backend': 'منبع · {host}',
  'frame.demoBackend': 'منبع نمایشی · {host}',
  'frame.noBackend': 'منبعی تعیین نشده',
  'frame.developerMode': 'حالت توسعه‌دهنده',
};
