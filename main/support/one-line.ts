/** A stranger's text where Larder speaks: in titles of windows and in notifications. */

/** Control characters, and marks that reorder what stands around them. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** `text` in one line of at most `limit` UTF-16 units. */
export function oneLine(text: string, limit: number): string {
  const line = text.replace(UNSEEN, ' ').replace(/\s+/g, ' ').trim();
  return line.length <= limit ? line : line.slice(0, limit).replace(/[\ud800-\udbff]$/, '');
}

/** Linux: a notification's body may hold tags (https://specifications.freedesktop.org/notification-spec/latest/markup.html), links and pictures too. What looks like one stays text. */
export function withoutMarkup(text: string): string {
  return text.replace(/<(?=[a-z/!?])/gi, '‹');
}
