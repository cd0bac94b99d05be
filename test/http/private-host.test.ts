import { describe, expect, it } from 'vitest';
import { isPrivateHost } from '../../src/http/index.ts';

/** Notations of private addresses that a malicious server may use. */
const privateHosts = [
  '127.0.0.1',
  '127.1',
  '2130706433',
  '0x7f.1',
  '0177.0.0.1',
  '127.0.0.1.',
  '0.0.0.0',
  '0',
  '10.1.2.3',
  '100.100.100.200',
  '169.254.169.254',
  '2852039166',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  'localhost',
  'LOCALHOST',
  'a.localhost',
  'localhost.',
  '[::]',
  '[::1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:a9fe:a9fe]',
  '[::127.0.0.1]',
  '[64:ff9b::a9fe:a9fe]',
  '[2002:a9fe:a9fe::]',
  '[fc00::1]',
  '[fd00:ec2::254]',
  '[fe80::1]',
  '[febf::1]',
  '[fec0::1]',
  '[feff:ffff::1]',
  '[ff02::1]',
];

const publicHosts = [
  'ghcr.io',
  '1.1.1.1',
  '172.32.0.1',
  '172.15.0.1',
  '100.128.0.1',
  '11.0.0.1',
  '[2606:4700::1111]',
  '[::ffff:1.1.1.1]',
  'localhost.example.com',
  'notlocalhost',
  '10.example.com',
];

describe('isPrivateHost', () => {
  it.each(privateHosts)('returns true for %s (RD-07)', (host) => {
    expect(isPrivateHost(new URL(`http://${host}/`).hostname)).toBe(true);
  });

  it.each(publicHosts)('returns false for %s (RD-07)', (host) => {
    expect(isPrivateHost(new URL(`http://${host}/`).hostname)).toBe(false);
  });
});
