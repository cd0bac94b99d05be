import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/credentials/config-file.ts';
import { parseSecretJson } from '../../src/credentials/secret-json.ts';
import { isOciError } from '../../src/spec/index.ts';
import { findCanaries, newCanary, newPlainCanary } from '../faults/kit/index.ts';
import { thrown } from './fixtures.ts';

describe('parseSecretJson', () => {
  it.each([
    ['only a token', (secret: string) => secret, 'line 1, column 1'],
    ['a token as a value', (secret: string) => `{\n  "auths": {"x": ${secret}}}`, 'line 2, column 18'],
    ['a missing comma', (secret: string) => `{"a": "${secret}"\n "b": 1}`, 'line 2, column 2'],
    ['an unterminated string', (secret: string) => `{"a": "${secret}`, 'line 1, column'],
    ['a string that imitates a message', (secret: string) => `{"at position 7": ${secret}}`, 'line 1, column 19'],
    ['a line break in a string', (secret: string) => `{"a": "${secret}\n"}`, 'line 1, column'],
  ])('reports the position of %s without the text (AU-14)', async (_, textOf, position) => {
    const secret = newPlainCanary();
    const error = await thrown(() => parseSecretJson(textOf(secret), '/home/me/config.json'));
    expect(isOciError(error, 'CREDENTIALS')).toBe(true);
    expect((error as Error).message).toContain('/home/me/config.json');
    expect((error as Error).message).toContain(position);
    expect(findCanaries([secret], { error: error as Error })).toEqual([]);
  });

  it('never repeats text around a secret (AU-14)', () => {
    const secret = newCanary();
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        try {
          parseSecretJson(`${before}${secret}${after}`, 'file');
        } catch (error) {
          expect(isOciError(error, 'CREDENTIALS')).toBe(true);
          expect((error as Error).message).toMatch(/^cannot read file: invalid JSON at line \d+, column \d+$/);
          expect((error as Error).cause).toBeUndefined();
        }
      }),
    );
  });
});

describe('parseConfig', () => {
  it.each(['', ' \n', '\ufeff', '\ufeff{}', '{"auths": null, "credHelpers": null}'])(
    'treats %j as an empty configuration (AU-13)',
    (text) => {
      expect(parseConfig(text, 'f')).toEqual({
        where: 'f',
        auths: {},
        credHelpers: {},
        credsStore: undefined,
        httpHeaders: {},
      });
    },
  );

  it.each([
    '[]',
    '"x"',
    '{"auths": "s3cret"}',
    '{"auths": ["s3cret"]}',
    '{"credHelpers": {"a": {"b": "s3cret"}}}',
    '{"credsStore": ["s3cret"]}',
    '{"HttpHeaders": {"X": 1, "Y": "s3cret"}}',
  ])('rejects %s without repeating it (AU-14)', async (text) => {
    const error = await thrown(() => parseConfig(text, 'f'));
    expect(isOciError(error, 'CREDENTIALS')).toBe(true);
    expect(findCanaries(['s3cret'], { error: error as Error })).toEqual([]);
  });
});
