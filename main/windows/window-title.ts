/** A mini-program's window is named after the mini-program first: a page's title cannot pass for another one. */
import { cleanText, isContainersOwnName } from '../models/display-name.ts';

const MAX_TITLE = 120;

/** Letters that are written from right to left must not rearrange what stands beside them. */
function isolate(text: string): string {
  return /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(text) ? `\u2068${text}\u2069` : text;
}

export function windowTitle(name: string, pageTitle: string): string {
  const clean = cleanText(pageTitle, MAX_TITLE);
  return clean === '' || clean === name || isContainersOwnName(clean) ? name : `${isolate(name)} – ${isolate(clean)}`;
}
