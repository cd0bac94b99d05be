import { describe, expect, it } from 'vitest';
import { maxKeys } from '../../src/action/cached-directory.ts';
import { downloadKeys } from '../../src/action/job-caches.ts';
import { digestOf } from '../../src/spec/index.ts';

const root = digestOf(Buffer.from('root'));
const all = { platform: undefined, include: [], layers: [], configOutput: undefined, format: 'auto' } as const;

describe('the cache keys of a pull', () => {
  it('depend on the digest and on the downloaded part (GA-08)', () => {
    const arm = { os: 'linux', architecture: 'arm64' };
    const selections = [
      all,
      { ...all, platform: arm },
      { ...all, platform: { ...arm, variant: 'v8' } },
      { ...all, include: ['a'] },
      { ...all, include: ['a', 'b'] },
      { ...all, include: ['ab'] },
      { ...all, platform: arm, include: ['a'] },
      { ...all, layers: ['a'] },
      { ...all, layers: ['a', 'b'] },
      { ...all, configOutput: 'a' },
      { ...all, format: 'image' as const },
    ];
    const keys = [root, digestOf(Buffer.from('other'))].flatMap((digest) =>
      selections.flatMap((selection) => downloadKeys(digest, selection)),
    );
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => !/^oci-artifact-pull-sha256-[0-9a-f]{64}-[0-9a-f]{16}-[1-9]$/.test(key))).toEqual([]);
    // The service treats each key as a prefix.
    expect(keys.filter((key) => keys.some((other) => other !== key && other.startsWith(key)))).toEqual([]);
    expect(downloadKeys(root, all)).toEqual(downloadKeys(root, { ...all }));
  });

  it('fit into one lookup, the latest edition first', () => {
    const keys = downloadKeys(root, all);
    expect(keys.length).toBeLessThanOrEqual(maxKeys);
    expect(keys).toEqual(keys.toSorted().toReversed());
  });
});
