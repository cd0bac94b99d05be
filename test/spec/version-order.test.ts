import { describe, expect, it } from 'vitest';
import { compareVersions } from '../../src/spec/version-order.ts';

describe('compareVersions', () => {
  it.each([
    [
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
    ],
    ['1.0.0', '2.0.0', '2.1.0', '2.1.1', '10.0.0'],
    ['v1.9', 'v1.10', 'v2'],
    ['2026-09-30', '2026-10-01', '2026-11-30'],
    ['2026.9.1', '2026.11.30'],
    ['build-9', 'build-10', 'build-10b', '0.1', 'v1.0'],
    ['1.2', '1.2.0', '1.2.1-rc', '1.2.1'],
    ['9'.repeat(40), `1${'0'.repeat(40)}`],
  ])('orders %s …', (...versions) => {
    expect(versions.toReversed().toSorted(compareVersions)).toEqual(versions);
  });

  it.each([
    ['v1.2.3', '1.2.3'],
    ['1.2.3+build.1', '1.2.3+build.2'],
    ['1.02', '1.2'],
    ['', ''],
  ])('%s and %s are equal', (a, b) => {
    expect(compareVersions(a, b)).toBe(0);
    expect(compareVersions(b, a)).toBe(0);
  });
});
