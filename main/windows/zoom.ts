/** Zooming a page in steps, remembered with its window. */
import type { WebContents } from 'electron';
import type { ZoomActions } from '../system/desktop/menus/menu-parts.ts';
import type { WindowMemoryFile } from './window-memory.ts';

const STEPS = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3];

/** The next step from `factor`, which need not be one. */
export function nextZoom(factor: number, direction: 'in' | 'out'): number {
  if (direction === 'in') return STEPS.find((step) => step > factor + 0.001) ?? STEPS.at(-1)!;
  return STEPS.findLast((step) => step < factor - 0.001) ?? STEPS[0]!;
}

/** `isRemembered`: whether the page that is shown now is the one whose zoom is kept. */
export function createZoom(contents: WebContents, memory: WindowMemoryFile, isRemembered: () => boolean): ZoomActions {
  const zoomTo = (zoomFactor: number): void => {
    memory.update({ zoomFactor });
    contents.setZoomFactor(zoomFactor);
  };
  // Chromium keeps a zoom for each host and forgets it with the process.
  contents.on('did-navigate', () => {
    if (isRemembered()) contents.setZoomFactor(memory.get().zoomFactor);
  });
  contents.on('zoom-changed', (_event, direction) => zoomTo(nextZoom(memory.get().zoomFactor, direction)));
  return {
    zoomIn: () => zoomTo(nextZoom(memory.get().zoomFactor, 'in')),
    zoomOut: () => zoomTo(nextZoom(memory.get().zoomFactor, 'out')),
    resetZoom: () => zoomTo(1),
  };
}
