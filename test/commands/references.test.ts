import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deleteCommand } from '../../src/commands/delete.ts';
import { printManifest } from '../../src/commands/manifest.ts';
import { referrers } from '../../src/commands/referrers.ts';
import { resolve } from '../../src/commands/resolve.ts';
import { tag } from '../../src/commands/tag.ts';
import { tags } from '../../src/commands/tags.ts';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { pushContent } from '../../src/registry/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { OciError, type Descriptor } from '../../src/spec/index.ts';
import { indexOf, name, putImage, putManifest, type Image, type ManifestBlob } from '../contract/content.ts';
import { run, type Run } from './run.ts';

let registry: MemoryRegistry;
let server: Listening;
let place: string;
let image: Image;
let other: Image;
let list: ManifestBlob;

beforeEach(async () => {
  registry = new MemoryRegistry();
  server = await listen(registry);
  place = `${new URL(server.url).host}/${name}`;
  image = await putImage(registry, name, 'one', ['v1', 'latest']);
  other = await putImage(registry, name, 'two', ['v2']);
  const onLinux = ({ manifest: { descriptor } }: Image, architecture: string): Descriptor => ({
    ...descriptor,
    platform: { os: 'linux', architecture },
  });
  list = indexOf([onLinux(image, 'amd64'), onLinux(other, 'arm64')]);
  await putManifest(registry, name, list, 'all');
});
afterEach(() => server.close());

async function on(command: Parameters<typeof run>[0], reference: string, raw: object = {}): Promise<Run> {
  return run(command, { reference: `${place}${reference}`, 'plain-http': 'true', ...raw });
}

const digestOf = ({ manifest: { descriptor } }: Image): string => descriptor.digest;

describe('resolve', () => {
  it('prints the digest, and has the names of the manifest', async () => {
    const digest = digestOf(image);
    const { lines, values } = await on(resolve, ':v1');
    expect(lines).toEqual([digest]);
    const { mediaType, size } = image.manifest.descriptor;
    const pinned = `${place}@${digest}`;
    const names = { reference: `${place}:v1`, 'pinned-reference': pinned, name: place };
    expect(values).toEqual({ digest, ...names, 'media-type': mediaType, size });
    expect((await on(resolve, `@${digest}`)).values).toMatchObject({ digest, reference: pinned });
    expect((await on(resolve, '')).values).toMatchObject({ digest, reference: `${place}:latest` });
  });

  it('selects the manifest of a platform, which has no tag', async () => {
    const { values } = await on(resolve, ':all', { platform: 'linux/arm64' });
    expect(values).toMatchObject({ digest: digestOf(other), reference: `${place}@${digestOf(other)}` });
    expect((await on(resolve, ':all')).values).toMatchObject({ digest: list.descriptor.digest });
    await expect(on(resolve, ':all', { platform: 'linux/s390x' })).rejects.toThrow(/linux\/s390x/);
  });

  it('explains a missing tag with the name of the option', async () => {
    await expect(on(resolve, ':none')).rejects.toThrow(/^--reference: .*none/);
  });
});

describe('tag', () => {
  it('points each tag to the manifest', async () => {
    const digest = digestOf(other);
    const { lines, texts } = await on(tag, ':v2', { tags: 'latest new new' });
    expect(texts).toEqual({ digest, tags: `${place}:latest\n${place}:new` });
    expect(lines).toEqual([`${place}:latest points to ${digest}`, `${place}:new points to ${digest}`]);
    for (const each of ['latest', 'new']) expect((await registry.resolveTag(name, each)).digest).toBe(digest);
    expect((await registry.resolveTag(name, 'v1')).digest).toBe(digestOf(image));
  });

  it('rejects a name that is not a tag, before it writes another one', async () => {
    await expect(on(tag, ':v2', { tags: 'new -x' })).rejects.toThrow(/^--tags: "-x" is not a tag/);
    expect(await Array.fromAsync(registry.tags(name))).not.toContain('new');
    await expect(on(tag, ':v2', { tags: '' })).rejects.toThrow(/^--tags: it is missing/);
  });
});

describe('tags', () => {
  it('prints each tag, or has them in its output', async () => {
    expect((await on(tags, '')).printed).toEqual(['all', 'latest', 'v1', 'v2']);
    const { values, printed } = await on(tags, '', { json: 'true' });
    expect(values).toEqual({ name: place, tags: ['all', 'latest', 'v1', 'v2'] });
    expect(printed).toEqual([]);
  });

  it.each([':v1', `@sha256:${'a'.repeat(64)}`])('rejects a reference with %s', async (suffix) => {
    await expect(on(tags, suffix)).rejects.toThrow(/^--reference: .* names one manifest; give only the repository/);
  });

  it('reports the manifests of a layout that have no name, with the digests of the first ten', async () => {
    const path = await mkdtemp(join(tmpdir(), 'tags-'));
    try {
      const layout = await LayoutRepository.open(path);
      for (const { descriptor, bytes } of [image.config, image.layer, other.config, other.layer])
        await pushContent(layout, descriptor, bytes);
      await pushContent(layout, image.manifest.descriptor, image.manifest.bytes, { tags: ['named'] });
      const named = await run(tags, { reference: path });
      expect([named.printed, named.log]).toEqual([['named'], []]);
      await pushContent(layout, other.manifest.descriptor, other.manifest.bytes);
      const { printed, log } = await run(tags, { reference: path });
      expect(printed).toEqual(['named']);
      expect(log).toEqual([expect.stringMatching(/^notice: 1 manifest of .* without a name; use the digest/)]);
      expect(log[0]).toContain(digestOf(other));
      const add = async (marker: number): Promise<void> => {
        const { descriptor, bytes } = indexOf([image.manifest.descriptor], { annotations: { marker: String(marker) } });
        await pushContent(layout, descriptor, bytes);
      };
      for (let count = 2; count <= 10; count++) await add(count);
      const ten = (await run(tags, { reference: path })).log.join('\n');
      expect(ten).toMatch(/^notice: 10 manifests of .*@…: (?:sha256:\w+, ){9}sha256:\w+$/);
      await add(11);
      const eleven = (await run(tags, { reference: path })).log.join('\n');
      expect(eleven).toMatch(/^notice: 11 manifests of .*@…: (?:sha256:\w+, ){10}…$/);
    } finally {
      await rm(path, { recursive: true });
    }
  });
});

describe('delete', () => {
  it('deletes only a tag, or the manifest with all its tags', async () => {
    expect((await on(deleteCommand, ':v1')).values).toEqual({ deleted: `${place}:v1`, kind: 'tag' });
    expect(await Array.fromAsync(registry.tags(name))).toEqual(['all', 'latest', 'v2']);
    expect((await registry.resolveManifest(name, image.manifest.descriptor.digest)).size).toBeGreaterThan(0);
    await registry.deleteManifest(name, list.descriptor.digest);
    const { lines, values } = await on(deleteCommand, `@${digestOf(image)}`);
    expect(values).toMatchObject({ kind: 'manifest' });
    expect(lines).toEqual([`deleted the manifest ${place}@${digestOf(image)}`]);
    expect(await Array.fromAsync(registry.tags(name))).toEqual(['v2']);
    const missing = registry.resolveManifest(name, image.manifest.descriptor.digest);
    await expect(missing).rejects.toMatchObject({ code: 'MANIFEST_UNKNOWN' });
  });

  it('deletes nothing without an explicit tag or digest', async () => {
    await expect(on(deleteCommand, '')).rejects.toThrow(/^--reference: .* names a whole repository; add a tag/);
    await expect(on(deleteCommand, `:v1@${digestOf(image)}`)).rejects.toThrow(/has a tag and a digest/);
    await expect(on(deleteCommand, ':none')).rejects.toThrow(/^--reference: /);
    expect(await Array.fromAsync(registry.tags(name))).toEqual(['all', 'latest', 'v1', 'v2']);
  });

  it('explains a registry that cannot delete a tag', async () => {
    registry.deleteTag = () => Promise.reject(new OciError('UNSUPPORTED', 'no deletes'));
    await expect(on(deleteCommand, ':v1')).rejects.toThrow(/deletes a manifest by its digest, with all its tags/);
  });
});

describe('manifest', () => {
  it('prints the stored bytes with json, and indented lines without', async () => {
    const { json, lines } = await on(printManifest, ':v1');
    const stored = Buffer.from(image.manifest.bytes).toString();
    expect(json).toBe(stored);
    expect(lines).toEqual(JSON.stringify(JSON.parse(stored), undefined, 2).split('\n'));
    expect((await on(printManifest, ':all', { platform: 'linux/arm64' })).json).toBe(
      Buffer.from(other.manifest.bytes).toString(),
    );
    await expect(on(printManifest, `@${image.layer.descriptor.digest}`)).rejects.toThrow(/^--reference: /);
  });
});

describe('referrers', () => {
  it('shows the referrers of one type, with their own', async () => {
    const subject = image.manifest.descriptor;
    const put = async (text: string, artifactType: string, of = subject): Promise<Image> =>
      putImage(registry, name, text, [], { subject: of, artifactType, annotations: { kind: text } });
    const sbom = await put('sbom', 'application/spdx+json');
    const signature = await put('signature', 'application/vnd.example.signature', sbom.manifest.descriptor);
    await put('scan', 'application/vnd.example.scan');
    const { values, lines } = await on(referrers, ':v1', { 'artifact-type': 'application/spdx+json' });
    expect(values).toMatchObject({ reference: `${place}@${subject.digest}`, digest: subject.digest });
    expect(values['referrers']).toEqual([
      expect.objectContaining({
        digest: digestOf(sbom),
        'artifact-type': 'application/spdx+json',
        annotations: { kind: 'sbom' },
        referrers: [expect.objectContaining({ digest: digestOf(signature), referrers: [] })],
      }),
    ]);
    expect(lines).toHaveLength(3);
    expect((await on(referrers, ':v1')).lines).toHaveLength(4);
    expect((await on(referrers, ':all', { platform: 'linux/amd64' })).lines).toHaveLength(4);
    expect((await on(referrers, ':all')).lines).toEqual([`${place}@${list.descriptor.digest}`]);
  });
});
