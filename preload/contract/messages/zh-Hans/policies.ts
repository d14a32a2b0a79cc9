import type { policies as english } from '../en/policies.ts';
import type { Translated } from '../format.ts';

/** 管理员策略。 */
export const policies: Translated<typeof english> = {
  'policies.unreadable': '无法读取 {place} 中的管理员策略：{reason}。在此之前，设置、小程序源和小程序列表保持不变。',
  'policies.wrong': '{place} 中的管理员策略“{name}”无法使用：{reason}。相关内容保持不变。',
  'policies.wrongEntry': '{place} 中管理员策略“{name}”的列表有一项无法使用：{reason}。其余各项有效。',
  'policies.unknown': '此版本的 %brand% 不认识 {place} 中的管理员策略“{name}”，已忽略。',
  'policies.locked': '此项由管理员决定。',
  'policies.lockedSetting': '无法更改“{name}”：此项由管理员决定。',
  'policies.notAllowed': '无法使用“{id}”：管理员不允许此小程序。',
  'policies.notPreinstalled': '管理员要求的“{id}”未能添加：{reason}',
  'builtIn.index': '部分随 %brand% 附带的小程序无法使用：{reason}。请重新安装 %brand%。',
  'builtIn.missing': '此电脑上缺少随 %brand% 附带的“{name}”的程序包，将改为从网络获取；也可以重新安装 %brand%。',
  'builtIn.changed':
    '随 %brand% 附带的“{name}”的程序包在此电脑上已被更改，不会使用，将改为从网络获取；也可以重新安装 %brand%。',
  'builtIn.notAdded': '随 %brand% 附带的“{name}”未能添加：{reason}',
  'settings.backendFromPolicy': '由管理员选定。',
  'diagnostics.check.policies': '策略',
  'diagnostics.policies.none': '此电脑没有策略。',
  'diagnostics.policies.several': '{place} 中的这些策略无法使用，或此版本不认识：{names}。原因见日志。',
  'diagnostics.policies.ok': '来自 {place} 的策略已生效：{names}。',
  'diagnostics.hint.policies': '请告知管理员。',
  'updates.off.managed': '新版本由管理员安装，因此此副本不会自行查找。',
};
