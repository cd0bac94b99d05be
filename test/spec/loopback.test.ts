import { describe, expect, it } from 'vitest';
import { isLoopbackHost } from '../../src/spec/index.ts';

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
});
