import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { IncompleteBlob } from '../../src/registry/index.ts';
import { once } from '../../src/streams/index.ts';
import { buildLayout, type IndexPlan, type LayerPlan } from '../../src/transfer/index.ts';

const mediaType = 'application/vnd.example';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'build-index-'));
  await mkdir(join(directory, 'source'));
  await writeFile(join(directory, 'source/a'), 'a');
});
afterEach(() => rm(directory, { recursive: true }));

const layers: Readonly<Record<string, (index: number) => LayerPlan>> = {
  directory: () => ({
    kind: 'directory',
    pack: {
      sourceDir: join(directory, 'source'),
      exclude: [],
      symlinks: 'preserve',
      allowOutsideLinks: false,
      modes: 'keep',
      compression: 'gzip',
    },
  }),
  file: () => ({ kind: 'file', path: join(directory, 'source/a'), mediaType }),
  stream: (index) => ({ kind: 'stream', content: once(Buffer.from(`layer ${index}`)), mediaType }),
};

it.each(Object.entries(layers))(
  'an index of a %s for each platform opens one reader of an incomplete layer',
  async (_, layer) => {
    const plan: IndexPlan = {
      artifactType: mediaType,
      manifests: ['amd64', 'arm64', 'riscv64'].map((architecture, index) => ({
        platform: { os: 'linux', architecture },
        plan: { artifactType: mediaType, config: { kind: 'empty' }, layers: [layer(index), layer(10 + index)] },
      })),
    };
    const readers: IncompleteBlob[] = [];
    const { layers: built } = await buildLayout(plan, join(directory, 'layout'), {
      onPackingStart: (content) => readers.push(content),
    });
    try {
      expect(built).toHaveLength(6);
      expect(readers.map(({ size }) => size)).toEqual([built[0]?.descriptor.size]);
    } finally {
      await Promise.all(readers.map((reader) => reader.close()));
    }
  },
);
