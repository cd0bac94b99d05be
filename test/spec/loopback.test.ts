import { BlockList, isIP } from 'node:net';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bareHost, isLoopbackHost } from '../../src/spec/index.ts';

describe('isLoopbackHost', () => {
  it.each(['127.0.0.1', '127.9.9.9', '2130706433', '[::1]', '[::ffff:127.0.0.1]', 'localhost', 'x.localhost.'])(
    'accepts the host name of the URL http://%s/',
    (host) => {
      expect(isLoopbackHost(new URL(`http://${host}/`).hostname, { subdomains: true })).toBe(true);
    },
  );

  it.each([
    '0.0.0.0',
    '10.0.0.1',
    '169.254.169.254',
    '[::2]',
    'localhost.test',
    'notlocalhost',
    'evil-localhost',
    'x.xlocalhost',
    '128.0.0.1',
  ])('rejects the host name of the URL http://%s/', (host) => {
    expect(isLoopbackHost(new URL(`http://${host}/`).hostname, { subdomains: true })).toBe(false);
  });

  it.each(['localhost', 'LOCALHOST:5000', '127.0.0.1:80', '[::1]:5000', '::1'])('accepts %s', (host) => {
    expect(isLoopbackHost(host)).toBe(true);
  });

  it.each(['', '::', '::2', '0.0.0.0:80', '127.example.com', 'x.localhost', '[::1'])('rejects "%s"', (host) => {
    expect(isLoopbackHost(host)).toBe(false);
  });

  const group = fc.oneof(fc.constant('0'), fc.constantFrom('1', 'ffff', '7f00', '01', '12345'), fc.constant(''));
  const groups = fc.array(group, { minLength: 2, maxLength: 9 }).map((parts) => parts.join(':'));
  const parts = fc.array(fc.constantFrom('0', '1', '127', '255', '256', '01', ''), { minLength: 3, maxLength: 5 });
  // `bareHost` removes a final dot.
  const ipv4 = parts.map((each) => each.join('.').replace(/\.+$/, ''));
  const addresses = fc.oneof(
    fc.ipV6(),
    fc.ipV4(),
    groups,
    ipv4,
    fc.tuple(groups, ipv4).map(([start, end]) => `${start}:${end}`),
    fc.constantFrom('::1', '::1%lo', '0:0::1', '::ffff:127.1.2.3', '::ffff:7f00:1', '::127.0.0.1', '1::%', 'a:b', ':'),
  );

  it('recognizes the same addresses as Node', () => {
    const loopback = new BlockList();
    loopback.addSubnet('127.0.0.0', 8, 'ipv4');
    loopback.addAddress('::1', 'ipv6');
    fc.assert(
      fc.property(addresses, (address) => {
        const family = isIP(address);
        // Digits after an address are a port.
        fc.pre(family !== 0 || isIP(address.replace(/:\d+$/, '')) === 0);
        const expected = family !== 0 && loopback.check(address.replace(/%.*/, ''), family === 4 ? 'ipv4' : 'ipv6');
        expect(isLoopbackHost(address)).toBe(expected);
        if (family === 6) expect(bareHost(address)).toBe(address.toLowerCase());
      }),
      { numRuns: 2000 },
    );
  });
});
