import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

// IANA special-purpose registries: what is not a host on the public internet.
const special = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 3],
] as const) {
  special.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
] as const) {
  special.addSubnet(network, bits, 'ipv6');
}

/** Whether a URL's `hostname` is this machine by its very form: `localhost` and names below it, 127.0.0.0/8, `::1`. Nothing is resolved. */
export function isLoopbackHost(hostname: string): boolean {
  const { name, family } = plainHost(hostname);
  if (family === 0) return name === 'localhost' || name.endsWith('.localhost');
  return loopback.check(name, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Whether a URL's `hostname` is a loopback name or an address literal that is loopback, link-local (where clouds serve machine
 * credentials), private, unspecified or otherwise not public. Take it from a parsed `URL`, which has brought forms such as
 * `2130706433` and `127.1` into one shape. Names are not resolved.
 */
export function isPrivateHost(hostname: string): boolean {
  const { name, family } = plainHost(hostname);
  if (family === 0) return isLoopbackHost(name);
  // BlockList takes an IPv4-mapped IPv6 address for the IPv4 address it holds.
  return special.check(name, family === 4 ? 'ipv4' : 'ipv6');
}

function plainHost(hostname: string): { readonly name: string; readonly family: number } {
  const name = hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
  return { name, family: isIP(name) };
}
