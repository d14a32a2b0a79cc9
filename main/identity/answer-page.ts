/** What the browser shows when it brought the provider's answer. */
export interface AnswerPage {
  /** BCP 47. */
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly title: string;
  readonly text: string;
}

const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;margin:20vh auto;max-width:32rem;padding:0 1rem;text-align:center}' +
  '@media(prefers-color-scheme:dark){body{background:#1b1c1e;color:#eee}}h1{font-size:1.4rem}';

export function answerPage({ language, direction, title, text }: AnswerPage): string {
  return (
    `<!doctype html><html lang="${escaped(language)}" dir="${direction}"><meta charset="utf-8">` +
    `<title>${escaped(title)}</title><style>${STYLE}</style><h1>${escaped(title)}</h1><p>${escaped(text)}</p></html>`
  );
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
