import type { RequestContext } from './request-context.ts';

/** Identifies the client of a request for limits: the user, else the network address. */
export function clientKey({ principal, req }: RequestContext): string {
  return principal.name === undefined
    ? `address ${networkOf(req.socket.remoteAddress ?? '')}`
    : `user ${principal.name}`;
}

/** Returns the address of one client. A client with IPv6 usually has all addresses of a /64 network. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!address.includes(':')) return address;
  const [head = '', tail] = address.split('%', 1)[0]?.split('::') ?? [];
  const left = head.split(':').filter((group) => group !== '');
  const right = tail?.split(':') ?? [];
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}
