/** A mini-program's window is named after the mini-program first: a page's title cannot pass for another one. */
import { oneLine } from '../support/one-line.ts';

const MAX_TITLE = 120;

export function windowTitle(name: string, pageTitle: string): string {
  const clean = oneLine(pageTitle, MAX_TITLE);
  return clean === '' || clean === name ? name : `${name} – ${clean}`;
}
