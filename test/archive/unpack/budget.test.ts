import { describe, expect, it } from 'vitest';
import { sizeLimit, UnpackBudget } from '../../../src/archive/unpack/budget.ts';

const gibibyte = 1024 ** 3;

describe('UnpackBudget', () => {
  it('allows the free space of the disk, without a twentieth and at most 1 GiB', () => {
    expect(sizeLimit({ blocks: 100, bavail: 40, bsize: 4096 })).toBe(40 * 4096 * 0.95);
    expect(sizeLimit({ blocks: 10 ** 9, bavail: 100 * gibibyte, bsize: 1 })).toBe(99 * gibibyte);
    expect(sizeLimit({ blocks: 100, bavail: 0, bsize: 4096 })).toBe(0);
  });

  it('has no limit for a file system that does not report its size', async () => {
    expect(sizeLimit({ blocks: 0, bavail: 0, bsize: 4096 })).toBe(Infinity);
    const budget = await UnpackBudget.forDirectory('/nowhere');
    expect(() => budget.reserveFile(2 ** 50, 'a')).not.toThrow();
  });

  it('rejects a file that does not fit on the disk before it is written', async () => {
    const budget = await UnpackBudget.forDirectory('.');
    budget.reserveFile(1, 'a');
    expect(() => budget.reserveFile(2 ** 52, 'the layer')).toThrow(
      /^cannot write the layer: .* the free space of the disk; free disk space, or set `maxUnpackedSize`$/,
    );
  });
});
