import { describe, expect, it } from 'vitest';
import { formatBytes, formatDuration } from '../../src/output/index.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [10_188, '9.9 KiB'],
    [10_189, '10 KiB'],
    [1024 ** 2 - 513, '1023 KiB'],
    [1024 ** 2 - 512, '1.0 MiB'],
    [1024 ** 2, '1.0 MiB'],
    [12.4 * 1024 ** 3, '12 GiB'],
    [2000 * 1024 ** 5, '2000 PiB'],
  ])('formats %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('formatDuration', () => {
  it.each([
    [0.4, '0 ms'],
    [999.4, '999 ms'],
    [999.6, '1.0 s'],
    [59_940, '59.9 s'],
    [59_960, '1 min 0 s'],
    [60_000, '1 min 0 s'],
    [3_600_000, '60 min 0 s'],
  ])('formats %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
