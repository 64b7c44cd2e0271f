/** Whom a limit counts when no key says who calls. */
import ipaddr from 'ipaddr.js';

/** Whoever has an IPv6 address usually has 2^64 of them: one network is one caller. */
const ipv6Bits = 64;

/** The address a limit counts by: IPv4 as it is, also where IPv6 writes it (`::ffff:192.0.2.1`), of IPv6 the network; `unknown` for what is neither. */
export function addressGroup(address: string | undefined): string {
  const bare = address?.split('%')[0] ?? '';
  if (!ipaddr.isValid(bare)) return 'unknown';
  const read = ipaddr.process(bare);
  if (read.kind() === 'ipv4') return read.toString();
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${read.toString()}/${ipv6Bits}`).toString()}/${ipv6Bits}`;
}
