import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPureHash } from '../../src/spec/sha2.ts';

describe.each([
  ['sha256', 64],
  ['sha512', 128],
] as const)('the pure %s', (algorithm, blockSize) => {
  const hashes = (chunks: readonly Uint8Array[]): { readonly pure: string; readonly node: string } => {
    const [pure, node] = [createPureHash(algorithm), createHash(algorithm)];
    for (const chunk of chunks) {
      pure.update(chunk);
      node.update(chunk);
    }
    return { pure: pure.digest('hex'), node: node.digest('hex') };
  };

  it('equals the one of Node for every length up to three blocks', () => {
    for (let size = 0; size <= 3 * blockSize; size++) {
      const { pure, node } = hashes([new Uint8Array(size).fill(size)]);
      expect(pure, `${size} bytes`).toBe(node);
    }
  });

  it('equals the one of Node for content in any chunks', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 6 }), (chunks) => {
        const { pure, node } = hashes(chunks);
        expect(pure).toBe(node);
      }),
      { numRuns: 50 },
    );
  });
});
