import { describe, expect, it } from 'vitest';
import * as types from '../../src/commands/option-types.ts';
import { option, readInputs, refusingEmpty, type Option, type OptionType } from '../../src/commands/option.ts';
import { OciError, reproducibleTimestamp } from '../../src/spec/index.ts';

const context = { label: (name: string): string => `--${name}`, notice: (): void => undefined, env: {} };

async function read(type: OptionType<unknown, unknown>, given: string | readonly string[]): Promise<unknown> {
  return option({ description: '', type }).read(given, 'option', context);
}

/** Each text and its value; `refused` for an error that names the option and quotes the text. */
const refused = Symbol('refused');

async function check(type: OptionType<unknown, unknown>, cases: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [given, expected] of Object.entries(cases)) {
    if (expected !== refused) {
      expect([given, await read(type, given)]).toEqual([given, expected]);
      continue;
    }
    const failure = await read(type, given).catch((error: unknown) => error);
    expect(failure, given).toBeInstanceOf(OciError);
    expect(failure).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('--option') });
  }
}

describe('the value of an option', () => {
  it('is a duration in seconds, or with units, of at most 24 days', async () => {
    const day = 24 * 3_600_000;
    await check(types.time, {
      '90': 90_000,
      '500ms': 500,
      '30m': 1_800_000,
      '1h30m': 5_400_000,
      '2h1s5ms': 7_201_005,
      '576h': 24 * day,
      '2073600': 24 * day,
      '0': undefined,
      '0s': undefined,
      '0h0ms': undefined,
      '576h1ms': refused,
      '2073601': refused,
      '720h': refused,
      '999999999h': refused,
      '9999999999': refused,
      '1d': refused,
      '1.5h': refused,
      '-1': refused,
      '1h30': refused,
      '30 m': refused,
      h: refused,
    });
  });

  it('is a number of bytes with binary or decimal units', async () => {
    await check(types.size, {
      '1': 1,
      '1073741824': 1_073_741_824,
      '10B': 10,
      '1K': 1024,
      '1KiB': 1024,
      '1kb': 1000,
      '512MiB': 512 * 1024 ** 2,
      '500MB': 500_000_000,
      '1.5GiB': 1.5 * 1024 ** 3,
      '2 g': 2 * 1024 ** 3,
      '1TB': 10 ** 12,
      '1t': 1024 ** 4,
      '0.5K': 512,
      '0': refused,
      '0.1': refused,
      '0GiB': refused,
      '1iB': refused,
      '1PB': refused,
      '-5': refused,
      '1e3': refused,
      '9007199254740991': refused,
      '9000TiB': refused,
      '': undefined,
    });
  });

  it('is a whole number within its limits', async () => {
    await check(types.whole(1, 16), {
      '1': 1,
      '16': 16,
      '007': 7,
      '0': refused,
      '17': refused,
      '-1': refused,
      '1.0': refused,
      '0x2': refused,
      '1e1': refused,
      ten: refused,
    });
    expect(await read(types.whole(0, 10 ** 15), '999999999999999')).toBe(999_999_999_999_999);
    await expect(read(types.whole(0, 10 ** 15), '1000000000000000')).rejects.toThrow(/whole number from 0 to/);
  });

  it('is a boolean in the spellings of YAML', async () => {
    const spellings = { true: true, True: true, TRUE: true, false: false, False: false, FALSE: false };
    await check(types.flag, { ...spellings, yes: refused, no: refused, '1': refused, '0': refused, tRUE: refused });
  });

  it('is one of its choices', async () => {
    await check(types.choice('gzip', 'zstd'), { gzip: 'gzip', zstd: 'zstd', Gzip: refused, none: refused });
    await expect(read(types.choice('a', 'b', 'c'), 'd')).rejects.toThrow('"d" is not a valid value; write a, b or c');
    await expect(read(types.choice('a'), 'd')).rejects.toThrow(/write a$/);
  });

  it('is a date of RFC 3339, a media type, a platform, a digest or a shard', async () => {
    await check(types.date, {
      '2026-01-31T12:00:00Z': '2026-01-31T12:00:00Z',
      '2026-01-31T12:00:00+02:00': '2026-01-31T12:00:00+02:00',
      '2026-01-31': refused,
      '2026-02-30T12:00:00Z': refused,
      now: refused,
    });
    await check(types.mediaType, {
      'application/vnd.a+json': 'application/vnd.a+json',
      json: refused,
      'a/b c': refused,
    });
    await check(types.platform, {
      'linux/arm64': { os: 'linux', architecture: 'arm64' },
      linux: refused,
      '/a': refused,
    });
    const digest = `sha256:${'a'.repeat(64)}`;
    await check(types.digest, { [digest]: digest, [digest.slice(0, -1)]: refused, [`md5:${'a'.repeat(32)}`]: refused });
    expect(await read(types.shard, '2/4')).toEqual({ number: 2, count: 4 });
    await check(types.shard, { '0/4': refused, '5/4': refused, '1': refused, 'a/b': refused });
  });

  it('is a list of lines, words or patterns', async () => {
    const given = ' a  b \n\n c,d \n';
    expect(await read(types.lines('line'), given)).toEqual(['a  b', 'c,d']);
    expect(await read(types.lines('line'), [' a ', '', 'b'])).toEqual(['a', 'b']);
    expect(await read(types.words('word'), given)).toEqual(['a', 'b', 'c', 'd']);
    expect(await read(types.words('word'), ['a b', ',c'])).toEqual(['a', 'b', 'c']);
    // White space at the end is a part of a pattern. A carriage return before the end of a line is removed later.
    expect(await read(types.patterns, '*.log\n\n  \nb\\ \n \r\n!c')).toEqual(['*.log', 'b\\ ', '!c']);
    expect(await read(types.patterns, ['a\nb'])).toEqual(['a\nb']);
    for (const type of [types.lines('line'), types.words('word'), types.patterns])
      expect(await read(type, '')).toEqual([]);
  });

  it('is trimmed, except a password', async () => {
    expect(await read(types.text, '  two words \n')).toBe('two words');
    expect(await read(types.path, ' ./a b ')).toBe('./a b');
    expect(await read(types.secret, ' token\n')).toBe('token');
    expect(await read(types.password, ' pass word ')).toBe(' pass word ');
  });

  it('is a path without control characters where it appears in messages', async () => {
    await check(types.visiblePath, {
      './out put': './out put',
      'a\nb': refused,
      'a\u001b[31m': refused,
      'a\u202eb': refused,
    });
    expect(await read(types.path, 'a\u0001b')).toBe('a\u0001b');
  });
});

describe('an option without a value', () => {
  const readAs = async (each: Option, raw?: string): Promise<unknown> => each.read(raw, 'level', context);

  it('has its default, or is an error when it is required', async () => {
    const withDefault = option({ description: '', type: types.whole(1, 9), default: 6 });
    for (const raw of [undefined, '', '  \n']) expect(await readAs(withDefault, raw)).toBe(6);
    expect(await readAs(withDefault, '9')).toBe(9);
    expect(withDefault.default).toBe('6');
    expect(await readAs(option({ description: '', type: types.whole(1, 9) }))).toBeUndefined();
    const off = option({ description: '', type: types.flag, default: false });
    expect([await readAs(off), await readAs(off, 'true')]).toEqual([false, true]);
    const required = option({ description: '', type: types.text, required: 'write a level' });
    for (const raw of [undefined, '', ' '])
      await expect(readAs(required, raw)).rejects.toThrow('--level: it is missing; write a level');
  });

  it('is an error for options that refuse empty values, unless it was not given', async () => {
    const { level } = refusingEmpty({ level: option({ description: '', type: types.text, default: 'x' }) });
    expect(await readAs(level)).toBe('x');
    for (const raw of ['', ' ', '\n']) await expect(readAs(level, raw)).rejects.toThrow(/--level: it is empty/);
  });

  it('is read in the order of the table, under its name in camel case', async () => {
    const table = {
      'if-tag-exists': option({ description: '', type: types.text, default: 'overwrite' }),
      tags: option({ description: '', type: types.words('tag') }),
    };
    expect(await readInputs(table, { tags: 'a b' }, context)).toEqual({ ifTagExists: 'overwrite', tags: ['a', 'b'] });
  });
});

describe('the creation date', () => {
  it('is the given one, else that of SOURCE_DATE_EPOCH, else a fixed one', () => {
    const given = '2026-01-31T12:00:00Z';
    expect(types.creationDate(given, { SOURCE_DATE_EPOCH: '1' })).toBe(given);
    expect(types.creationDate(undefined, { SOURCE_DATE_EPOCH: '1700000000' })).toBe('2023-11-14T22:13:20Z');
    expect(types.creationDate(undefined, { SOURCE_DATE_EPOCH: '0' })).toBe('1970-01-01T00:00:00Z');
    expect(types.creationDate(undefined, { SOURCE_DATE_EPOCH: '253402300799' })).toBe('9999-12-31T23:59:59Z');
    for (const env of [{}, { SOURCE_DATE_EPOCH: '' }])
      expect(types.creationDate(undefined, env)).toBe(reproducibleTimestamp);
    for (const epoch of ['253402300800', '-1', '1.5', 'now', ' 1'])
      expect(() => types.creationDate(undefined, { SOURCE_DATE_EPOCH: epoch })).toThrow(/SOURCE_DATE_EPOCH/);
  });
});
