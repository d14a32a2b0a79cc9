import type { frame as english } from '../en/frame.ts';
import type { Translated } from '../format.ts';

export const frame: Translated<typeof english> = {
  'frame.navigation': '页面',
  'frame.page.shelf': '我的小程序',
  'frame.page.activity': '活动',
  'frame.page.downloads': '下载',
  'frame.page.settings': '设置',
  'frame.pageKey': '{title}（Ctrl+{key}）',
  'frame.pageTitle': '{page} – Larder',
  'frame.loading': '正在打开 Larder…',
  'frame.backend': '后端 · {host}',
  'frame.demoBackend': '演示后端 · {host}',
  'frame.noBackend': '未设置后端',
  'frame.developerMode': '开发者模式',
};
