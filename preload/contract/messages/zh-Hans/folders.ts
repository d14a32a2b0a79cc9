import type { folders as english } from '../en/folders.ts';
import type { Translated } from '../format.ts';

export const folders: Translated<typeof english> = {
  'folders.none': '无法打开文件夹“{folder}”：它不存在。',
  'folders.file': '无法打开文件夹“{folder}”：它是一个文件。',
  'folders.noManifest': '无法打开文件夹“{folder}”：其中没有 manifest.json。',
  'folders.foreignServer': '无法打开“{folder}”：开发服务器必须在这台电脑上，且地址不能带路径。',
  'folders.noServer': '{folder} 没有响应，或者没有 manifest.json。',
  'folders.gone': '{folder}：文件夹或其中的 manifest.json 已不存在。',
  'folders.developersOnly': '无法打开“{name}”：它从文件夹运行，只有用 --dev 启动 %brand% 时才可以。',
  'folders.notFollowed': '无法跟踪“{folder}”中的更改（{problem}）：请关闭并重新打开它的窗口。',
};
