import { describe, expect, it } from 'vitest';
import { conformance } from './conformance.ts';
import { embedded } from './embedded.ts';
import { temporaryDirectory } from './processes.ts';

const stores: readonly { readonly store: string; readonly args: (storage: string) => readonly string[] }[] = [
  { store: 'memory', args: () => [] },
  { store: 'storage, a layout for each repository', args: (storage) => ['--storage', storage, '--layout', 'per-repository'] },
  { store: 'storage, one shared layout', args: (storage) => ['--storage', storage, '--layout', 'shared'] },
];

async function expectConformance(title: string, host: string, sparse: boolean): Promise<void> {
  const { counts, parts, complaints } = await conformance(host, { sparse });
  console.log(`conformance, ${title}: ${Object.entries(counts).map(([status, count]) => `${count} ${status}`).join(', ')}`);
  expect(complaints).toBe('');
  expect(counts).toMatchObject({ FAIL: 0, Error: 0, Skip: 0 });
  // Nothing may pass by not being tried.
  expect(counts['Pass']).toBeGreaterThan(900);
  const notPassed = Object.entries(parts).filter(([, verdict]) => verdict !== 'Pass');
  expect(notPassed).toEqual(sparse ? [] : [['Sparse Manifests', 'Disabled']]);
  expect(parts).toMatchObject({ 'Blob anonymous mount': 'Pass', 'Blob upload cancel': 'Pass', 'Manifest put with tag params': 'Pass', Referrers: 'Pass' });
}

describe('the conformance suite of distribution-spec', () => {
  for (const { store, args } of stores) {
    for (const sparse of [false, true]) {
      const title = `${store}${sparse ? ', sparse' : ''}`;
      it(`passes: ${title}`, async () => {
        await using directory = await temporaryDirectory();
        await using registry = await embedded([...args(directory.path), ...(sparse ? ['--allow-sparse'] : [])]);
        await expectConformance(title, registry.host, sparse);
      });
    }
  }

  for (const sparse of [false, true]) {
    const title = `cache of an upstream${sparse ? ', sparse' : ''}`;
    it(`passes: ${title}`, async () => {
      const flags = sparse ? ['--allow-sparse'] : [];
      await using directory = await temporaryDirectory();
      await using origin = await embedded(flags);
      await using cache = await embedded(['--upstream', origin.url, '--storage', directory.path, ...flags]);
      await expectConformance(title, cache.host, sparse);
    });
  }
});
