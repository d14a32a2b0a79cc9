/** Addresses a request must not reach, and the DNS lookup that refuses them. */
import dns from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { AppError } from '../../support/errors.ts';
import { once } from '../../support/once.ts';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** IPv6 ranges whose last 32 bits are the IPv4 address that is really reached. */
const EMBEDS_IPV4_LAST: ReadonlySet<string> = new Set(['rfc6052', 'rfc6145']);
const wellKnownNat64Prefix = once(() => ipaddr.parseCIDR('64:ff9b::/96') as [ipaddr.IPv6, number]);
const ipv4CompatiblePrefix = once(() => ipaddr.parseCIDR('::/96') as [ipaddr.IPv6, number]);

/**
 * True when `address` is on the public internet. Everything else is refused: loopback, private,
 * link-local, shared, multicast, reserved, what cannot be read, and IPv6 forms that carry such an
 * IPv4 address (mapped, NAT64, 6to4). Teredo and local NAT64 prefixes are refused as a whole.
 */
export function isPublicAddress(address: string): boolean {
  const withoutZone = address.split('%', 1)[0] ?? '';
  if (!ipaddr.isValid(withoutZone)) return false;
  return isPublic(ipaddr.parse(withoutZone));
}

function isPublic(address: Address): boolean {
  if (address instanceof ipaddr.IPv4) return address.range() === 'unicast';
  const range = address.range();
  if (range === 'ipv4Mapped') return isPublic(address.toIPv4Address());
  const bytes = address.toByteArray();
  if (range === '6to4') return isPublic(new ipaddr.IPv4(bytes.slice(2, 6)));
  if (EMBEDS_IPV4_LAST.has(range)) {
    if (range === 'rfc6052' && !address.match(wellKnownNat64Prefix())) return false;
    return isPublic(new ipaddr.IPv4(bytes.slice(12)));
  }
  if (address.match(ipv4CompatiblePrefix())) return false;
  return range === 'unicast';
}

/** Whether a connection to `host` may go to `address`. */
export type AddressRule = (address: string, host: string) => boolean;

export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/** All addresses of a host name, as `dns.promises.lookup(host, {all: true})` gives them. */
export type ResolveHost = (host: string) => Promise<readonly ResolvedAddress[]>;

export const resolveWithSystem: ResolveHost = (host) => dns.promises.lookup(host, { all: true });

/**
 * A `lookup` for `net.connect`: resolves once, checks **every** address, and hands exactly the
 * checked ones to the connection, so that a second DNS answer cannot replace them. One refused
 * address refuses the host: a name that points into a private network as well is a rebinding
 * attempt or a mistake, and which address would be used is chance.
 *
 * Fails with `AppError('domain-not-allowed')`, or with the system's DNS error.
 */
export function createCheckedLookup(isAllowed: AddressRule, resolve: ResolveHost = resolveWithSystem): LookupFunction {
  return (host, options, callback) => {
    resolve(host).then(
      (addresses) => {
        const [first] = addresses;
        if (!first) {
          callback(Object.assign(new Error(`Cannot find "${host}"`), { code: 'ENOTFOUND' }), '', 0);
        } else if (!addresses.every(({ address }) => isAllowed(address, host))) {
          callback(refusedAddress(host), '', 0);
        } else if (options.all) {
          callback(
            null,
            addresses.map(({ address, family }) => ({ address, family })),
          );
        } else {
          callback(null, first.address, first.family);
        }
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
}

export function refusedAddress(host: string): AppError {
  return new AppError(
    'domain-not-allowed',
    `Cannot request "${host}": its address is not on the public internet; --dev allows it`,
  );
}
