import type { common as english } from '../en/common.ts';
import type { Translated } from '../format.ts';

export const common: Translated<typeof english> = {
  'common.add': '添加',
  'common.back': '返回',
  'common.cancel': '取消',
  'common.close': '关闭',
  'common.copied': '已复制',
  'common.dismiss': '关闭',
  'common.done': '完成',
  'common.remove': '移除',
  'common.retry': '重试',
  'common.never': '从未',
  'common.justNow': '刚刚',
  'common.unexpected': '%brand% 内部出错。请重试；如果再次出现，请重新启动 %brand%。',
  'common.milliseconds': '{n} 毫秒',
  'common.seconds': '{n} 秒',
  'common.amountOf': '{received} / {total}',
  'common.listSeparator': '，',
  'common.tone.info': '提示',
  'common.tone.warning': '警告',
  'common.tone.error': '问题',
};
