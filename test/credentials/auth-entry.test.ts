import { describe, expect, it } from 'vitest';
import { parseAuthEntry } from '../../src/credentials/auth-entry.ts';
import { isOciError } from '../../src/spec/index.ts';
import { findCanaries, newCanary } from '../faults/kit/index.ts';
import { basic, thrown } from './fixtures.ts';

describe('parseAuthEntry', () => {
  const wrapped = basic('u', 'a-long-password-that-is-wrapped').replace(/.{10}/g, '$&\r\n');
  it.each([
    ['user and password', { auth: basic('u', 'p') }, { username: 'u', password: 'p' }],
    ['colon in the password', { auth: basic('u', 'a:b:c') }, { username: 'u', password: 'a:b:c' }],
    ['UTF-8', { auth: basic('jürgen', 'pä\u{1f511}') }, { username: 'jürgen', password: 'pä\u{1f511}' }],
    ['trailing NUL', { auth: basic('u', 'p\0\0') }, { username: 'u', password: 'p' }],
    ['wrapped base64', { auth: wrapped }, { username: 'u', password: 'a-long-password-that-is-wrapped' }],
    [
      'auth wins over fields',
      { auth: basic('u', 'p'), username: 'x', password: 'y' },
      { username: 'u', password: 'p' },
    ],
    ['separate fields', { username: 'x', password: 'y' }, { username: 'x', password: 'y' }],
    [
      'identity token with user name',
      { auth: basic('0000', ''), identitytoken: 'it' },
      { username: '0000', identityToken: 'it' },
    ],
    ['registry token', { registrytoken: 'rt' }, { registryToken: 'rt' }],
    ['unknown fields', { email: 'a@b', auth: basic('u', 'p'), more: { x: 1 } }, { username: 'u', password: 'p' }],
    ['nothing', {}, {}],
    ['null', null, {}],
  ])('AU-13 reads %s as the Docker CLI does', (_, entry, expected) => {
    const parsed = parseAuthEntry(entry, 'here');
    expect(Object.fromEntries(Object.entries(parsed).filter(([, value]) => value !== undefined))).toEqual(expected);
  });

  const secret = newCanary();
  it.each([
    ['no colon', { auth: Buffer.from(secret.replaceAll(':', '')).toString('base64') }],
    ['empty user name', { auth: basic('', secret) }],
    ['not base64', { auth: `${secret}!` }],
    ['no padding', { auth: basic('u', secret.padEnd(100)).replace(/=+$/, '') }],
    ['auth is a number', { auth: 12, password: secret }],
    ['a bare text', secret],
    ['a list', [secret]],
  ])('AU-13 AU-14 refuses %s, naming the entry and not its value', async (_, entry) => {
    const error = await thrown(() => parseAuthEntry(entry, '"ghcr.io" in /x/config.json'));
    expect(isOciError(error, 'CREDENTIALS')).toBe(true);
    expect((error as Error).message).toContain('"ghcr.io" in /x/config.json');
    expect(findCanaries([secret], { error: error as Error })).toEqual([]);
  });
});
