import { describe, expect, it } from 'vitest';
import { LayoutRegistry, LayoutRepository } from '../../src/layout/index.ts';
import { plainDescriptor, type Descriptor, type Digest } from '../../src/spec/index.ts';
import { expectBytes, expectCode, indexOf, putImage, putManifest, type Image } from '../contract/content.ts';
import { storeImage, temporaryFolder } from './fixture.ts';

const modes = ['per-repository', 'shared'] as const;

function digests(...manifests: readonly { readonly descriptor: Descriptor }[]): readonly Digest[] {
  return manifests.map(({ descriptor }) => descriptor.digest).toSorted();
}

describe.each(modes)('a garbage collection of untagged manifests (%s)', (mode) => {
  it('deletes the manifests of overwritten tags, and only with the option', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path, { mode, sync: false, journal: true });
    const images: Image[] = [];
    for (const marker of ['one', 'two', 'three', 'four'])
      images.push(await putImage(registry, 'app', marker, ['latest']));
    const [one, two, three, four] = images as [Image, Image, Image, Image];
    await putManifest(registry, 'app', two.manifest, 'kept');
    expect(await registry.gc({ graceMs: 0 })).toEqual([]);
    const expected = digests(one.manifest, one.layer, three.manifest, three.layer);
    const gc = async (dryRun: boolean): Promise<readonly Digest[]> =>
      (await registry.gc({ graceMs: 0, untagged: true, dryRun })).map(({ digest }) => digest).toSorted();
    expect(await gc(true)).toEqual(expected);
    await expectBytes(registry.getManifest('app', one.manifest.descriptor.digest), one.manifest);
    expect(await gc(false)).toEqual(expected);
    expect(await gc(false)).toEqual([]);
    for (const { manifest } of [one, three])
      await expectCode(registry.getManifest('app', manifest.descriptor.digest), 'MANIFEST_UNKNOWN');
    for (const { manifest, layer } of [two, four]) {
      await expectBytes(registry.getManifest('app', manifest.descriptor.digest), manifest);
      await expectBytes(registry.getBlob('app', layer.descriptor.digest), layer);
    }
    await registry.flush();
  });

  it('keeps the manifests of indexes, and referrers of what remains', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path, { mode, sync: false });
    const child = await putImage(registry, 'app', 'child');
    const nested = await putManifest(registry, 'app', indexOf([child.manifest.descriptor]));
    await putManifest(registry, 'app', indexOf([nested.descriptor]), 'multi');
    const sbom = await putImage(registry, 'app', 'sbom', [], { subject: child.manifest.descriptor });
    const signature = await putImage(registry, 'app', 'signature', [], {
      subject: plainDescriptor(sbom.manifest.descriptor),
    });
    const loose = await putImage(registry, 'app', 'loose');
    const referrerOfLoose = await putImage(registry, 'app', 'referrer', [], { subject: loose.manifest.descriptor });
    const looseIndex = await putManifest(
      registry,
      'app',
      indexOf([loose.manifest.descriptor, child.manifest.descriptor]),
    );
    const deleted = (await registry.gc({ graceMs: 0, untagged: true })).map(({ digest }) => digest).toSorted();
    expect(deleted).toEqual(
      digests(loose.manifest, loose.layer, referrerOfLoose.manifest, referrerOfLoose.layer, looseIndex),
    );
    for (const { manifest } of [child, sbom, signature])
      await expectBytes(registry.getManifest('app', manifest.descriptor.digest), manifest);
  });

  it('keeps recent manifests, and all repositories', async () => {
    await using folder = await temporaryFolder();
    let now = Date.now();
    const registry = await LayoutRegistry.open(folder.path, { mode, sync: false, now: () => now });
    const old = await putImage(registry, 'app', 'old', ['v1']);
    await putImage(registry, 'app', 'new', ['v1']);
    const other = await putImage(registry, 'other', 'other', ['v1']);
    expect(await registry.gc({ untagged: true })).toEqual([]);
    now += 2 * 60 * 60_000;
    await registry.pushManifest('app', old.manifest.bytes, old.manifest.mediaType);
    expect(await registry.gc({ untagged: true })).toEqual([]);
    now += 2 * 60 * 60_000;
    expect(await registry.gc({ untagged: true })).toHaveLength(2);
    await expectBytes(registry.getTag('other', 'v1'), other.manifest);
  });
});

it('LayoutRepository keeps manifests with any name, and deletes those without', async () => {
  await using folder = await temporaryFolder();
  const repository = await LayoutRepository.open(folder.path, { sync: false });
  await storeImage(repository, 'named', ['docker.io/acme/app:v1']);
  const unnamed = await storeImage(repository, 'unnamed');
  const deleted = (await repository.gc({ graceMs: 0, untagged: true })).map(({ digest }) => digest).toSorted();
  expect(deleted).toEqual(digests(unnamed.manifest, unnamed.layer));
});
