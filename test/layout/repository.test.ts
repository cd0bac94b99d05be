import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LayoutRepository } from '../../src/layout/index.ts';
import { pushContent } from '../../src/registry/index.ts';
import { digestHex, digestOf, mediaTypeImageManifest, plainDescriptor } from '../../src/spec/index.ts';
import { withVerification } from '../../src/streams/index.ts';
import { blobOf, expectBytes, expectCode, hanging, indexOf, manifestOf, noise, pieces } from '../contract/content.ts';
import { expectIntact, storeImage, temporaryFolder } from './fixture.ts';

const refName = 'org.opencontainers.image.ref.name';

async function indexOfLayout(
  path: string,
): Promise<{ manifests: Record<string, unknown>[] } & Record<string, unknown>> {
  return JSON.parse(await readFile(join(path, 'index.json'), 'utf8')) as {
    manifests: Record<string, unknown>[];
  } & Record<string, unknown>;
}

async function* failing(): AsyncGenerator<Uint8Array, void, undefined> {
  yield noise(2 * 1024 * 1024, 2);
  throw new RangeError('the source broke');
}

describe('LayoutRepository', () => {
  it('creates a layout as image-spec defines it', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'new', 'layout');
    const repository = await LayoutRepository.open(path);
    expect(JSON.parse(await readFile(join(path, 'oci-layout'), 'utf8'))).toEqual({ imageLayoutVersion: '1.0.0' });
    expect(await indexOfLayout(path)).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [],
    });
    const { manifest, layer } = await storeImage(repository, 'one', ['v1']);
    expect((await indexOfLayout(path)).manifests).toEqual([
      { ...manifest.descriptor, annotations: { [refName]: 'v1' } },
    ]);
    expect(
      Buffer.compare(await readFile(join(path, 'blobs', 'sha256', digestHex(layer.descriptor.digest))), layer.bytes),
    ).toBe(0);
    expect(await repository.pending()).toEqual([]);
  });

  it('stores borrowed chunks that share one buffer', async () => {
    await using folder = await temporaryFolder();
    const repository = await LayoutRepository.open(folder.path);
    const blob = blobOf(noise(5 * 1024 * 1024 + 5, 1));
    const damaged = blobOf(noise(5 * 1024 * 1024 + 5, 2));
    const never = (): never => {
      throw new Error('the content was not read in borrowed chunks');
    };
    const borrowed = async function* (content: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
      const memory = new Uint8Array(1_200_000);
      for (let at = 0, count = 0; at < content.byteLength; count++) {
        const part = content.subarray(at, at + ([1_200_000, 70_000, 5, 256 * 1024, 3][count % 5] ?? 1));
        at += part.byteLength;
        memory.set(part);
        yield memory.subarray(0, part.byteLength);
        memory.fill(0);
      }
    };
    await expectCode(
      repository.push(blob.descriptor, Object.assign(never, { borrowed: () => borrowed(damaged.bytes) })),
      'DIGEST_INVALID',
    );
    expect(await repository.exists(blob.descriptor)).toBe(false);
    await repository.push(blob.descriptor, Object.assign(never, { borrowed: () => borrowed(blob.bytes) }));
    await expectBytes(repository.fetch(blob.descriptor), blob);
    // Content that its source verifies is not hashed again. Its size is checked.
    for (const bytes of [blob.bytes.subarray(1), Buffer.concat([blob.bytes, blob.bytes.subarray(0, 1)])]) {
      const { descriptor } = blobOf(noise(5 * 1024 * 1024 + 5, 3));
      await expectCode(
        repository.push(
          descriptor,
          Object.assign(never, { borrowed: () => withVerification(borrowed(bytes), () => descriptor.digest) }),
        ),
        'SIZE_INVALID',
      );
      expect(await repository.exists(descriptor)).toBe(false);
    }
    expect(await repository.pending()).toEqual([]);
  });

  it('ingests content with an unknown digest', async () => {
    await using folder = await temporaryFolder();
    const repository = await LayoutRepository.open(folder.path);
    const blob = blobOf(noise(3 * 1024 * 1024 + 5, 1));
    const ingested = await repository.ingest(pieces(blob.bytes, 65_537), 'text/plain');
    expect(ingested).toEqual({ ...blob.descriptor, mediaType: 'text/plain' });
    await expectBytes(repository.fetch(ingested), { bytes: blob.bytes, descriptor: ingested });
    const long = await repository.ingest(pieces(blob.bytes, 1000), 'text/plain', { algorithm: 'sha512' });
    expect(long.digest).toBe(digestOf(blob.bytes, 'sha512'));
    expect((await repository.ingest(pieces(new Uint8Array(), 1), 'text/plain')).size).toBe(0);
    // The repository detaches the buffers of owned chunks after the write.
    const chunks = [noise(700_000, 0), noise(700_000, 1), noise(10, 2)].map((bytes) => Uint8Array.from(bytes));
    const whole = Buffer.concat(chunks);
    const owned = await repository.ingest(
      (async function* () {
        yield* chunks;
      })(),
      'text/plain',
      { owned: true },
    );
    expect(owned.digest).toBe(digestOf(whole));
    expect(chunks.map(({ byteLength }) => byteLength)).toEqual([0, 0, 10]);
    expect(await repository.pending()).toEqual([]);
  });

  it('stores no part of content that fails or is aborted', async () => {
    await using folder = await temporaryFolder();
    const repository = await LayoutRepository.open(folder.path);
    await expect(repository.ingest(failing(), 'text/plain')).rejects.toThrow('the source broke');
    const stop = new AbortController();
    const hang = hanging(noise(1000, 3), () => setTimeout(() => stop.abort(), 10));
    await expectCode(repository.ingest(hang, 'text/plain', { signal: stop.signal }), 'ABORTED');
    expect(await repository.pending()).toEqual([]);
    expect(await readdir(join(folder.path, 'blobs', 'sha256'))).toEqual([]);
  });

  it('preserves the entry of a manifest, including unknown members, when its tag is moved', async () => {
    await using folder = await temporaryFolder();
    const first = await LayoutRepository.open(folder.path);
    const one = await storeImage(first, 'one', ['latest']);
    const index = await indexOfLayout(folder.path);
    Object.assign(index.manifests[0] ?? {}, { platform: { architecture: 'arm64', os: 'linux' }, 'x-own': 1 });
    await writeFile(join(folder.path, 'index.json'), JSON.stringify({ ...index, annotations: { custom: 'yes' } }));

    const repository = await LayoutRepository.open(folder.path);
    const two = await storeImage(repository, 'two', ['latest']);
    expect(await indexOfLayout(folder.path)).toEqual({
      ...index,
      annotations: { custom: 'yes' },
      manifests: [
        { ...one.manifest.descriptor, platform: { architecture: 'arm64', os: 'linux' }, 'x-own': 1 },
        { ...two.manifest.descriptor, annotations: { [refName]: 'latest' } },
      ],
    });
    // A new tag uses the existing entry.
    await repository.tag(one.manifest.descriptor, 'old');
    expect((await indexOfLayout(folder.path)).manifests).toContainEqual({
      ...one.manifest.descriptor,
      platform: { architecture: 'arm64', os: 'linux' },
      'x-own': 1,
      annotations: { [refName]: 'old' },
    });
    expect((await indexOfLayout(folder.path)).manifests).toHaveLength(2);
  });

  it('finds manifests that only an index contains, as other tools write them', async () => {
    await using folder = await temporaryFolder();
    const writer = await LayoutRepository.open(folder.path);
    const image = await storeImage(writer, 'child');
    const nested = indexOf([image.manifest.descriptor]);
    await pushContent(writer, nested.descriptor, nested.bytes);
    const outer = indexOf([nested.descriptor]);
    await pushContent(writer, outer.descriptor, outer.bytes, { tags: ['multi'] });
    const index = await indexOfLayout(folder.path);
    await writeFile(
      join(folder.path, 'index.json'),
      JSON.stringify({
        ...index,
        manifests: index.manifests.filter((entry) => entry['digest'] === outer.descriptor.digest),
      }),
    );

    const repository = await LayoutRepository.open(folder.path);
    expect(await repository.resolve(image.manifest.descriptor.digest)).toEqual(image.manifest.descriptor);
    expect(await repository.exists(image.manifest.descriptor)).toBe(true);
    expect((await repository.predecessors(image.manifest.descriptor)).map(plainDescriptor)).toEqual([
      nested.descriptor,
    ]);
    expect((await repository.predecessors(image.layer.descriptor)).map(plainDescriptor)).toEqual([
      image.manifest.descriptor,
    ]);
    // The manifests remain when the index is deleted.
    await repository.delete(outer.descriptor);
    await repository.delete(nested.descriptor);
    await expectBytes(repository.fetch(image.manifest.descriptor), image.manifest);
    expect(await repository.resolve(image.manifest.descriptor.digest)).toEqual(image.manifest.descriptor);
  });

  it('does not use a file without an entry as a manifest', async () => {
    await using folder = await temporaryFolder();
    const repository = await LayoutRepository.open(folder.path);
    const { manifest } = await storeImage(repository, 'one');
    await repository.delete(manifest.descriptor);
    await pushContent(repository, { ...manifest.descriptor, mediaType: 'application/octet-stream' }, manifest.bytes);
    expect(await repository.exists(manifest.descriptor)).toBe(false);
    await pushContent(repository, manifest.descriptor, manifest.bytes, { tags: ['v1'] });
    expect(await repository.exists(manifest.descriptor)).toBe(true);
  });

  it('reads and sets the names that image-spec allows', async () => {
    await using folder = await temporaryFolder();
    const repository = await LayoutRepository.open(folder.path);
    const { manifest } = await storeImage(repository, 'one');
    for (const name of ['docker.io/library/debian:12', 'a--b+c', '_x', 'v1.0']) {
      await repository.tag(manifest.descriptor, name);
      expect((await repository.resolve(name)).digest).toBe(manifest.descriptor.digest);
    }
    expect(await Array.fromAsync(repository.tags())).toEqual(['_x', 'a--b+c', 'docker.io/library/debian:12', 'v1.0']);
    expect(await Array.fromAsync(repository.tags({ startAfter: '_x', limit: 1 }))).toEqual(['a--b+c']);
    const longest = 'x'.repeat(512);
    await repository.tag(manifest.descriptor, longest);
    expect((await repository.resolve(longest)).digest).toBe(manifest.descriptor.digest);
    for (const name of ['', 'a\nb', 'a b', '../x', `${longest}x`, manifest.descriptor.digest])
      await expectCode(repository.tag(manifest.descriptor, name), 'TAG_INVALID');
  });

  it('rejects a mount, and aborts it with its signal', async () => {
    await using folder = await temporaryFolder();
    const repository = await LayoutRepository.open(folder.path);
    const { descriptor } = blobOf('content');
    await expectCode(repository.mount(descriptor, 'acme/other'), 'UNSUPPORTED');
    await expectCode(repository.mount(descriptor, 'acme/other', { signal: AbortSignal.abort() }), 'ABORTED');
  });

  it('sees the changes of other processes and objects immediately', async () => {
    await using folder = await temporaryFolder();
    const one = await LayoutRepository.open(folder.path, { sync: false });
    const two = await LayoutRepository.open(folder.path, { sync: false });
    const { manifest } = await storeImage(one, 'one');
    for (let index = 0; index < 30; index++) {
      await one.tag(manifest.descriptor, `t${index}`);
      expect((await two.resolve(`t${index}`)).digest).toBe(manifest.descriptor.digest);
      await two.untag(`t${index}`);
      await expectCode(one.resolve(`t${index}`), 'MANIFEST_UNKNOWN');
    }
  });

  it('changes nothing when it is read-only', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'layout');
    await expectCode(LayoutRepository.open(path, { readOnly: true }), 'NOT_FOUND');
    const writer = await LayoutRepository.open(path);
    const { manifest } = await storeImage(writer, 'one', ['v1']);
    const before = await readdir(path, { recursive: true });
    const reader = await LayoutRepository.open(path, { readOnly: true });
    await expectBytes(reader.fetch(await reader.resolve('v1')), manifest);
    await expectCode(
      reader.push(blobOf('x').descriptor, () => pieces(blobOf('x').bytes, 1)),
      'DENIED',
    );
    await expectCode(reader.ingest(pieces(new Uint8Array(), 1), 'text/plain'), 'DENIED');
    await expectCode(reader.tag(manifest.descriptor, 'v2'), 'DENIED');
    await expectCode(reader.untag('v1'), 'DENIED');
    await expectCode(reader.delete(manifest.descriptor), 'DENIED');
    await expectCode(reader.gc(), 'DENIED');
    expect(await readdir(path, { recursive: true })).toEqual(before);
  });

  it('stores nothing of a manifest that it refuses, because a blob or a manifest of it is absent', async () => {
    await using folder = await temporaryFolder();
    const repository = await LayoutRepository.open(folder.path);
    const { config, layer } = await storeImage(repository, 'one', ['v1']);
    const index = await indexOfLayout(folder.path);
    const before = await readdir(folder.path, { recursive: true });
    const { descriptor: absent } = blobOf('elsewhere');
    for (const { descriptor, bytes } of [
      manifestOf({ config: config.descriptor, layers: [layer.descriptor, absent] }),
      indexOf([{ ...absent, mediaType: mediaTypeImageManifest }]),
    ]) {
      const pushed = pushContent(repository, descriptor, bytes, { tags: ['v2'] });
      const { message } = await expectCode(pushed, 'MANIFEST_BLOB_UNKNOWN');
      expect(message).toContain(absent.digest);
      expect(await readdir(folder.path, { recursive: true })).toEqual(before);
    }
    expect(await indexOfLayout(folder.path)).toEqual(index);
  });

  it('stores an index with absent manifests only with allowSparse', async () => {
    await using folder = await temporaryFolder();
    const strict = await LayoutRepository.open(folder.path);
    const sparse = await LayoutRepository.open(folder.path, { allowSparse: true });
    const index = indexOf([{ ...blobOf('elsewhere').descriptor, mediaType: mediaTypeImageManifest }]);
    await expectCode(pushContent(strict, index.descriptor, index.bytes), 'MANIFEST_BLOB_UNKNOWN');
    await pushContent(sparse, index.descriptor, index.bytes, { tags: ['sparse'] });
    expect((await strict.resolve('sparse')).digest).toBe(index.descriptor.digest);
  });

  it('records intact blobs that a worker verified, also under new names, but not damaged ones', async () => {
    await using folder = await temporaryFolder();
    const [one, other] = [
      await LayoutRepository.open(join(folder.path, 'one')),
      await LayoutRepository.open(join(folder.path, 'other')),
    ];
    const [good, bad] = [blobOf(noise(400_000, 1)), blobOf(noise(400_000, 2))];
    for (const { descriptor, bytes } of [good, bad]) await one.push(descriptor, () => pieces(bytes, 100_000));
    const path = join(folder.path, 'one/blobs/sha256', digestHex(bad.descriptor.digest));
    const content = await readFile(path);
    content[7] = (content[7] ?? 0) ^ 1;
    await writeFile(path, content);
    const fresh = await LayoutRepository.open(join(folder.path, 'one'));
    for (const { descriptor } of [good, bad]) {
      expect(await fresh.isVerified(descriptor)).toBe(false);
      await fresh.verifyInBackground(descriptor);
      await other.linkFrom(fresh, descriptor);
    }
    for (const layout of [fresh, other])
      expect([await layout.isVerified(good.descriptor), await layout.isVerified(bad.descriptor)]).toEqual([
        true,
        false,
      ]);
    const stop = new AbortController();
    const checking = fresh.verifyInBackground(good.descriptor, { signal: stop.signal });
    stop.abort();
    await expectCode(checking, 'ABORTED');
  });
});

describe('a link to a blob of another layout', () => {
  it('fails with BLOB_UNKNOWN and the path of the other layout when the other layout does not have the blob', async () => {
    await using folder = await temporaryFolder();
    const [path, target] = [join(folder.path, 'source'), join(folder.path, 'target')];
    const [source, layout] = [await LayoutRepository.open(path), await LayoutRepository.open(target)];
    const { descriptor, bytes } = blobOf(noise(1000, 1));
    const { message } = await expectCode(layout.linkFrom(source, descriptor), 'BLOB_UNKNOWN');
    expect(message).toContain(descriptor.digest);
    expect(message).toContain(path);
    expect(await layout.exists(descriptor)).toBe(false);
    await source.push(descriptor, () => pieces(bytes, 100));
    await layout.linkFrom(source, descriptor);
    // The target does not need the source for a blob that it has.
    await rm(path, { recursive: true });
    await layout.linkFrom(source, descriptor);
    await expectBytes(layout.fetch(descriptor), { descriptor, bytes });
  });

  it('names the blob and the other layout when a directory has the name of the blob', async () => {
    await using folder = await temporaryFolder();
    const [path, target] = [join(folder.path, 'source'), join(folder.path, 'target')];
    const [source, layout] = [await LayoutRepository.open(path), await LayoutRepository.open(target)];
    const { descriptor } = blobOf(noise(1000, 1));
    await mkdir(join(path, 'blobs/sha256', digestHex(descriptor.digest)), { recursive: true });
    const { message } = await expectCode(layout.linkFrom(source, descriptor), 'FILE_SYSTEM');
    expect(message).toContain(`${descriptor.digest.slice('sha256:'.length)}: it is a directory`);
    expect(message).toContain(path);
    expect(await layout.exists(descriptor)).toBe(false);
  });
});

describe('LayoutRepository with an untrusted layout', () => {
  it('rejects a folder without oci-layout (ST-10)', async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, 'blobs', 'sha256'), { recursive: true });
    await writeFile(join(folder.path, 'blobs', 'sha256', digestHex(digestOf('x'))), 'x');
    await writeFile(join(folder.path, 'index.json'), '{"schemaVersion":2,"manifests":[]}');
    for (const readOnly of [true, false]) {
      const failure = await expectCode(LayoutRepository.open(folder.path, { readOnly }), 'NOT_FOUND');
      expect(failure.message).toContain('oci-layout');
    }
    await writeFile(join(folder.path, 'oci-layout'), '{"imageLayoutVersion":"2.0.0"}');
    expect((await expectCode(LayoutRepository.open(folder.path), 'UNSUPPORTED')).message).toContain('"2.0.0"');
    await writeFile(join(folder.path, 'oci-layout'), 'x'.repeat(5000));
    await expectCode(LayoutRepository.open(folder.path), 'SIZE_LIMIT');
  });

  it('completes a layout after its creator was killed (ST-01)', async () => {
    for (const files of [[], ['index.json']]) {
      await using folder = await temporaryFolder();
      await mkdir(join(folder.path, 'blobs', 'sha256'), { recursive: true });
      for (const name of files) await writeFile(join(folder.path, name), '{"schemaVersion":2,"manifests":[]}');
      await expectCode(LayoutRepository.open(folder.path, { readOnly: true }), 'NOT_FOUND');
      await storeImage(await LayoutRepository.open(folder.path), 'after', ['v1']);
      await expectIntact(folder.path);
    }
  });

  it('loses no tag when several writers create it at the same time (ST-02)', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'layout');
    const names = Array.from({ length: 12 }, (_, index) => `v${String(index).padStart(2, '0')}`);
    await Promise.all(names.map(async (tag) => storeImage(await LayoutRepository.open(path), tag, [tag])));
    expect(await Array.fromAsync((await expectIntact(path)).tags())).toEqual(names);
  });

  it('rejects a malformed index.json without quoting it (ST-10)', async () => {
    await using folder = await temporaryFolder();
    const repository = await LayoutRepository.open(folder.path);
    const digest = digestOf('x');
    const entry = { mediaType: mediaTypeImageManifest, digest, size: 1 };
    const documents: readonly string[] = [
      'secret-canary',
      '[]',
      '{"manifests":[]}',
      '{"schemaVersion":2,"manifests":{}}',
      JSON.stringify({ schemaVersion: 2, manifests: [{ ...entry, size: -1 }] }),
      `{"schemaVersion":2,"manifests":[{"mediaType":"a/b","digest":"${digest}","size":4611686018427387904}]}`,
      JSON.stringify({ schemaVersion: 2, manifests: [{ ...entry, digest: 'sha256:../../../etc/passwd' }] }),
      JSON.stringify({ schemaVersion: 2, manifests: [{ ...entry, annotations: { [refName]: 1 } }] }),
    ];
    for (const document of documents) {
      await writeFile(join(folder.path, 'index.json'), document);
      const failure = await expectCode(repository.resolve('v1'), 'MANIFEST_INVALID');
      expect(failure.message).not.toContain('secret-canary');
    }
    await rm(join(folder.path, 'index.json'));
    expect((await expectCode(repository.resolve('v1'), 'NOT_FOUND')).message).toContain('index.json');
  });

  it('does not follow symlinks (ST-10)', async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, 'layout');
    const repository = await LayoutRepository.open(path);
    const { layer } = await storeImage(repository, 'one', ['v1']);
    const file = join(path, 'blobs', 'sha256', digestHex(layer.descriptor.digest));
    await rm(file);
    await writeFile(join(folder.path, 'outside'), layer.bytes);
    await symlink(join(folder.path, 'outside'), file);
    expect((await expectCode(repository.fetch(layer.descriptor), 'FILE_SYSTEM')).message).toContain('symbolic link');
    await expectCode(repository.exists(layer.descriptor), 'FILE_SYSTEM');

    for (const name of ['oci-layout', 'index.json']) {
      await using other = await temporaryFolder();
      await LayoutRepository.open(other.path);
      const content = await readFile(join(other.path, name));
      await rm(join(other.path, name));
      await writeFile(join(folder.path, name), content);
      await symlink(join(folder.path, name), join(other.path, name));
      const read = async (): Promise<unknown> => (await LayoutRepository.open(other.path)).resolve('v1');
      await expectCode(read(), 'FILE_SYSTEM');
    }

    await using whole = await temporaryFolder();
    await LayoutRepository.open(whole.path);
    await rm(join(whole.path, 'blobs'), { recursive: true });
    await symlink(folder.path, join(whole.path, 'blobs'));
    await expectCode(LayoutRepository.open(whole.path), 'FILE_SYSTEM');
  });

  it('reports a folder of blobs that it cannot list', async () => {
    await using folder = await temporaryFolder();
    const repository = await LayoutRepository.open(folder.path);
    const { layer } = await storeImage(repository, 'one', ['v1']);
    const blobs = join(folder.path, 'blobs', 'sha256');
    await rm(blobs, { recursive: true });
    await symlink('sha256', blobs);
    for (const work of [() => Array.fromAsync(repository.scrub()), () => repository.gc({ graceMs: 0 })])
      expect((await expectCode(work(), 'FILE_SYSTEM')).message).toContain(blobs);
    await expectCode(repository.exists(layer.descriptor), 'FILE_SYSTEM');
  });

  it('does not use a name with a line break as a tag, but retains its manifest (ST-10)', async () => {
    await using folder = await temporaryFolder();
    const { manifest } = await storeImage(await LayoutRepository.open(folder.path), 'one', ['v1']);
    const index = await indexOfLayout(folder.path);
    const names = ['v1\n::error::x', '../../etc', '', 'a//b'];
    const { mediaType, digest, size } = manifest.descriptor;
    const manifests = names.map((name) => ({ mediaType, digest, size, annotations: { [refName]: name } }));
    await writeFile(join(folder.path, 'index.json'), JSON.stringify({ ...index, manifests }));
    const repository = await LayoutRepository.open(folder.path);
    expect(await Array.fromAsync(repository.tags())).toEqual([]);
    expect(await repository.resolve(manifest.descriptor.digest)).toEqual(manifest.descriptor);
    await repository.tag(manifest.descriptor, 'good');
    expect(await Array.fromAsync(repository.tags())).toEqual(['good']);
  });

  it('rejects a blob with another size than its descriptor (ST-10)', async () => {
    await using folder = await temporaryFolder();
    const repository = await LayoutRepository.open(folder.path);
    const { layer, manifest } = await storeImage(repository, 'one', ['v1']);
    await expectCode(repository.fetch({ ...layer.descriptor, size: 2 ** 53 - 1 }), 'SIZE_MISMATCH');
    await writeFile(join(folder.path, 'blobs', 'sha256', digestHex(manifest.descriptor.digest)), 'x'.repeat(100));
    await expectCode(repository.fetch(await repository.resolve('v1')), 'SIZE_MISMATCH');
  });
});
