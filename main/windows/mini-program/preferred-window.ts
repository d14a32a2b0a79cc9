/** How a mini-program wants to be seen at first, from its manifest; later the user's choice counts. */
import { readFile } from 'node:fs/promises';
import type { BrowserWindow } from 'electron';
import { MANIFEST_FILE, parseManifest, type Manifest } from '../../catalog/packages/manifest.ts';
import { decodeJson } from '../../support/json-text.ts';
import { placeWindow, type Rectangle, type Size } from '../window-placement.ts';

export const DEFAULT_SIZE: Size = { width: 440, height: 780 };
export const MINIMUM_SIZE: Size = { width: 320, height: 400 };

export interface PreferredWindow extends Size {
  readonly isLarge: boolean;
}

/** A side that the manifest does not name is that of a window held upright, or across. */
export function preferredWindow({ window }: Pick<Manifest, 'window'>): PreferredWindow {
  const upright = DEFAULT_SIZE;
  const usual = window?.orientation === 'landscape' ? { width: upright.height, height: upright.width } : upright;
  return {
    width: window?.width ?? usual.width,
    height: window?.height ?? usual.height,
    isLarge: window?.fullscreen ?? false,
  };
}

/** Gives `window` the size that the package asks for. A manifest that cannot be read asks for nothing. */
export async function applyPreferredWindow(
  window: BrowserWindow,
  appId: string,
  openFile: (urlPath: string) => Promise<{ readonly path: string } | null>,
  { workAreas, headless }: { workAreas: readonly Rectangle[]; headless: boolean },
): Promise<void> {
  const file = await openFile(`/${MANIFEST_FILE}`);
  if (!file) return;
  let preferred: PreferredWindow;
  try {
    preferred = preferredWindow(parseManifest(appId, decodeJson(await readFile(file.path)) ?? ''));
  } catch {
    return;
  }
  if (window.isDestroyed()) return;
  const { width, height } = placeWindow(null, workAreas, preferred, MINIMUM_SIZE);
  const [currentWidth, currentHeight] = window.getSize();
  if (width !== currentWidth || height !== currentHeight) {
    window.setSize(width, height);
    window.center();
  }
  // Nobody has seen it yet: the whole screen is for the user to give, and is remembered then.
  if (preferred.isLarge && !headless) window.maximize();
}
