/** What others use of the Chromium host. They import nothing past this file; lint holds it. */
import path from 'node:path';

export { findChromium, findChromiumPath, findHeadlessShell, type FoundChromium } from './chromium/find-chromium.ts';
export { connectDesktop, type DesktopState, type RunningDesktop } from './client/running-desktop.ts';
export { toHostUrl } from './client/host-url.ts';
export type { MenuItemView } from './desktop/menu.ts';
export type { WindowView } from './desktop/desktop-windows.ts';
export { ClientRequest, type RequestOptions } from './network/net-request.ts';
export { readProxyConfig, type ProxyOf } from './network/proxy-rules.ts';
export { HostWebRequest } from './network/web-request.ts';

/** The program: `node HOST_PROGRAM [OPTIONS of the product]`; README.md has its variables. */
export const HOST_PROGRAM = path.join(import.meta.dirname, 'run.ts');
