import type { welcome as english } from '../en/welcome.ts';
import type { Translated } from '../format.ts';

export const welcome: Translated<typeof english> = {
  'welcome.language': '语言',
  'welcome.title': '这里还没有小程序',
  'welcome.text': '%brand% 用来存放小程序：它们是在独立窗口中运行的小型网页应用，在您打开之前，数据就已备好。',
  'welcome.samples': '点击一下即可添加示例',
  'welcome.adding': '正在添加“{name}”…',
  'welcome.cancelAdding': '取消添加“{name}”',
  'welcome.addOwn': '通过 ID 或链接添加',
  'welcome.noBackend': '小程序由小程序源提供，目前尚未设置。',
  'welcome.chooseBackend': '选择小程序源',
  'welcome.promises': '%brand% 的承诺',
  'welcome.aloneTitle': '各自独立',
  'welcome.aloneText': '小程序在沙盒中运行，看不到您的文件，也看不到其他小程序。',
  'welcome.openTitle': '公开透明',
  'welcome.openText': '您可以看到它能连接哪些服务器，并在“活动”中查看何时为它获取了什么。',
  'welcome.goneTitle': '移除即清空',
  'welcome.goneText': '移除小程序时，它保存的一切会一并删除。%brand% 本身不收集您的任何信息。',
};
