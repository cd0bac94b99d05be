import { describe, expect, it } from 'vitest';
import { byteStringOf } from '../../../src/fs/index.ts';
import { tarHeader, type TarHeader } from '../../../src/archive/tar/header.ts';
import { TarReader } from '../../../src/archive/tar/reader.ts';
import { once } from '../../../src/streams/index.ts';

/** The offset and text of each run of bytes that are not NUL. Expected values come from `archive/tar` of Go 1.26. */
type Runs = readonly (readonly [at: number, text: string])[];

function runsOf(blocks: Buffer): Runs {
  return [...blocks.toString('latin1').matchAll(/[^\0]+/g)].map((match) => [match.index, match[0]]);
}

function entry(kind: TarHeader['kind'], name: string, size: number, mode: number, target = ''): TarHeader {
  return { kind, name: byteStringOf(name), size, mode, target: byteStringOf(target) };
}

const d = (count: number): string => 'd'.repeat(Math.max(1, count));
const f = (count: number): string => 'f'.repeat(count);

/** A main header: owners, time, magic and devices, which are always the same, and other fields. */
function main(offset: number, fields: Runs): Runs {
  const fixed: Runs = [
    [108, '0000000'],
    [116, '0000000'],
    [136, '00000000000'],
    [257, 'ustar'],
    [263, '00'],
    [329, '0000000'],
    [337, '0000000'],
  ];
  return [...fixed, ...fields].map(([at, text]) => [at + offset, text] as const).toSorted(([a], [b]) => a - b);
}

function pax(fields: Runs): Runs {
  const fixed: Runs = [
    [108, '0000000'],
    [116, '0000000'],
    [136, '00000000000'],
    [155, ' x'],
    [257, 'ustar'],
    [263, '00'],
  ];
  return [...fixed, ...fields].toSorted(([a], [b]) => a - b);
}

const cases: readonly (readonly [title: string, header: TarHeader, blocks: number, runs: Runs])[] = [
  [
    'the root',
    entry('directory', '.', 0, 0o755),
    1,
    main(0, [
      [0, '.'],
      [100, '0000755'],
      [124, '00000000000'],
      [148, '007263'],
      [155, ' 5'],
    ]),
  ],
  [
    'a file of 8 GiB minus one byte in USTAR',
    entry('file', 'big.bin', 8_589_934_591, 0o644),
    1,
    main(0, [
      [0, 'big.bin'],
      [100, '0000644'],
      [124, '77777777777'],
      [148, '010543'],
      [155, ' 0'],
    ]),
  ],
  [
    'a file of 8 GiB with its size in a PAX header, and 0 in the USTAR header',
    entry('file', 'big.bin', 8_589_934_592, 0o644),
    3,
    [
      ...pax([
        [0, 'PaxHeaders.0/big.bin'],
        [100, '0000000'],
        [124, '00000000023'],
        [148, '011447'],
      ]),
      [512, '19 size=8589934592\n'],
      ...main(1024, [
        [0, 'big.bin'],
        [100, '0000644'],
        [124, '00000000000'],
        [148, '010426'],
        [155, ' 0'],
      ]),
    ],
  ],
  [
    'a long name, which USTAR could split, in the PAX header that a size of 9 GiB needs',
    entry('file', `${d(100)}/big.bin`, 9_663_676_416, 0o644),
    3,
    [
      ...pax([
        [0, `${d(100)}0000000`],
        [124, '00000000211'],
        [148, '031453'],
      ]),
      [512, `118 path=${d(100)}/big.bin\n19 size=9663676416\n`],
      ...main(1024, [
        [0, `${d(100)}0000644`],
        [124, '00000000000'],
        [148, '032615'],
        [155, ' 0'],
      ]),
    ],
  ],
  [
    'a prefix of 155 bytes and a name of 100 bytes in USTAR, with the set-uid bit',
    entry('file', `${d(155)}/${f(100)}`, 5, 0o4755),
    1,
    main(0, [
      [0, `${f(100)}0004755`],
      [124, '00000000005'],
      [148, '071355'],
      [155, ' 0'],
      [345, d(155)],
    ]),
  ],
  [
    'a prefix of 156 bytes in PAX',
    entry('file', `${d(156)}/${f(99)}`, 5, 0o644),
    3,
    [
      ...pax([
        [0, `${d(100)}0000000`],
        [124, '00000000412'],
        [148, '031456'],
      ]),
      [512, `266 path=${d(156)}/${f(99)}\n`],
      ...main(1024, [
        [0, `${d(100)}0000644`],
        [124, '00000000005'],
        [148, '032622'],
        [155, ' 0'],
      ]),
    ],
  ],
  [
    'a link target that is cut after a slash, without the slash',
    entry('symlink', 'link', 0, 0o777, `${'t'.repeat(99)}/u`),
    3,
    [
      ...pax([
        [0, 'PaxHeaders.0/link'],
        [100, '0000000'],
        [124, '00000000163'],
        [148, '011101'],
      ]),
      [512, `115 linkpath=${'t'.repeat(99)}/u\n`],
      ...main(1024, [
        [0, 'link'],
        [100, '0000777'],
        [124, '00000000000'],
        [148, '036420'],
        [155, ` 2${'t'.repeat(99)}`],
      ]),
    ],
  ],
  [
    'a name with letters outside of ASCII, which only the PAX record contains',
    entry('file', 'grüße.txt', 1, 0o600),
    3,
    [
      ...pax([
        [0, 'PaxHeaders.0/gre.txt'],
        [100, '0000000'],
        [124, '00000000024'],
        [148, '011533'],
      ]),
      [512, `20 path=${byteStringOf('grüße.txt')}\n`],
      ...main(1024, [
        [0, 'gre.txt'],
        [100, '0000600'],
        [124, '00000000001'],
        [148, '010502'],
        [155, ' 0'],
      ]),
    ],
  ],
];

describe('tarHeader', () => {
  it.each(cases)('writes the same bytes as Go for %s (PK-07)', (_, header, blocks, runs) => {
    const bytes = tarHeader(header);
    expect(bytes.byteLength).toBe(blocks * 512);
    expect(runsOf(bytes)).toEqual(runs);
  });

  it.each([99, 100, 101, 102, 155, 156, 255, 256, 257])(
    'keeps a name of %d bytes, with and without slashes',
    async (bytes) => {
      for (const name of [f(bytes), `a/${f(bytes - 2)}`, `${d(bytes - 2)}/a`, `a/${d(bytes - 102)}/${f(99)}`])
        for (const kind of ['file', 'directory'] as const) {
          const bytesOfEntry = Buffer.concat([tarHeader(entry(kind, name, 0, 0o644)), Buffer.alloc(1024)]);
          expect((await new TarReader(once(bytesOfEntry)).next())?.name.toString()).toBe(name);
        }
    },
  );

  it('pads the last block of a long PAX header', () => {
    expect(tarHeader(entry('file', `${d(100)}/`.repeat(9) + f(100), 0, 0o644)).byteLength).toBe(512 * 4);
    expect(tarHeader(entry('file', 'x'.repeat(502), 0, 0o644)).byteLength).toBe(512 * 3);
    expect(tarHeader(entry('file', 'x'.repeat(503), 0, 0o644)).byteLength).toBe(512 * 4);
  });

  it('rejects a PAX header of more than 1 MiB', () => {
    expect(() => tarHeader(entry('file', 'x'.repeat(1024 * 1024), 0, 0o644))).toThrow(
      expect.objectContaining({ code: 'SIZE_LIMIT' }),
    );
  });
});
