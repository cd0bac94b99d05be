import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { upTo } from '../../bench/artifacts/growth.ts';
import { jsonInput, prefix, randomInput, sourceInput } from '../../bench/artifacts/inputs.ts';
import { jsonLines } from '../../bench/artifacts/json-lines.ts';
import { readOptions } from '../../bench/artifacts/options.ts';
import { noise } from '../../bench/artifacts/random.ts';
import { comparison, imageLink, markdownTable, writeSection } from '../../bench/artifacts/report.ts';
import { SourceText } from '../../bench/artifacts/source-text.ts';
import { decades, drawPlot } from '../../bench/artifacts/svg.ts';

let work: string;
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'bench-test-'));
});
afterAll(() => rm(work, { recursive: true }));

const mib = 1024 * 1024;

function bytesOf(content: Iterable<Buffer>, size: number): Buffer {
  return Buffer.concat([...prefix(content, size)]);
}

function sha256(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** The compression ratio of zlib, in blocks of 1 MiB. */
function ratio(content: Buffer, level: number): number {
  let size = 0;
  for (let at = 0; at < content.byteLength; at += mib)
    size += deflateRawSync(content.subarray(at, at + mib), { level }).byteLength;
  return size / content.byteLength;
}

describe('benchmark inputs', () => {
  // Figures of two machines are comparable only if both packed the same bytes. A change here makes a new benchmark.
  it('are the same on every machine', () => {
    expect(sha256(bytesOf(jsonLines(1), mib))).toBe('cccf5efdf5e1afae9ea73283200cd6dd40bb988cf645336c8f9d91fd6af221c4');
    expect(sha256(bytesOf(noise(1), mib))).toBe('bb0c2a2718766e6c750c59381fbd47238229479e6d1c129ae3b4e84011c7cc68');
    expect(sha256(Buffer.from(new SourceText(1).file(mib)))).toBe(
      'c3f69033f0927052a0deac9cae85949554cee680f5c946a0c5c0aa4ef1e8c9bc',
    );
  });

  it.each([
    ['JSON lines', jsonLines],
    ['random bytes', noise],
  ])('%s: a smaller input is a prefix of a larger one, and another seed gives other bytes', (_, generate) => {
    const large = bytesOf(generate(7), 2 * mib + 12_345);
    for (const size of [0, 1, 1000, mib, mib + 1])
      expect(sha256(bytesOf(generate(7), size))).toBe(sha256(large.subarray(0, size)));
    expect(bytesOf(generate(8), mib).equals(large.subarray(0, mib))).toBe(false);
  });

  it('JSON lines are JSON and compress like event logs', () => {
    const content = bytesOf(jsonLines(2), 4 * mib);
    for (const line of content.toString().split('\n').slice(0, 100))
      expect(Object.keys(JSON.parse(line) as object)).toContain('trace');
    expect(ratio(content, 6)).toBeCloseTo(0.4415, 2);
    expect(ratio(content, 5)).toBeCloseTo(0.4435, 2);
    expect(ratio(content, 4)).toBeCloseTo(0.4489, 2);
  });

  it('random bytes do not compress', () => {
    expect(ratio(bytesOf(noise(2), mib), 9)).toBeGreaterThan(1);
  });

  it('generated source files compress like source files', () => {
    const text = new SourceText(2);
    const content = Buffer.from(Array.from({ length: 100 }, () => text.file(20_000)).join(''));
    expect(ratio(content, 6)).toBeCloseTo(0.234, 1);
  });

  it('have the stated number of files and bytes', async () => {
    const tree = await sourceInput(join(work, 'tree'), 450);
    const entries = (await readdir(tree.directory, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    const sizes = await Promise.all(
      entries.map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
    );
    expect({ files: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) }).toEqual({
      files: 450,
      bytes: tree.bytes,
    });
    expect(tree.bytes / 450 / 11_100).toBeGreaterThan(0.7);
    expect(tree.bytes / 450 / 11_100).toBeLessThan(1.4);
    for (const input of [
      await jsonInput(join(work, 'json'), 3 * mib),
      await randomInput(join(work, 'random'), 3 * mib),
    ]) {
      const [name = ''] = await readdir(input.directory);
      expect((await stat(join(input.directory, name))).size).toBe(input.bytes);
    }
  });
});

describe('the table of a comparison', () => {
  const usage = (seconds: number) => ({ seconds, cpuSeconds: seconds * 2, peakBytes: seconds * 10 * mib });
  const results = [
    { name: 'ours', usages: [usage(2), usage(1), usage(3)], bytes: 1_000_000 },
    { name: 'other', usages: [usage(8), usage(6), usage(6)], bytes: 990_000 },
  ];

  it('has medians, their ratio to ours, and the range of the ratios per round', () => {
    expect(comparison('Work', results)).toEqual([
      ['Work', 'time, s', 'ratio', 'per round', 'CPU, s', 'ratio', 'peak, MiB', 'ratio', 'out, MB', 'ratio'],
      ['ours', '2.00', '', '', '4.00', '', '20', '', '1.00', ''],
      ['other', '6.00', '3.00', '2.00 – 6.00', '12.00', '3.00', '60', '3.00', '0.99', '0.990'],
    ]);
  });

  it('replaces its section of a page, also repeatedly', async () => {
    const page = join(work, 'page.md');
    await writeFile(page, 'before\n\n<!-- bench:push -->\n<!-- /bench:push -->\n\nafter\n');
    for (const text of [
      'first',
      markdownTable([
        ['a', 'b'],
        ['c', '1'],
      ]),
    ])
      await writeSection(page, 'push', text);
    expect(await readFile(page, 'utf8')).toBe(
      'before\n\n<!-- bench:push -->\n\n| a | b |\n|---|--:|\n| c | 1 |\n\n<!-- /bench:push -->\n\nafter\n',
    );
    expect(imageLink(page, 'Time', join(work, 'plots', 'time.svg'))).toBe('![Time](plots/time.svg)');
    await expect(writeSection(page, 'pull', 'text')).rejects.toThrow('<!-- bench:pull -->');
  });
});

it('docs/performance.md has a section for all figures', async () => {
  const page = join(work, 'performance.md');
  await writeFile(page, await readFile(join(import.meta.dirname, '../../docs/performance.md')));
  const sections = ['package', 'push', 'pull', 'blob', 'memory', 'growth', 'layers', 'shards', 'cache-action'];
  for (const section of sections) await writeSection(page, section, `figures of ${section}`);
  expect((await readFile(page, 'utf8')).match(/^figures of /gm)).toHaveLength(sections.length);
});

describe('a plot', () => {
  it('has its points at logarithmic positions and escapes its labels', () => {
    const drawing = drawPlot({
      title: 'Time & size',
      x: { label: 'size', marks: [1, 10, 100], text: (value) => `${value} MiB` },
      y: { label: 'seconds <whole>', marks: decades([0.2, 30]), text: String },
      series: [
        {
          name: 'ours',
          points: [
            [1, 0.1],
            [10, 1],
            [100, 100],
          ],
        },
      ],
    });
    // The frame extends from 76 to 580 and from 402 to 44. The middle of each axis is the middle of its decades.
    expect(drawing).toContain(
      '<polyline class="line" points="76,402 328,282.7 580,44" stroke="#0072b2" stroke-dasharray="none"/>',
    );
    expect(drawing).toContain('>Time &amp; size</text>');
    expect(drawing).toContain('>seconds &lt;whole&gt;</text>');
    expect(drawing).toContain('>10 MiB</text>');
    expect(drawing.match(/<circle/g)).toHaveLength(3);
  });

  it('has decades that enclose the values, and steps up to the largest value', () => {
    expect(decades([0.2, 30])).toEqual([0.1, 1, 10, 100]);
    expect(decades([1])).toEqual([1, 10]);
    expect(upTo(4, 4096)).toEqual([1, 4, 16, 64, 256, 1024, 4096]);
    expect(upTo(10, 200_000)).toEqual([1, 10, 100, 1000, 10_000, 100_000, 200_000]);
    expect(upTo(10, 1)).toEqual([1]);
  });
});

describe('the benchmark options', () => {
  it('have default sizes, smaller sizes with --quick, and can all be set', () => {
    expect(readOptions([])).toMatchObject({
      kind: 'compare',
      rounds: 5,
      jsonMib: 512,
      randomMib: 1024,
      blobMib: 1024,
      sourceFiles: undefined,
      scenarios: ['package', 'push', 'pull', 'blob'],
    });
    expect(readOptions(['--quick', '--json-mib', '3'])).toMatchObject({
      rounds: 1,
      jsonMib: 3,
      randomMib: 2,
      sourceFiles: 20,
    });
    expect(readOptions(['--plot'])).toMatchObject({ kind: 'plot', rounds: 1, mostMib: 4096, mostFiles: 200_000 });
    expect(readOptions(['--memory', '--most-mib', '64'])).toMatchObject({
      kind: 'memory',
      mostMib: 64,
      mostFiles: 200_000,
    });
    expect(readOptions(['--scenarios', 'pull,push', '--inputs', 'random'])).toMatchObject({
      scenarios: ['push', 'pull'],
      inputs: ['random'],
    });
  });

  it('reject invalid values', () => {
    expect(() => readOptions(['--rounds', '0'])).toThrow('--rounds "0" is invalid: give a whole number');
    expect(() => readOptions(['--scenarios', 'push,fly'])).toThrow('--scenarios "fly" is invalid');
  });
});
