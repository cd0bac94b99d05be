import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectFormat, type PlanOptions } from '../../src/formats/index.ts';
import { buildLayout, publishTo, pullArtifact } from '../../src/transfer/index.ts';
import { listTree } from '../archive/unpack/workspace.ts';
import { newRepository } from './pull-artifact.ts';

interface Case {
  /** Content by path. A path below `d0` to `d2` is in a directory, which becomes a packed layer. */
  readonly files: Readonly<Record<string, { readonly content: Uint8Array; readonly isExecutable: boolean }>>;
  /** Packs the whole source as one layer. */
  readonly isOneLayer: boolean;
  readonly shape: PlanOptions;
  readonly packing: PlanOptions;
  readonly annotations: Readonly<Record<string, string>>;
  readonly place: 'registry' | 'layout';
}

const path = fc
  .tuple(fc.constantFrom('', 'd0/', 'd1/', 'd2/sub/'), fc.constantFrom('a', 'B.txt', 'ä', 'a b', '.x', '*'))
  .map((parts) => parts.join(''));
const content = fc.oneof(fc.uint8Array({ maxLength: 600 }), fc.constant(Buffer.alloc(9000, 'text')));
const config = fc.constantFrom<PlanOptions>(
  { artifactType: 'application/vnd.example' },
  { config: { kind: 'platform' }, platform: { os: 'linux', architecture: 'amd64' } },
  { config: { kind: 'file', path: '/dev/null', mediaType: 'application/vnd.example.config' } },
);
const packing = fc.constantFrom<PlanOptions>(
  { compression: 'gzip' },
  { compression: 'zstd' },
  { compression: 'none' },
  { archive: 'zip' },
);

const cases = fc.record({
  files: fc.dictionary(path, fc.record({ content, isExecutable: fc.boolean() }), { minKeys: 1, maxKeys: 6 }),
  isOneLayer: fc.boolean(),
  shape: config,
  packing,
  annotations: fc.dictionary(fc.constantFrom('a', 'b'), fc.string()),
  place: fc.constantFrom('registry' as const, 'layout' as const),
}) satisfies fc.Arbitrary<Case>;

/** The tree of a source, and the tree that a pull of its artifact writes. */
async function roundTrip(each: Case, root: string): Promise<readonly string[][]> {
  const { files, isOneLayer, place } = each;
  const options: PlanOptions = { ...each.shape, ...each.packing, annotations: each.annotations };
  const source = join(root, 'source');
  await mkdir(source, { recursive: true });
  for (const [name, file] of Object.entries(files)) {
    await mkdir(dirname(join(source, name)), { recursive: true });
    await writeFile(join(source, name), file.content);
    await chmod(join(source, name), file.isExecutable ? 0o755 : 0o644);
  }
  const listed = [...new Set(Object.keys(files).map((name) => name.split('/')[0] ?? name))].map((name) => ({
    path: name,
  }));
  const given = isOneLayer ? { path: source } : { path: source, files: listed };
  const plan = await (await selectFormat(given)).plan(given, options);
  const { store, manifest } = await buildLayout(plan, join(root, 'layout'));
  const from = place === 'layout' ? store : newRepository();
  if (from !== store)
    await publishTo(store, manifest, from, { tags: ['v1'], name: 'registry', progress: { phase: 'push' } });
  await pullArtifact(from, manifest.digest, join(root, 'out'));
  return [await listTree(source), await listTree(join(root, 'out'))];
}

describe('any plan', () => {
  it('survives a push and a pull, in a registry and in a layout', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (each) => {
        const root = await mkdtemp(join(tmpdir(), 'plan-'));
        try {
          const [before, after] = await roundTrip(each, root);
          expect(after).toEqual(before);
        } finally {
          await rm(root, { recursive: true });
        }
      }),
      { numRuns: 10 },
    );
  });
});
