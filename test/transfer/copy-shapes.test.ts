import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { FileStore } from '../../src/files/index.ts';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { pushContent, repository, type ReadOnlyStorage, type Repository } from '../../src/registry/index.ts';
import { mediaTypeOctetStream, OciError, successorsOf, parseManifest, type Descriptor } from '../../src/spec/index.ts';
import { copyGraph, extendedCopy, recursiveCopyGraph } from '../../src/transfer/index.ts';
import { blobOf, indexOf, manifestOf, type Blob, type ManifestBlob } from '../contract/content.ts';
import { storeImage, temporaryFolder } from '../layout/fixture.ts';

const store = (): Repository => repository(new MemoryRegistry(), 'some/repository');

async function pushed<T extends Blob>(target: Repository, content: T): Promise<T> {
  await pushContent(target, content.descriptor, content.bytes);
  return content;
}

/** A manifest that is also stored as a blob, and a manifest with this blob as its layer. */
async function packagedImage(
  target: Repository,
): Promise<{ readonly image: ManifestBlob; readonly outer: ManifestBlob }> {
  const { config, manifest: image } = await storeImage(target, 'inner');
  const layer: Descriptor = { ...image.descriptor, mediaType: mediaTypeOctetStream };
  await pushed(target, { descriptor: layer, bytes: image.bytes });
  const outer = await pushed(target, manifestOf({ config: config.descriptor, layers: [layer] }));
  return { image, outer };
}

describe('a copy of a manifest that is also a layer', () => {
  it.each(['the layer first', 'the manifest first', 'both at once'])('has both (%s)', async (order) => {
    const [source, destination] = [store(), store()];
    const { image, outer } = await packagedImage(source);
    const nested = async (manifest: ManifestBlob, levels: number): Promise<Descriptor> => {
      let { descriptor } = manifest;
      for (let level = 0; level < levels; level++) ({ descriptor } = await pushed(source, indexOf([descriptor])));
      return descriptor;
    };
    const levels = { 'the layer first': 3, 'the manifest first': 0, 'both at once': 1 }[order] ?? 0;
    const root = await pushed(source, indexOf([outer.descriptor, await nested(image, levels)]));
    await copyGraph(source, destination, root.descriptor);
    expect(await destination.exists(image.descriptor)).toBe(true);
    expect(await destination.exists({ ...image.descriptor, mediaType: mediaTypeOctetStream })).toBe(true);
    for (const layer of successorsOf(parseManifest(image.bytes, image.mediaType)))
      expect(await destination.exists(layer)).toBe(true);
  });
});

describe('a copy of an image with a layer that must not be distributed', () => {
  it.each([
    'application/vnd.oci.image.layer.nondistributable.v1.tar',
    'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
    'application/vnd.oci.image.layer.nondistributable.v1.tar+zstd',
    'application/vnd.docker.image.rootfs.foreign.diff.tar',
    'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
  ])('copies the other content (%s)', async (mediaType) => {
    const [source, destination] = [store(), store()];
    const config = await pushed(source, blobOf('{}'));
    const layer = await pushed(source, blobOf('own'));
    const foreign = { ...blobOf('elsewhere').descriptor, mediaType, urls: ['https://registry.invalid/layer'] };
    const layers = [foreign, layer.descriptor];
    const { descriptor } = await pushed(source, manifestOf({ config: config.descriptor, layers }));
    await copyGraph(source, destination, descriptor);
    expect(await destination.exists(descriptor)).toBe(true);
    expect(await destination.exists(layer.descriptor)).toBe(true);
    expect(await destination.exists(foreign)).toBe(false);
  });
});

describe('a copy whose source fails', () => {
  it.each(['MANIFEST_UNKNOWN', 'BLOB_UNKNOWN', 'MANIFEST_BLOB_UNKNOWN'] as const)(
    'pushes nothing twice after %s',
    async (code) => {
      const [source, destination] = [store(), store()];
      const { config, layer, manifest } = await storeImage(source, 'one');
      const failing: ReadOnlyStorage = {
        exists: (...args) => source.exists(...args),
        fetch: async (...args) => {
          if (args[0].digest === manifest.descriptor.digest) throw new OciError(code, 'deleted during the copy');
          return source.fetch(...args);
        },
      };
      const push = vi.spyOn(destination, 'push');
      const children = [config.descriptor, layer.descriptor];
      // The custom function does not read the manifest, so that its push reads it first.
      const copying = copyGraph(failing, destination, manifest.descriptor, {
        findSuccessors: async (_, node) => (node.digest === manifest.descriptor.digest ? children : []),
      });
      await expect(copying).rejects.toMatchObject({ code, origin: 'source' });
      const digests = push.mock.calls.map(([node]) => node.digest);
      for (const { digest } of children) expect(digests.filter((each) => each === digest)).toHaveLength(1);
    },
  );
});

describe('a recursive copy out of a layout', () => {
  it('does not copy indexes that list the image and refer to something else', async () => {
    await using folder = await temporaryFolder();
    const source = await LayoutRepository.open(folder.path, { sync: false });
    const { manifest: image } = await storeImage(source, 'image', ['v1']);
    const { manifest: other } = await storeImage(source, 'other', ['v2']);
    const { manifest: referrer } = await storeImage(source, 'referrer', [], image.descriptor);
    const unrelated = [
      await pushed(source, indexOf([image.descriptor], { subject: other.descriptor })),
      await pushed(source, indexOf([image.descriptor, other.descriptor], { subject: other.descriptor })),
      await pushed(source, indexOf([image.descriptor], { subject: blobOf('absent').descriptor })),
      await pushed(source, indexOf([image.descriptor])),
    ];
    const destination = store();
    await recursiveCopyGraph(source, destination, image.descriptor);
    expect(await destination.exists(referrer.descriptor)).toBe(true);
    for (const { descriptor } of [other, ...unrelated]) expect(await destination.exists(descriptor)).toBe(false);
  });
});

describe('an extended copy into a directory', () => {
  it.each(['report.json', 'sub/dir/report.json', '../report.json'])(
    'does not write a referrer to the file that its manifest names (%s)',
    async (title) => {
      await using folder = await temporaryFolder();
      const source = store();
      const { manifest: image } = await storeImage(source, 'image', ['v1']);
      const config = await pushed(source, blobOf('{}'));
      await pushed(
        source,
        manifestOf({
          artifactType: 'application/vnd.example.report',
          config: config.descriptor,
          layers: [],
          subject: image.descriptor,
          annotations: { 'org.opencontainers.image.title': title },
        }),
      );
      const work = join(folder.path, 'work');
      await mkdir(work);
      await using destination = new FileStore(work, { temporaryDir: folder.path });
      await extendedCopy(source, 'v1', destination);
      expect(await readdir(work, { recursive: true })).toEqual([]);
      expect(await Array.fromAsync(await destination.predecessors(image.descriptor))).toHaveLength(1);
    },
  );
});
