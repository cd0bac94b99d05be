import { describe, expect, it } from 'vitest';
import { secretForms, secretMask, secretsOf } from '../../src/credentials/index.ts';
import { formsOf, newCanary, newPlainCanary } from '../faults/kit/index.ts';

const secrets = [newCanary('SeCreT'), newPlainCanary('Token'), `ghp_${'aB3'.repeat(12)}`];

describe('secretForms', () => {
  it.each(secrets)('lists %s in every encoding, and in lower and upper case', (secret) => {
    const forms = secretForms(secret);
    const hex = Buffer.from(secret).toString('hex');
    expect(forms).toEqual(
      expect.arrayContaining([
        ...formsOf(secret).values(),
        hex,
        hex.toUpperCase(),
        secret.toLowerCase(),
        secret.toUpperCase(),
      ]),
    );
    expect(new Set(forms).size).toBe(forms.length);
  });

  it.each(['\n', '\r\n'])('lists the lines of a secret, without blank ones', (end) => {
    const lines = ['-----BEGIN KEY-----', 'first line of the key', '  ', '', '\t', 'second line of the key'];
    const forms = secretForms(lines.join(end));
    for (const line of lines) expect([line, forms.includes(line)]).toEqual([line, line.trim() !== '']);
  });

  it('does not list another case of a short secret, which may be an ordinary word', () => {
    expect(secretForms('Hunter2')).not.toContain('hunter2');
  });

  it.each(['wrong', 'Password', 'token'])('lists only the encodings of %s, which is a word of messages', (secret) => {
    expect(secretForms(secret).map((form) => form.toLowerCase())).not.toContain(secret.toLowerCase());
    expect(secretForms(secret)).toContain(Buffer.from(secret).toString('hex'));
    const mask = secretMask(() => secretsOf({ username: 'me', password: secret }));
    expect(mask('the password is wrong, or the token expired')).toBe('the password is wrong, or the token expired');
    expect(mask(Buffer.from(`me:${secret}`).toString('base64'))).toBe('***');
  });
});

describe('secretMask', () => {
  it.each<[string, (secret: string) => string]>([
    ['unchanged', (secret) => secret],
    ['in hexadecimal', (secret) => Buffer.from(secret).toString('hex')],
    ['in upper-case hexadecimal', (secret) => Buffer.from(secret).toString('hex').toUpperCase()],
    ['in lower case', (secret) => secret.toLowerCase()],
    ['in upper case', (secret) => secret.toUpperCase()],
    ['in Base64', (secret) => Buffer.from(`u:${secret}`).toString('base64')],
    ['in Base64 after other bytes', (secret) => Buffer.from(`ab${secret}cd`).toString('base64url')],
    ['shortened', (secret) => `${secret.slice(0, 20)}…`],
    ['split in halves', (secret) => `${secret.slice(0, 15)}", then "${secret.slice(15)}`],
    ['split by line breaks', (secret) => secret.replace(/.{10}/g, '$&\n')],
    ['split in Base64', (secret) => Buffer.from(secret).toString('base64').replace(/.{16}/g, '$&\\n')],
  ])('replaces a secret that is %s', (_, change) => {
    for (const secret of secrets) {
      const mask = secretMask(() => secretsOf({ username: 'u', password: secret }));
      const masked = mask(`"${change(secret)}" is not a tag`);
      expect(masked).toMatch(/^"\S*\*\*\*.* is not a tag$/s);
      const parts = [secret, ...secretForms(secret)].flatMap((form) =>
        Array.from({ length: form.length - 8 }, (_each, at) => form.slice(at, at + 8).toLowerCase()),
      );
      expect(parts.filter((part) => masked.toLowerCase().includes(part))).toEqual([]);
    }
  });

  it('does not replace other text', () => {
    const text = 'cannot push to registry.example.com/acme/app: DENIED, with the İstanbul token; ask for access';
    expect(secretMask(() => secretForms('correct-horse-battery-staple'))(text)).toBe(text);
    expect(secretMask(() => ['', 'pu', 'abc'])(text)).toBe(text);
    expect(secretMask(() => [])(text)).toBe(text);
  });

  it('replaces a short secret only as a whole', () => {
    const mask = secretMask(() => ['hunter2', 'registry-pass']);
    expect(mask('hunter2, hunter, registry, Registry-Pass')).toBe('***, hunter, registry, ***');
  });

  it('takes time in proportion to the text for a long secret', () => {
    const secret = 'x7'.repeat(20_000);
    const mask = secretMask(() => secretForms(secret));
    // A search in the secret for each position of the text would take minutes.
    for (let count = 0; count < 5000; count++)
      expect(mask('a short text of the server')).toBe('a short text of the server');
    expect(mask(`the secret ${secret}`)).toBe('the secret ***');
  });
});
