import type { frame as english } from '../en/frame.ts';
import type { Translated } from '../format.ts';

export const frame: Translated<typeof english> = {
  'frame.navigation': '页面',
  'frame.page.shelf': '我的小程序',
  'frame.page.activity': '活动',
  'frame.page.downloads': '下载',
  'frame.page.settings': '设置',
  'frame.pageKey': '{title}（{keys}）',
  'frame.pageTitle': '{page} – %brand%',
  'frame.loading': '正在打开 %brand%…',
  'frame.backend': '小程序源 · {host}',
  'frame.demoBackend': '演示源 · {host}',
  'frame.noBackend': '未设置小程序源',
  'frame.developerMode': '开发者模式',
};
