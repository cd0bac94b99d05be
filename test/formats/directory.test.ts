import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { directory, planSource } from '../../src/formats/index.ts';
import { buildLayout } from '../../src/transfer/index.ts';

it('plans one packed layer with fixed metadata', async () => {
  expect(await directory.plan({ path: 'source' }, {})).toMatchObject({
    artifactType: 'application/vnd.unknown.artifact.v1',
    config: { kind: 'empty' },
    layers: [
      {
        kind: 'directory',
        pack: { sourceDir: 'source', compression: 'gzip', symlinks: 'preserve', modes: 'keep', exclude: [] },
        annotations: { 'io.deis.oras.content.unpack': 'true', 'org.opencontainers.image.title': '.' },
      },
    ],
    annotations: { 'org.opencontainers.image.created': '1970-01-01T00:00:00Z' },
    notices: [],
  });
});

it.each(['zstd', 'none'] as const)('adds a notice that ORAS does not unpack %s', async (compression) => {
  const { layers, notices } = await directory.plan({ path: 'source' }, { compression });
  expect(notices).toEqual([expect.stringContaining('ORAS does not unpack it')]);
  expect(layers[0]).not.toHaveProperty(['annotations', 'io.deis.oras.content.unpack']);
});

it('refuses a creation date that is not in RFC 3339 form', async () => {
  await expect(directory.plan({ path: 'source' }, { timestamp: 'yesterday' })).rejects.toMatchObject({
    code: 'DATE_INVALID',
  });
});

it('gives the same digest on every system and in every version', async () => {
  const place = await mkdtemp(join(tmpdir(), 'directory-'));
  try {
    await mkdir(join(place, 'source'));
    await writeFile(join(place, 'source/a.txt'), 'content\n', { mode: 0o644 });
    const plan = await planSource(join(place, 'source'), { modes: 'normalize', compression: 'none' });
    const { manifest, layers } = await buildLayout(plan, join(place, 'layout'));
    expect({ manifest: manifest.digest, content: layers[0]?.contentDigest }).toEqual({
      manifest: 'sha256:31b806f260caa052096f6a4aa07ab7645b7dd1c109d9c39f6bb0745c4b2ddb34',
      content: 'sha256:c63237e32ae95dc8532f82b6d06ce6b738e634289beffe211475204627c78084',
    });
  } finally {
    await rm(place, { recursive: true });
  }
});
