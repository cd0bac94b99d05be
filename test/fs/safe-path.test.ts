import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isWithin, unsafePathReason } from '../../src/fs/index.ts';

describe('unsafePathReason', () => {
  it.each([
    '',
    '/etc/passwd',
    '../x',
    'a/../../x',
    'a/..',
    String.raw`a\b`,
    'C:x',
    'c:/x',
    'a\0b',
    'a'.repeat(256),
    // Fewer than 256 characters, but more than 255 bytes.
    '€'.repeat(86),
    `a/${'é'.repeat(128)}/b`,
    '😀'.repeat(64),
    `${'a/'.repeat(2100)}b`,
  ])('rejects %j (EX-01)', (name) => {
    expect(unsafePathReason(name)).toBeDefined();
  });

  it.each(['a', './a', 'a/b', '.', 'a..b', '...', 'größe', '€'.repeat(85)])(
    'accepts %j, which stays in the directory (EX-01)',
    (name) => {
      expect(unsafePathReason(name)).toBeUndefined();
      expect(isWithin('/tmp/out', join('/tmp/out', name))).toBe(true);
    },
  );
});

describe('isWithin', () => {
  it('returns false for a sibling with the same prefix (EX-04)', () => {
    expect(isWithin('/tmp/out', '/tmp/out-evil/x')).toBe(false);
  });

  it('returns false for the parent directory (EX-04)', () => {
    expect(isWithin('/tmp/out', '/tmp')).toBe(false);
  });

  it('returns true for inner paths, also with a name that starts with ".." (EX-04)', () => {
    expect(isWithin('/tmp/out', '/tmp/out/x')).toBe(true);
    expect(isWithin('/tmp/out', '/tmp/out/..x')).toBe(true);
  });
});
