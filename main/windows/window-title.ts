/** A mini-program's window is named after the mini-program first: a page's title cannot pass for another one. */

const MAX_TITLE = 120;

export function windowTitle(name: string, pageTitle: string): string {
  const clean = pageTitle
    // Control characters, and marks that reorder what stands around them.
    .replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_TITLE);
  return clean === '' || clean === name ? name : `${name} – ${clean}`;
}
