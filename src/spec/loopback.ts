import { BlockList, isIP } from 'node:net';

/** Options of {@link isLoopbackHost}. */
export interface LoopbackOptions {
  /** Also accepts names below `localhost`, because URL clients resolve them to this machine. @default false */
  readonly subdomains?: boolean | undefined;
}

/**
 * Whether a host is a loopback address: `localhost`, 127.0.0.0/8 or `::1`. Other names are not resolved.
 *
 * @param host name or address; an IPv6 address with or without brackets; with or without a port
 */
export function isLoopbackHost(host: string, options: LoopbackOptions = {}): boolean {
  const name = bareHost(host);
  const family = isIP(name);
  if (family === 0) return name === 'localhost' || (options.subdomains === true && name.endsWith('.localhost'));
  if (family === 4) return name.startsWith('127.');
  // An IPv6 address has several forms, and may contain an IPv4 address.
  const loopback = new BlockList();
  loopback.addSubnet('127.0.0.0', 8, 'ipv4');
  loopback.addAddress('::1', 'ipv6');
  return loopback.check(name, 'ipv6');
}

/** A host in lower case, without its port, the brackets of an IPv6 address and a final dot. */
export function bareHost(host: string): string {
  const name = isIP(host) === 6 ? host : host.replace(/:\d+$/, '');
  return name
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}
