/** 关于本机与服务器之间的网络。 */
import type { network as english } from '../en/network.ts';
import type { Translated } from '../format.ts';

export const network: Translated<typeof english> = {
  'network.proxy.title': '登录代理服务器',
  'network.proxy.intro':
    '代理服务器 {proxy} 要求提供用户名和密码。%brand% 只会将其发送给该代理服务器，并像小程序的令牌一样保存。',
  'network.proxy.refused': '代理服务器未接受所输入或已保存的内容。',
  'network.proxy.userName': '用户名',
  'network.proxy.password': '密码',
  'network.proxy.signIn': '登录',
  'network.proxy.notice': '代理服务器 {proxy} 要求提供用户名和密码。在此之前，%brand% 无法通过它访问任何内容。',
};
