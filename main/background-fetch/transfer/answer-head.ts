/** What an answer says before its body: how much is to come, and what is kept of it. */
import { isEncoded } from '../../network/client/content-decoding.ts';
import { visibleHeaders } from '../http/cors.ts';
import type { RawResponse } from '../http/cors-fetch.ts';
import { headerValue, soleValue } from '../http/request-headers.ts';
import type { HeaderList } from '../types.ts';
import type { ResponseHead } from '../jobs/state-schema.ts';
import { lengthOf, type ContentRange } from './partial-response.ts';

/** Bytes still to come, when the server tells. */
export function announcedBytes({ headers, body }: RawResponse, range: ContentRange | null): number | null {
  if (range) return (range.total ?? range.last + 1) - range.first;
  return body ? lengthOf(headers) : null;
}

/** What is kept of an answer besides its body. */
export function headOf(response: RawResponse, range: ContentRange | null): ResponseHead {
  const { url, redirected, status, statusText, type, headers, isOwn } = response;
  const isEncodedBody = isEncoded(headerValue(headers, 'content-encoding'));
  return {
    url,
    redirected,
    status,
    statusText,
    type,
    headers: visibleHeaders(headers, type === 'cors').map(([name, value]): [string, string] => [name, value]),
    etag: saidIn(headers, 'etag'),
    lastModified: saidIn(headers, 'last-modified'),
    date: headerValue(headers, 'date') ?? null,
    total: range ? range.total : isEncodedBody ? null : announcedBytes(response, null),
    isResumable: !isOwn && !isEncodedBody,
  };
}

/** An empty header says nothing, and is no validator. */
function saidIn(headers: HeaderList, name: string): string | null {
  const value = soleValue(headers, name)?.trim();
  return value === undefined || value === '' ? null : value;
}
