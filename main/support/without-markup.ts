/** Linux: a notification's body may hold tags (https://specifications.freedesktop.org/notification-spec/latest/markup.html), links and pictures too. What looks like one stays text. */
export function withoutMarkup(text: string): string {
  return text.replace(/<(?=[a-z/!?])/gi, '‹');
}
