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
  if (ipv4Pattern.test(name)) return name.startsWith('127.');
  // An IPv6 address has several forms, and may contain an IPv4 address.
  const ipv6 = normalizedIpv6(name);
  if (ipv6 !== undefined) return ipv6 === '::1' || /^::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}$/.test(ipv6);
  return name === 'localhost' || (options.subdomains === true && name.endsWith('.localhost'));
}

/** A host in lower case, without its port, the brackets of an IPv6 address and a final dot. */
export function bareHost(host: string): string {
  const name = normalizedIpv6(host) !== undefined ? host : host.replace(/:\d+$/, '');
  return name
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}

const octetSource = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4Pattern = new RegExp(`^${octetSource}(?:\\.${octetSource}){3}$`);

/** The canonical form of an IPv6 address (RFC 5952), without its zone. Undefined for other text. */
function normalizedIpv6(text: string): string | undefined {
  const address = text.replace(/%[\w.:-]+$/, '');
  if (!/^[0-9a-f:.]*:[0-9a-f:.]*$/i.test(address)) return undefined;
  return URL.parse(`http://[${address}]/`)?.hostname.slice(1, -1);
}
