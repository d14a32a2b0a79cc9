import { describe, expect, it } from 'vitest';
import {
  createCheckedLookup,
  isPublicAddress,
  type ResolvedAddress,
} from '../../../../main/network/rules/addresses.ts';
import { AppError } from '../../../../main/support/errors.ts';

describe('isPublicAddress', () => {
  it.each([
    '93.184.216.34',
    '8.8.8.8',
    '172.32.0.1',
    '2606:2800:220:1::1',
    '::ffff:8.8.8.8',
    '64:ff9b::8.8.8.8',
    '2002:808:808::1',
  ])('allows %s', (address) => expect(isPublicAddress(address)).toBe(true));

  it.each([
    '0.0.0.0',
    '0.1.2.3',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '192.168.1.1',
    '192.0.2.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::127.0.0.1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'fc00::1',
    'fd12:3456::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:0:10.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::8.8.8.8',
    '2002:7f00:1::1',
    '2002:c0a8:101::',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2001:db8::1',
    '100::1',
    'example.com',
    '',
  ])('refuses %j', (address) => expect(isPublicAddress(address)).toBe(false));
});

describe('createCheckedLookup', () => {
  const ask = (addresses: readonly ResolvedAddress[], all: boolean): Promise<unknown> =>
    new Promise((resolve, reject) => {
      createCheckedLookup(isPublicAddress, () => Promise.resolve(addresses))(
        'api.example.com',
        { all },
        (error, address) => (error ? reject(error) : resolve(address)),
      );
    });
  const open = { address: '93.184.216.34', family: 4 };
  const closed = { address: '10.0.0.1', family: 4 };

  it('hands over exactly the addresses it checked', async () => {
    await expect(ask([open], true)).resolves.toEqual([open]);
    await expect(ask([open], false)).resolves.toBe(open.address);
  });

  it.each([[[closed]], [[open, closed]], [[closed, open]]])(
    'refuses the host when one of %j is private',
    async (addresses) => {
      const error = await ask(addresses, true).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(AppError);
      expect(error).toMatchObject({ code: 'domain-not-allowed' });
    },
  );

  it('fails as the system does when the name has no address', async () => {
    await expect(ask([], true)).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });
});
