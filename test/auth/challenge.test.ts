import * as fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { parseChallenges, type Challenge } from '../../src/auth/index.ts';

interface PlainChallenge {
  readonly scheme: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly token68?: string;
}

function toPlain(challenge: Challenge): PlainChallenge {
  return {
    scheme: challenge.scheme,
    ...(challenge.params.size > 0 ? { params: Object.fromEntries(challenge.params) } : {}),
    ...(challenge.token68 === undefined ? {} : { token68: challenge.token68 }),
  };
}

function parse(...fields: readonly string[]): PlainChallenge[] {
  return parseChallenges(fields).map(toPlain);
}

/** The number of characters that the parser reads. A search for the end of an open quote reads the rest of the field. */
function charactersRead(field: string): number {
  let count = 0;
  const match = Reflect.get(RegExp.prototype, 'exec');
  const spy = vi.spyOn(RegExp.prototype, 'exec').mockImplementation(function exec(this: RegExp, text: string) {
    const start = this.lastIndex;
    const found = match.call(this, text);
    count += 1 + (found?.[0].length ?? (text[start] === '"' ? text.length - start : 0));
    return found;
  });
  try {
    parseChallenges([field]);
  } finally {
    spy.mockRestore();
  }
  return count;
}

describe('parseChallenges', () => {
  it.each<[string, readonly string[], readonly PlainChallenge[]]>([
    [
      'one challenge',
      ['Bearer realm="https://a.test/t",service="s",scope="repository:a/b:pull,push"'],
      [{ scheme: 'bearer', params: { realm: 'https://a.test/t', service: 's', scope: 'repository:a/b:pull,push' } }],
    ],
    ['the scheme in any case', ['bEARER realm=x'], [{ scheme: 'bearer', params: { realm: 'x' } }]],
    ['names in any case', ['Basic REALM="x"'], [{ scheme: 'basic', params: { realm: 'x' } }]],
    [
      'several in one field',
      ['Basic realm="a", Bearer realm="b", service="c"'],
      [
        { scheme: 'basic', params: { realm: 'a' } },
        { scheme: 'bearer', params: { realm: 'b', service: 'c' } },
      ],
    ],
    [
      'several fields',
      ['Basic realm="a"', 'Bearer realm="b"'],
      [
        { scheme: 'basic', params: { realm: 'a' } },
        { scheme: 'bearer', params: { realm: 'b' } },
      ],
    ],
    [
      'commas within quotes',
      ['Bearer realm="a, Basic realm=b",service="x"'],
      [{ scheme: 'bearer', params: { realm: 'a, Basic realm=b', service: 'x' } }],
    ],
    [
      'escapes within quotes',
      [String.raw`Bearer realm="a\"b\\c\d"`],
      [{ scheme: 'bearer', params: { realm: String.raw`a"b\cd` } }],
    ],
    [
      'spaces around the equals sign',
      ['Bearer realm = "a" ,\tservice\t=b'],
      [{ scheme: 'bearer', params: { realm: 'a', service: 'b' } }],
    ],
    [
      'empty list members',
      [', ,Bearer realm=a,, ,service=b,,Basic realm=c,'],
      [
        { scheme: 'bearer', params: { realm: 'a', service: 'b' } },
        { scheme: 'basic', params: { realm: 'c' } },
      ],
    ],
    [
      'no parameters',
      ['Negotiate, NTLM,Basic realm="x"'],
      [{ scheme: 'negotiate' }, { scheme: 'ntlm' }, { scheme: 'basic', params: { realm: 'x' } }],
    ],
    [
      'token68',
      ['Negotiate oRQwEqADCgEB+/==, Bearer realm=x'],
      [
        { scheme: 'negotiate', token68: 'oRQwEqADCgEB+/==' },
        { scheme: 'bearer', params: { realm: 'x' } },
      ],
    ],
    [
      'an empty quoted value',
      ['Bearer realm="",service=""'],
      [{ scheme: 'bearer', params: { realm: '', service: '' } }],
    ],
    ['the first of equal names', ['Bearer realm="a",realm="b"'], [{ scheme: 'bearer', params: { realm: 'a' } }]],
    [
      'an unterminated quote',
      ['Basic realm="a", Bearer realm="https://x, service="y"'],
      [{ scheme: 'basic', params: { realm: 'a' } }],
    ],
    [
      'an unterminated quote in one of two fields',
      ['Bearer realm="x', 'Basic realm="a"'],
      [{ scheme: 'basic', params: { realm: 'a' } }],
    ],
    ['an escape at the end', ['Bearer realm="a\\'], []],
    [
      'malformed text before a challenge',
      ['=; "quoted, junk" (x), Basic realm=a'],
      [{ scheme: 'basic', params: { realm: 'a' } }],
    ],
    ['a single word, which the grammar treats as token68', ['Bearer realm'], [{ scheme: 'bearer', token68: 'realm' }]],
    ['a parameter without a value', ['Bearer realm=,service=x'], [{ scheme: 'bearer', token68: 'realm=' }]],
    ['nothing', ['', '  ', ','], []],
  ])('parses %s (AU-05)', (_, fields, expected) => {
    expect(parse(...fields)).toEqual(expected);
  });

  it.each([
    ['an open quote', (size: number) => `Bearer realm="${'x'.repeat(size)}`],
    ['commas', (size: number) => ','.repeat(size)],
    ['quotes', (size: number) => '"'.repeat(size)],
    ['backslashes', (size: number) => `Bearer a="${'\\'.repeat(size)}`],
    ['spaces', (size: number) => `Bearer${' '.repeat(size)}"`],
    ['invalid token68', (size: number) => `Bearer ${'a'.repeat(size)}${'='.repeat(size / 50)}!`],
    ['equals signs', (size: number) => '='.repeat(size)],
    ['many schemes', (size: number) => 'a '.repeat(size / 2)],
    ['many parameters', (size: number) => `a ${'b=c,'.repeat(size / 4)}`],
    ['many unterminated quotes', (size: number) => 'a b="c, '.repeat(size / 8)],
    ['many malformed challenges', (size: number) => 'a b="c" d, '.repeat(size / 11)],
  ])('parses %s in linear time (AU-05)', (_, fieldOf) => {
    // A quadratic parser reads 2048 times as many characters.
    for (const size of [2048, 65_536]) expect(charactersRead(fieldOf(size))).toBeLessThanOrEqual(6 * size);
    // A pattern that backtracks more than once for each character exceeds the time limit of the test.
    parseChallenges([fieldOf(400_000)]);
  });

  it('terminates without an error for any input (AU-05)', () => {
    const piece = fc.oneof(
      fc.constantFrom('Bearer', 'Basic', ' ', '  ', '\t', ',', '=', '"', '\\', 'realm', 'a', '==', '/', 'ü', '\0'),
      fc.string({ maxLength: 3 }),
    );
    fc.assert(
      fc.property(
        fc.array(
          fc.array(piece, { maxLength: 20 }).map((parts) => parts.join('')),
          { maxLength: 3 },
        ),
        (fields) => {
          for (const { scheme } of parseChallenges(fields)) expect(scheme).toMatch(/^[!#$%&'*+.^_`|~0-9a-z-]+$/);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('agrees with a reference parser on all input that the grammar allows (AU-05)', () => {
    const piece = fc.constantFrom(
      'Bearer ',
      'Basic ',
      'x',
      'realm',
      '=',
      '="a"',
      '=b',
      ', ',
      ',',
      ' ',
      '"',
      String.raw`"\""`,
      'Negotiate',
      'YQ==',
      '/',
    );
    let agreed = 0;
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 9 }).map((parts) => parts.join('')),
        (field) => {
          const expected = parseByGrammar(field);
          if (expected === undefined) return;
          agreed++;
          expect(parse(field)).toEqual(expected);
        },
      ),
      { numRuns: 5000 },
    );
    expect(agreed).toBeGreaterThan(200);
  });

  it('parses every spelling of a challenge to the same value (AU-05)', () => {
    const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9a-z-]{1,8}$/);
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', ',', '=', '"', '\\', '\t', ';', ':', '/', 'ü'),
      maxLength: 12,
    });
    const challenge = fc.record({
      scheme: token,
      params: fc.uniqueArray(fc.tuple(token, text, fc.boolean()), {
        selector: ([name]) => name,
        minLength: 1,
        maxLength: 4,
      }),
      space: fc.constantFrom('', ' ', '\t '),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(challenge, fc.boolean()), { maxLength: 4 }), (challenges) => {
        const fields: string[] = [];
        for (const [{ scheme, params, space }, newField] of challenges) {
          const pairs = params.map(([name, value, escapeAll]) => {
            const quoted = value.replace(escapeAll ? /./gs : /["\\]/g, String.raw`\$&`);
            return `${name}${space}=${space}"${quoted}"`;
          });
          const written = `${scheme.toUpperCase()} ${pairs.join(`${space},${space}`)}`;
          if (newField || fields.length === 0) fields.push(written);
          else fields.push(`${fields.pop() ?? ''}, ${written}`);
        }
        expect(parse(...fields)).toEqual(
          challenges.map(([{ scheme, params }]) => ({
            scheme,
            params: Object.fromEntries(params.map(([name, value]) => [name, value])),
          })),
        );
      }),
    );
  });
});

/** Parses by the grammar of RFC 9110, sections 11.6.1 and 5.6.1.2; undefined for a field that does not match it. */
function parseByGrammar(field: string): PlainChallenge[] | undefined {
  const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  const param = String.raw`${token}[ \t]*=[ \t]*(?:${token}|"(?:[^"\\]|\\.)*")`;
  const item = new RegExp(
    String.raw`^(?:(${token}) +(?:([A-Za-z0-9._~+/-]+=*)|(${param}))|(${param})|(${token}))$`,
    's',
  );
  const all: { scheme: string; params: Map<string, string>; token68?: string; last: string }[] = [];
  for (const member of field.match(/(?:[^",]|"(?:[^"\\]|\\.)*")+|"/gs) ?? []) {
    const trimmed = member.replace(/^[ \t]+|[ \t]+$/g, '');
    if (trimmed === '') continue;
    const match = item.exec(trimmed);
    if (match === null) return undefined;
    const [, scheme, token68, first, further, single] = match;
    const current = all.at(-1);
    if (further === undefined)
      all.push({
        scheme: (scheme ?? single ?? '').toLowerCase(),
        params: new Map(),
        last: first ?? '',
        ...(token68 === undefined ? {} : { token68 }),
      });
    // A parameter needs a challenge that has parameters.
    else if (current === undefined || current.last === '') return undefined;
    const written = first ?? further;
    if (written === undefined) continue;
    const equals = written.indexOf('=');
    const name = written.slice(0, equals).trim().toLowerCase();
    const value = written.slice(equals + 1).trim();
    const target = all.at(-1);
    if (target !== undefined && !target.params.has(name))
      target.params.set(name, value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/gs, '$1') : value);
  }
  return all.map(({ scheme, params, token68 }) =>
    toPlain({ scheme, params, ...(token68 === undefined ? {} : { token68 }) }),
  );
}
