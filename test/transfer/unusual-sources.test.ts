import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { pushContent, repository, type Repository } from '../../src/registry/index.ts';
import {
  descriptorOf,
  emptyDescriptor,
  encodeJson,
  mediaTypeImageConfig,
  mediaTypeImageLayer,
  OciError,
  platformFromText,
  type Descriptor,
} from '../../src/spec/index.ts';
import {
  build,
  copy,
  copyGraph,
  editAnnotations,
  listReferrers,
  pullArtifact,
  recursiveCopyGraph,
} from '../../src/transfer/index.ts';
import { blobOf, indexOf, manifestBlob, manifestOf, type Blob, type ManifestBlob } from '../contract/content.ts';

let source: Repository;
let root: string;
beforeEach(async () => {
  source = repository(new MemoryRegistry({ allowSparse: true }), 'some/repository');
  root = await mkdtemp(join(tmpdir(), 'unusual-sources-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function push<T extends Blob>(content: T, ...tags: readonly string[]): Promise<T> {
  await pushContent(source, content.descriptor, content.bytes, { tags });
  return content;
}

async function image(
  marker: string,
  more: Partial<Parameters<typeof manifestOf>[0]> = {},
  ...tags: readonly string[]
): Promise<ManifestBlob> {
  const config = await push(blobOf('{}'));
  return push(manifestOf({ config: config.descriptor, layers: [], annotations: { marker }, ...more }), ...tags);
}

describe('the referrers of a manifest', () => {
  it('are those with this subject, each with its own type and annotations', async () => {
    const { descriptor: subject } = await image('subject');
    const { descriptor: other } = await image('other');
    const mine = await image('mine', { subject, artifactType: 'application/vnd.example' });
    const foreign = await image('foreign', { subject: other });
    const absent = manifestOf({ config: emptyDescriptor, layers: [], annotations: { absent: '1' } }).descriptor;
    const blob = blobOf('a blob').descriptor;
    source.predecessors = async () => [mine.descriptor, foreign.descriptor, absent, blob];
    expect(await listReferrers(source, subject)).toEqual([
      { ...mine.descriptor, artifactType: 'application/vnd.example', annotations: { marker: 'mine' } },
      absent,
    ]);
    source.fetch = () => Promise.reject(new OciError('DENIED', 'no'));
    await expect(listReferrers(source, subject)).rejects.toMatchObject({ code: 'DENIED' });
  });

  it('have annotations up to a limit together', async () => {
    const { descriptor: subject } = await image('subject');
    for (const marker of ['a', 'b']) await image(marker.repeat(100), { subject });
    const bytes = 2 * encodeJson({ marker: 'a'.repeat(100) }).byteLength;
    expect(await listReferrers(source, subject, { maxAnnotationBytes: bytes })).toHaveLength(2);
    const tooMany = listReferrers(source, subject, { maxAnnotationBytes: bytes - 1 });
    await expect(tooMany).rejects.toMatchObject({ code: 'SIZE_LIMIT' });
  });

  it('that are not manifests are not copied', async () => {
    const { descriptor: subject } = await image('subject');
    const blob = await push(blobOf('a blob'));
    source.predecessors = async () => [blob.descriptor];
    const destination = repository(new MemoryRegistry(), 'to/app');
    expect((await recursiveCopyGraph(source, destination, subject)).referrers).toEqual([]);
    expect(await destination.exists(blob.descriptor)).toBe(false);
  });
});

describe('a pull', () => {
  const pull = (reference: string, options: Parameters<typeof pullArtifact>[3] = {}): Promise<unknown> =>
    pullArtifact(source, reference, join(root, 'out'), options);

  it('refuses a blob, an index without manifests, and the config of an artifact without one', async () => {
    const blob = await push(blobOf('a blob'));
    await expect(pull(blob.descriptor.digest)).rejects.toThrow(/is of type .*, which is not an artifact/);
    await push(indexOf([]), 'empty');
    await expect(pull('empty')).rejects.toThrow(/is an index without manifests, so there is nothing to pull/);
    const mediaType = 'application/vnd.oci.artifact.manifest.v1+json';
    await push(manifestBlob(mediaType, { mediaType, artifactType: 'a/b', blobs: [] }), 'old');
    await expect(pull('old', { configOutput: join(root, 'config') })).rejects.toThrow(/has no config/);
    await expect(pull('old', { layers: ['x'] })).rejects.toThrow(/no layer .* "x"; it has no layers/);
    expect(await readdir(root)).toEqual([]);
  });

  it('names the platform of a manifest that an index lists and the repository does not have', async () => {
    const platform = { os: 'linux', architecture: 'arm64' };
    const { descriptor } = manifestOf({ config: emptyDescriptor, layers: [] });
    await push(indexOf([{ ...descriptor, platform }]), 'v1');
    await expect(pull('v1')).rejects.toThrow(/for linux\/arm64 is missing, but the index sha256:.* lists it/);
    await expect(pull('v1', { platform })).rejects.toThrow(/is missing, but the index/);
    await expect(pull('none')).rejects.not.toThrow(/but the index/);
  });

  it('checks the platform of an image outside an index', async () => {
    const config = blobOf(encodeJson({ os: 'linux', architecture: 'arm64', rootfs: { type: 'layers', diff_ids: [] } }));
    await push({ ...config, descriptor: { ...config.descriptor, mediaType: mediaTypeImageConfig } });
    await image('image', { config: { ...config.descriptor, mediaType: mediaTypeImageConfig } }, 'v1');
    await pull('v1', { platform: platformFromText('linux/arm64') });
    const other = pull('v1', { platform: platformFromText('linux/amd64') });
    await expect(other).rejects.toThrow(/the manifest is for linux\/arm64, not for linux\/amd64/);
    await image('artifact', {}, 'v2');
    await expect(pull('v2', { platform: platformFromText('linux/amd64') })).rejects.toThrow(/has no platform/);
  });

  it('reports damaged content when unpacking fails, too', async () => {
    const layer = { ...blobOf('not a tar'.repeat(1000)).descriptor, mediaType: mediaTypeImageLayer };
    await image('image', { layers: [layer] }, 'v1');
    const bytes = Buffer.alloc(layer.size, 'y');
    const fetch = source.fetch.bind(source);
    const damaged = repository(new MemoryRegistry(), 'x');
    const stored = descriptorOf(layer.mediaType, bytes);
    await pushContent(damaged, stored, bytes);
    source.fetch = async (target, options) =>
      target.digest === layer.digest ? damaged.fetch(stored, options) : fetch(target, options);
    await expect(pull('v1')).rejects.toMatchObject({ name: 'OciError' });
    expect(await readdir(root)).toEqual([]);
  });
});

describe('a build', () => {
  it('refuses a subject in a manifest of image-spec 1.0', async () => {
    const { descriptor: subject } = await image('subject');
    const plan = { config: { kind: 'empty' }, layers: [], annotations: {}, subject, imageSpec: '1.0' } as const;
    await expect(build({ ...plan, artifactType: 'application/vnd.example' }, source)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringContaining('image-spec 1.0 cannot have a subject'),
    });
  });
});

describe('a copy', () => {
  const destination = (): Repository => repository(new MemoryRegistry(), 'to/app');

  it('has the error of the source when it does not resolve a tag', async () => {
    source.resolve = () => Promise.reject(new OciError('DENIED', 'no lookups', { status: 403 }));
    await expect(copy(source, 'v1', destination())).rejects.toMatchObject({
      code: 'DENIED',
      message: 'failed to perform "Resolve" on source: no lookups',
      origin: 'source',
    });
  });

  it('stops when a mount is aborted', async () => {
    const { descriptor } = await image('one', {}, 'v1');
    const target = destination();
    target.mount = () => Promise.reject(new OciError('ABORTED', 'stopped'));
    const copying = copyGraph(source, target, descriptor, { mountFrom: () => ['a', 'b'] });
    await expect(copying).rejects.toMatchObject({ name: 'AbortError', code: 'ABORTED' });
  });

  it('tries each repository to mount from, also when the push looks the blob up', async () => {
    const { descriptor } = await image('one', {}, 'v1');
    const registry = new MemoryRegistry();
    await pushContent(repository(registry, 'second'), blobOf('{}').descriptor, blobOf('{}').bytes);
    const target = repository(registry, 'to/app', { looksUpOnPush: true });
    const mounted: Descriptor[] = [];
    const mountFrom = (): readonly string[] => ['first', 'second', 'third'];
    await copyGraph(source, target, descriptor, { mountFrom, onMounted: (node) => void mounted.push(node) });
    expect(mounted.map(({ size }) => size)).toEqual([2]);
    expect(await target.exists(descriptor)).toBe(true);
  });
});

describe('an edit of annotations', () => {
  const edit = { set: { a: '1' }, remove: [] };

  it('names a manifest of the index that the repository does not have', async () => {
    const one = await image('one');
    const { descriptor } = manifestOf({ config: emptyDescriptor, layers: [] });
    const index = await push(indexOf([one.descriptor, descriptor]));
    const editing = editAnnotations(source, index.descriptor, edit, { children: true, concurrency: 2 });
    await expect(editing).rejects.toMatchObject({
      code: 'MANIFEST_UNKNOWN',
      message: expect.stringMatching(/does not have the manifest sha256:.* of the index .*; copy it there first/),
    });
    expect(await editAnnotations(source, index.descriptor, edit, { concurrency: 2 })).toHaveLength(1);
    source.fetch = () => Promise.reject(new OciError('DENIED', 'no'));
    const denied = editAnnotations(source, index.descriptor, edit, { children: true, concurrency: 2 });
    await expect(denied).rejects.toMatchObject({ code: 'DENIED' });
  });

  it('reads a limited number of bytes', async () => {
    const children = Array.from({ length: 70 }, (_, index) => ({
      ...blobOf(String(index)).descriptor,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      size: 1024 * 1024,
    }));
    const index = await push(indexOf(children));
    const editing = editAnnotations(source, index.descriptor, edit, { children: true, concurrency: 1 });
    await expect(editing).rejects.toMatchObject({ name: 'OciError' });
  });
});
