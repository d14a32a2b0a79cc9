/** 用户在小程序源中的帐户。 */
import type { account as english } from '../en/account.ts';
import type { Translated } from '../format.ts';

export const account: Translated<typeof english> = {
  'account.title': '帐户',
  'account.signIn': '登录',
  'account.signInHint': '供此小程序源中显示您个人内容的小程序使用。您将在浏览器中登录 {provider}。',
  'account.signedInAs': '已登录为 {name}',
  'account.signedInAt': '已登录 {provider}',
  'account.signOut': '退出登录',
  'account.signingIn': '请在浏览器中继续登录 {provider}',
  'account.problem.denied': '{provider} 未允许您登录。',
  'account.problem.timeout': '登录用时过长。请重试。',
  'account.problem.unreachable': '无法连接 {provider}。请检查网络后重试。',
  'account.problem.bad-answer': '{provider} 返回的内容不能安全使用。您未登录。',
  'account.problem.ended': '您在 {provider} 的登录已失效。请重新登录。',
  'account.problem.no-browser': '无法打开浏览器进行登录。',
  'account.problem.issuer': '此小程序源要求您登录不属于它的 {provider}。您无法登录。',
  'account.page.done': '您已登录',
  'account.page.doneText': '您可以关闭此页面。',
  'account.page.failed': '您未登录',
  'account.page.failedText': '您可以关闭此页面。原因请见“设置”。',
};
