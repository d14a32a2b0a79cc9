import { describe, expect, it } from 'vitest';
import { locationOf } from '../../../../main/network/client/location.ts';

/** As Node hands the bytes of a header out. */
const raw = (text: string): string => Buffer.from(text).toString('latin1');

describe('locationOf', () => {
  const read: [header: string, url: string][] = [
    ['/plain?a=1#b', 'https://api.example/plain?a=1#b'],
    ['/a%20b', 'https://api.example/a%20b'],
    [raw('/data/数据'), 'https://api.example/data/%E6%95%B0%E6%8D%AE'],
    [raw('数据?问=答'), 'https://api.example/v1/%E6%95%B0%E6%8D%AE?%E9%97%AE=%E7%AD%94'],
    [raw('/größe.zip'), 'https://api.example/gr%C3%B6%C3%9Fe.zip'],
    [raw('/%E6%95%B0据'), 'https://api.example/%E6%95%B0%E6%8D%AE'],
    [raw('https://bücher.example/é'), 'https://xn--bcher-kva.example/%C3%A9'],
    [raw('//例え.example/'), 'https://xn--r8jz45g.example/'],
    [raw('/😀'), 'https://api.example/%F0%9F%98%80'],
    // Not UTF-8: the server's own bytes, as browsers send them.
    ['/\u00ca\u00fd', 'https://api.example/%CA%FD'],
    ['/caf\u00e9', 'https://api.example/caf%E9'],
  ];
  it.each(read)('reads %j', (header, url) => {
    expect(new URL(locationOf(header), 'https://api.example/v1/x').href).toBe(url);
  });
});
