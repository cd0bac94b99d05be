import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from '../../src/credentials/config-file.ts';
import { parseSecretJson } from '../../src/credentials/secret-json.ts';
import { isOciError } from '../../src/spec/index.ts';
import { findCanaries, newCanary, newPlainCanary } from '../faults/kit/index.ts';
import { thrown } from './fixtures.ts';

describe('parseSecretJson', () => {
  it.each([
    ['a token alone', (secret: string) => secret, 'line 1, column 1'],
    ['a token as a value', (secret: string) => `{\n  "auths": {"x": ${secret}}}`, 'line 2, column 18'],
    ['a missing comma', (secret: string) => `{"a": "${secret}"\n "b": 1}`, 'line 2, column 2'],
    ['an unterminated text', (secret: string) => `{"a": "${secret}`, 'line 1, column'],
    ['a text that imitates a message', (secret: string) => `{"at position 7": ${secret}}`, 'line 1, column 19'],
    ['a line break in a text', (secret: string) => `{"a": "${secret}\n"}`, 'line 1, column'],
  ])('AU-14 tells the place of %s and nothing of the text', async (_, textOf, place) => {
    const secret = newPlainCanary();
    const error = await thrown(() => parseSecretJson(textOf(secret), '/home/me/config.json'));
    expect(isOciError(error, 'CREDENTIALS')).toBe(true);
    expect((error as Error).message).toContain('/home/me/config.json');
    expect((error as Error).message).toContain(place);
    expect(findCanaries([secret], { error: error as Error })).toEqual([]);
  });

  it('AU-14 says nothing of any text around a secret', () => {
    const secret = newCanary();
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        try {
          parseSecretJson(`${before}${secret}${after}`, 'file');
        } catch (error) {
          expect(isOciError(error, 'CREDENTIALS')).toBe(true);
          expect((error as Error).message).toMatch(/^file is not JSON: it stops being so at line \d+, column \d+$/);
          expect((error as Error).cause).toBeUndefined();
        }
      }),
    );
  });
});

describe('parseConfig', () => {
  it.each(['', ' \n', '\ufeff', '\ufeff{}', '{"auths": null, "credHelpers": null}'])(
    'AU-13 takes %j as an empty configuration',
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
  ])('AU-14 refuses %s without repeating it', async (text) => {
    const error = await thrown(() => parseConfig(text, 'f'));
    expect(isOciError(error, 'CREDENTIALS')).toBe(true);
    expect(findCanaries(['s3cret'], { error: error as Error })).toEqual([]);
  });
});
