import type { folders as english } from '../en/folders.ts';
import type { Translated } from '../format.ts';

export const folders: Translated<typeof english> = {
  'folders.none': 'پوشهٔ «{folder}» باز نمی‌شود: چنین پوشه‌ای نیست.',
  'folders.file': 'پوشهٔ «{folder}» باز نمی‌شود: این یک فایل است.',
  'folders.noManifest': 'پوشهٔ «{folder}» باز نمی‌شود: manifest.json ندارد.',
  'folders.foreignServer': '«{folder}» باز نمی‌شود: سرور توسعه باید روی همین رایانه باشد و نشانی آن مسیر نداشته باشد.',
  'folders.noServer': '{folder} پاسخ نمی‌دهد یا manifest.json ندارد.',
  'folders.gone': '{folder}: پوشه یا manifest.json آن دیگر نیست.',
  'folders.developersOnly':
    '{name} باز نمی‌شود: از پوشه اجرا می‌شود و %brand% این کار را فقط با \u2066--dev\u2069 انجام می‌دهد.',
  'folders.notFollowed':
    'تغییرهای «{folder}» دنبال نمی‌شود ({problem}): برای دیدنشان پنجره را ببندید و دوباره باز کنید.',
};
