import type { common as english } from '../en/common.ts';
import type { Translated } from '../format.ts';

export const common: Translated<typeof english> = {
  'common.add': 'افزودن',
  'common.back': 'بازگشت',
  'common.cancel': 'لغو',
  'common.close': 'بستن',
  'common.copied': 'کپی شد',
  'common.dismiss': 'بستن',
  'common.done': 'تمام',
  'common.remove': 'حذف',
  'common.retry': 'تلاش دوباره',
  'common.never': 'هرگز',
  'common.justNow': 'همین حالا',
  'common.unexpected': 'مشکلی درون %brand% پیش آمد. دوباره تلاش کنید؛ اگر تکرار شد، %brand% را از نو اجرا کنید.',
  'common.milliseconds': '{n} میلی‌ثانیه',
  'common.seconds': '{n} ثانیه',
  'common.amountOf': '{received} از {total}',
  'common.listSeparator': '، ',
  'common.tone.info': 'نکته',
  'common.tone.warning': 'هشدار',
  'common.tone.error': 'مشکل',
};
