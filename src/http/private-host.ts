import { BlockList, isIP } from 'node:net';
import { bareHost, isLoopbackHost } from '../spec/index.ts';

interface Networks {
  /** Networks of the IANA special-purpose registries that are not on the public internet. */
  readonly nonPublic: BlockList;
  /** Networks of organisations (RFC 1918, RFC 4193). */
  readonly siteLocal: BlockList;
  /** The networks among them where clouds serve credentials of the machine. */
  readonly metadata: BlockList;
}

let known: Networks | undefined;

/** The networks. They are only needed for a host that a registry names. */
function networks(): Networks {
  known ??= {
    nonPublic: listOf(
      '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16 ' +
        '198.18.0.0/15 224.0.0.0/3 ::/96 64:ff9b::/96 64:ff9b:1::/48 2002::/16 fc00::/7 fe80::/9 ff00::/8',
    ),
    siteLocal: listOf('10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7'),
    metadata: listOf('fd00:ec2::/32 fd20:ce::/32'),
  };
  return known;
}

/** @param networks separated by a space, with their bits after a slash */
function listOf(networks: string): BlockList {
  const list = new BlockList();
  for (const network of networks.split(' ')) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), address.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}

/**
 * Classifies an address that is not public. Hosts in one such network may name each other.
 *
 * @param address without brackets; a name is in no such network
 */
export function scopeOf(address: string): 'loopback' | 'site' | 'other' {
  if (isLoopbackHost(address, { subdomains: true })) return 'loopback';
  const family = isIP(address);
  const type = family === 4 ? 'ipv4' : 'ipv6';
  if (family === 0) return 'other';
  const { siteLocal, metadata } = networks();
  return siteLocal.check(address, type) && !metadata.check(address, type) ? 'site' : 'other';
}

/**
 * Whether a URL's `hostname` is a loopback name or an address that is loopback, link-local (where clouds serve
 * credentials of the machine), private, unspecified or otherwise not public. The caller must take it from a parsed
 * `URL`, which normalises forms such as `2130706433` and `127.1`. Names are not resolved.
 */
export function isPrivateHost(hostname: string): boolean {
  if (isLoopbackHost(hostname, { subdomains: true })) return true;
  const name = bareHost(hostname);
  const family = isIP(name);
  // BlockList treats an IPv4-mapped IPv6 address as the IPv4 address.
  return family !== 0 && networks().nonPublic.check(name, family === 4 ? 'ipv4' : 'ipv6');
}
