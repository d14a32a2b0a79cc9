/** The product's icon on Chromium's windows, which show the page's own and else a globe. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { CdpSession } from '../chromium/cdp-connection.ts';

/** The picture of a file as a `data:` URL; `null` for what a page cannot show. */
export function iconUrl(file: string): string | null {
  if (path.extname(file).toLowerCase() !== '.png') return null;
  try {
    return `data:image/png;base64,${readFileSync(file).toString('base64')}`;
  } catch {
    return null;
  }
}

/** Gives every document that names no icon this one. `icon`: a `data:` URL. */
export async function showIcon(session: CdpSession, icon: string): Promise<void> {
  await session.send('Page.addScriptToEvaluateOnNewDocument', {
    source: `(${addIcon.toString()})(${JSON.stringify(icon)})`,
  });
}

/** Runs in every document, before its own scripts; sent as text. */
function addIcon(icon: string): void {
  if (window.parent !== window) return;
  document.addEventListener('DOMContentLoaded', () => {
    if (!document.head || document.querySelector('link[rel~="icon"]')) return;
    document.head.append(Object.assign(document.createElement('link'), { rel: 'icon', href: icon }));
  });
}
