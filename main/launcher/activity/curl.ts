import type { RecordedRequest } from './activity-log.ts';

/**
 * The request as one line for a POSIX shell, with `TOKEN` and `CODE` for the user to replace.
 * `userAgent`: what Larder sends. Redirects are not followed: Larder checks each of them.
 */
export function curlCommand({ entry, shownUrl }: RecordedRequest, userAgent: string): string {
  const body =
    entry.method === 'POST'
      ? ['--header', shellQuote('Content-Type: application/json'), '--data', shellQuote('{}')]
      : [];
  // Brackets in a URL are patterns to curl without `--globoff`.
  return [
    'curl',
    '--globoff',
    '--compressed',
    '--user-agent',
    shellQuote(userAgent),
    ...body,
    shellQuote(shownUrl),
  ].join(' ');
}

/** Nothing has a meaning between single quotes, but for the single quote. */
export function shellQuote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
