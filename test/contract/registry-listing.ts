import { describe, expect } from 'vitest';
import { digestOf, mediaTypeImageManifest, plainDescriptor, type Descriptor } from '../../src/spec/index.ts';
import { blobOf, expectCode, manifestOf, name, put, putImage, putManifest } from './content.ts';
import type { Contract } from './registry.ts';

const byDigest = (list: readonly Descriptor[]): readonly Descriptor[] =>
  list.toSorted((a, b) => (a.digest < b.digest ? -1 : 1));

export function listingContract({ test, has }: Contract): void {
  describe('tags', () => {
    const tags = ['0', 'A', 'B.1', '_', 'a', 'a-b', 'a.b', 'a_b', 'ab', 'b'];

    test('lists tags in byte order', async ({ registry, source }) => {
      await putImage(source, name, 'one', tags.toReversed());
      expect(await Array.fromAsync(registry.tags(name))).toEqual([
        '0',
        'A',
        'B.1',
        '_',
        'a',
        'a-b',
        'a.b',
        'a_b',
        'ab',
        'b',
      ]);
    });

    test('lists tags after startAfter, up to the limit', async ({ registry, source }) => {
      await putImage(source, name, 'one', tags);
      expect(await Array.fromAsync(registry.tags(name, { startAfter: 'a-b' }))).toEqual(['a.b', 'a_b', 'ab', 'b']);
      expect(await Array.fromAsync(registry.tags(name, { startAfter: 'a-c' }))).toEqual(['a.b', 'a_b', 'ab', 'b']);
      expect(await Array.fromAsync(registry.tags(name, { startAfter: 'b' }))).toEqual([]);
      expect(await Array.fromAsync(registry.tags(name, { limit: 3 }))).toEqual(['0', 'A', 'B.1']);
      expect(await Array.fromAsync(registry.tags(name, { limit: 2, startAfter: '_' }))).toEqual(['a', 'a-b']);
      expect(await Array.fromAsync(registry.tags(name, { limit: 0 }))).toEqual([]);
      expect(await Array.fromAsync(registry.tags(name, { limit: 1000 }))).toEqual(tags);
    });

    test('lists no tags for untagged manifests', async ({ registry, source }) => {
      await putImage(source, name, 'one');
      expect(await Array.fromAsync(registry.tags(name))).toEqual([]);
    });

    test('supports a list that is not read to its end', async ({ registry, source }) => {
      await putImage(source, name, 'one', tags);
      for await (const tag of registry.tags(name)) {
        expect(tag).toBe('0');
        break;
      }
    });

    test('aborts the list when the signal is aborted', async ({ registry, source }) => {
      await putImage(source, name, 'one', tags);
      await expectCode(Array.fromAsync(registry.tags(name, { signal: AbortSignal.abort() })), 'ABORTED');
    });
  });

  describe('referrers', () => {
    test('lists referrers with artifact type and annotations for each subject', async ({ registry, source }) => {
      const { manifest: subject, config, layer } = await putImage(source, name, 'subject', ['v1']);
      const shared = { layers: [layer.descriptor], subject: subject.descriptor };
      const withArtifactType = manifestOf({
        ...shared,
        config: config.descriptor,
        artifactType: 'application/vnd.example.signature',
        annotations: { b: '2', a: '1' },
      });
      const fromConfig = manifestOf({
        ...shared,
        config: { ...config.descriptor, mediaType: 'application/vnd.example.config' },
      });
      await putManifest(source, name, withArtifactType);
      await putManifest(source, name, fromConfig, 'tagged');
      await putImage(source, name, 'unrelated', ['v2']);

      const expected = [
        {
          ...withArtifactType.descriptor,
          artifactType: 'application/vnd.example.signature',
          annotations: { a: '1', b: '2' },
        },
        { ...fromConfig.descriptor, artifactType: 'application/vnd.example.config' },
      ];
      const all = await Array.fromAsync(registry.referrers(name, subject.descriptor.digest));
      expect(byDigest(all)).toEqual(byDigest(expected));
      const some = await Array.fromAsync(
        registry.referrers(name, subject.descriptor.digest, { artifactType: 'application/vnd.example.config' }),
      );
      expect(some).toEqual([expected[1]]);
      expect(
        await Array.fromAsync(registry.referrers(name, subject.descriptor.digest, { artifactType: 'none/such' })),
      ).toEqual([]);
    });

    test('returns an empty list without referrers', async ({ registry, source }) => {
      const { manifest } = await putImage(source, name, 'one', ['v1']);
      expect(await Array.fromAsync(registry.referrers(name, manifest.descriptor.digest))).toEqual([]);
      expect(await Array.fromAsync(registry.referrers(name, digestOf('nothing')))).toEqual([]);
    });

    test('lists referrers of a subject that does not exist', async ({ registry, source }) => {
      const later = { ...blobOf('later').descriptor, mediaType: mediaTypeImageManifest };
      const { manifest } = await putImage(source, name, 'early', [], { subject: later });
      const listed = await Array.fromAsync(registry.referrers(name, later.digest));
      expect(listed.map(plainDescriptor)).toEqual([manifest.descriptor]);
    });

    if (has('delete')) {
      test('omits deleted referrers', async ({ registry }) => {
        const subject = await putImage(registry, name, 'subject');
        const referrer = await putImage(registry, name, 'referrer', [], { subject: subject.manifest.descriptor });
        await registry.deleteManifest(name, referrer.manifest.descriptor.digest);
        expect(await Array.fromAsync(registry.referrers(name, subject.manifest.descriptor.digest))).toEqual([]);
      });
    }
  });

  if (!has('catalog')) return;
  describe('repositories', () => {
    test('lists no repositories of an empty registry', async ({ registry }) => {
      expect((await Array.fromAsync(registry.repositories())).filter((listed) => listed !== name)).toEqual([]);
    });

    if (!has('repositories')) {
      test('lists the only repository', async ({ registry, source }) => {
        await putImage(source, name, 'one', ['v1']);
        expect(await Array.fromAsync(registry.repositories())).toEqual([name]);
        expect(await Array.fromAsync(registry.repositories({ startAfter: name }))).toEqual([]);
      });
      return;
    }

    if (has('delete')) {
      test('omits repositories without content', async ({ registry }) => {
        await putImage(registry, 'a/b/kept', 'kept', ['v1']);
        const { manifest, config, layer } = await putImage(registry, 'a/b', 'deleted', ['v1', 'v2']);
        const blob = await put(registry, 'blob', blobOf('only a blob'));
        if (has('chunked')) await (await registry.pushBlobChunked('upload')).close();
        await registry.deleteManifest('a/b', manifest.descriptor.digest);
        if (has('isolation'))
          for (const { descriptor } of [config, layer]) await registry.deleteBlob('a/b', descriptor.digest);
        await registry.deleteBlob('blob', blob.descriptor.digest);
        expect(await Array.fromAsync(registry.repositories())).toEqual(['a/b/kept']);
        for (const empty of ['a/b', 'blob', 'upload'])
          await expectCode(Array.fromAsync(registry.tags(empty)), 'NAME_UNKNOWN');
        await putImage(registry, 'a/b', 'again', ['v3']);
        expect(await Array.fromAsync(registry.repositories())).toEqual(['a/b', 'a/b/kept']);
        expect(await Array.fromAsync(registry.tags('a/b'))).toEqual(['v3']);
      });
    }

    test('lists repositories in byte order after startAfter, up to the limit', async ({ registry, source }) => {
      const names = ['a', 'a-b/c', 'a.b', 'a/b', 'a/b/c', 'a0', 'b'];
      for (const repository of names.toReversed()) await putImage(source, repository, repository, ['v1']);
      expect(await Array.fromAsync(registry.repositories())).toEqual(names);
      expect(await Array.fromAsync(registry.repositories({ startAfter: 'a.b' }))).toEqual(['a/b', 'a/b/c', 'a0', 'b']);
      expect(await Array.fromAsync(registry.repositories({ startAfter: 'a/a' }))).toEqual(['a/b', 'a/b/c', 'a0', 'b']);
      expect(await Array.fromAsync(registry.repositories({ limit: 2 }))).toEqual(['a', 'a-b/c']);
      expect(await Array.fromAsync(registry.repositories({ limit: 1, startAfter: 'a' }))).toEqual(['a-b/c']);
      await put(source, 'a', blobOf('one more'));
      await expectCode(Array.fromAsync(registry.repositories({ signal: AbortSignal.abort() })), 'ABORTED');
    });
  });
}
