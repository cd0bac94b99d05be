import { describe, expect, it } from 'vitest';
import {
  CopyError,
  defaultExtendedCopyGraphOptions,
  defaultExtendedCopyOptions,
  extendedCopy,
  extendedCopyGraph,
  filterAnnotation,
  filterArtifactType,
  packManifest,
  type ExtendedCopyGraphOptions,
} from '../../src/transfer/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository, type Repository, type Storage } from '../../src/registry/index.ts';
import { OciError, type Descriptor } from '../../src/spec/index.ts';
import { RecordingStore } from './recording-store.ts';

const created = '2000-01-01T00:00:00Z';

function store(): Repository {
  return repository(new MemoryRegistry(), 'some/repository');
}

async function attach(
  target: Storage,
  subject: Descriptor | undefined,
  artifactType: string,
  annotations: Readonly<Record<string, string>> = {},
): Promise<Descriptor> {
  return packManifest(target, '1.1', artifactType, {
    subject,
    manifestAnnotations: { 'org.opencontainers.image.created': created, ...annotations },
  });
}

/** An artifact `v1` with three referrers, one of which has a referrer too. */
async function published(): Promise<{
  readonly source: Repository;
  readonly root: Descriptor;
  readonly names: ReadonlyMap<string, string>;
}> {
  const source = store();
  const root = await attach(source, undefined, 'application/vnd.example');
  await source.tag(root, 'v1');
  const sbom = await attach(source, root, 'application/vnd.sbom', { tool: 'syft', level: '3' });
  const scan = await attach(source, root, 'application/vnd.scan', { tool: 'grype' });
  const note = await attach(source, root, 'application/vnd.note');
  const signature = await attach(source, sbom, 'application/vnd.signature', { tool: 'cosign' });
  return {
    source,
    root,
    names: new Map([
      [root.digest, 'root'],
      [sbom.digest, 'sbom'],
      [scan.digest, 'scan'],
      [note.digest, 'note'],
      [signature.digest, 'signature'],
    ]),
  };
}

async function copied(options: ExtendedCopyGraphOptions): Promise<readonly string[]> {
  const { source, names } = await published();
  const destination = new RecordingStore();
  await extendedCopy(source, 'v1', destination, '', options);
  return destination.digests.flatMap((digest) => names.get(digest) ?? []).sort();
}

describe('extendedCopy', () => {
  it('copies referrers and their referrers, and tags the node', async () => {
    const { source, root } = await published();
    const destination = store();
    expect((await extendedCopy(source, 'v1', destination, 'v2')).digest).toBe(root.digest);
    expect((await destination.resolve('v2')).digest).toBe(root.digest);
    expect(await copied({})).toEqual(['note', 'root', 'sbom', 'scan', 'signature']);
  });

  it('uses the source reference when the destination reference is empty', async () => {
    const { source, root } = await published();
    const destination = store();
    await extendedCopy(source, 'v1', destination, '');
    expect((await destination.resolve('v1')).digest).toBe(root.digest);
  });

  it('does not write a tag for a digest as source', async () => {
    const { source, root } = await published();
    const destination = store();
    await extendedCopy(source, root.digest, destination);
    expect(await Array.fromAsync(destination.tags())).toEqual([]);
  });

  it.each([
    [0, ['note', 'root', 'sbom', 'scan', 'signature']],
    [-1, ['note', 'root', 'sbom', 'scan', 'signature']],
    [1, ['note', 'root', 'sbom', 'scan']],
    [2, ['note', 'root', 'sbom', 'scan', 'signature']],
  ])('goes up to depth %i', async (depth, expected) => {
    expect(await copied({ depth })).toEqual(expected);
  });

  it('uses a custom findPredecessors, also for nodes that do not point to each other', async () => {
    const { source, root, names } = await published();
    const loose = await attach(source, undefined, 'application/vnd.loose');
    const looser = await attach(source, undefined, 'application/vnd.looser');
    const destination = new RecordingStore();
    await extendedCopy(source, 'v1', destination, '', {
      findPredecessors: async (_, node) =>
        node.digest === root.digest ? [loose] : node.digest === loose.digest ? [looser] : [],
    });
    expect(destination.digests.filter((digest) => names.has(digest))).toEqual([root.digest]);
    expect(destination.digests).toEqual(expect.arrayContaining([loose.digest, looser.digest]));
    expect(destination.tagged.get('v1')?.digest).toBe(root.digest);
  });

  it('names the side and the operation when predecessors cannot be read', async () => {
    const { source } = await published();
    const error = await extendedCopy(source, 'v1', store(), '', {
      findPredecessors: () => Promise.reject(new OciError('DENIED', 'not for you')),
    }).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(CopyError);
    expect(error).toMatchObject({
      op: 'FindPredecessors',
      origin: 'source',
      code: 'DENIED',
      message: 'failed to perform "FindPredecessors" on source: not for you',
    });
    await expect(extendedCopy(source, 'absent', store())).rejects.toMatchObject({
      op: 'Resolve',
      message: 'failed to perform "Resolve" on source: absent: not found',
    });
  });

  it('states its defaults', () => {
    expect(defaultExtendedCopyOptions).toEqual({ concurrency: 3, maxMetadataBytes: 4 * 1024 * 1024 });
    expect(defaultExtendedCopyGraphOptions).toEqual(defaultExtendedCopyOptions);
  });

  it('stops after an abort', async () => {
    const { source, root } = await published();
    await expect(extendedCopyGraph(source, store(), root, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });
});

describe('filters', () => {
  it('match an annotation by key, or by key and value', async () => {
    expect(await copied(filterAnnotation({}, 'tool'))).toEqual(['root', 'sbom', 'scan', 'signature']);
    expect(await copied(filterAnnotation({}, 'tool', /^(syft|cosign)$/))).toEqual(['root', 'sbom', 'signature']);
    expect(await copied(filterAnnotation({}, 'absent'))).toEqual(['root']);
    // A property that every object inherits is not an annotation.
    expect(await copied(filterAnnotation({}, 'constructor'))).toEqual(['root']);
  });

  it('match the artifact type, or all nodes without an expression', async () => {
    expect(await copied(filterArtifactType({}, /sbom|signature/))).toEqual(['root', 'sbom', 'signature']);
    expect(await copied(filterArtifactType({}))).toEqual(['note', 'root', 'sbom', 'scan', 'signature']);
  });

  it('can be combined in any order', async () => {
    expect(await copied(filterAnnotation(filterArtifactType({}, /sbom|scan/), 'tool', /grype/))).toEqual([
      'root',
      'scan',
    ]);
    expect(await copied(filterArtifactType(filterAnnotation({}, 'tool', /grype/), /sbom|scan/))).toEqual([
      'root',
      'scan',
    ]);
    expect(await copied(filterAnnotation(filterAnnotation({}, 'tool'), 'level'))).toEqual(['root', 'sbom']);
  });

  it.each(['g', 'y', 'gy'])('have no state between predecessors with the flag %s', async (flags) => {
    const regex = new RegExp('application/vnd', flags);
    expect(await copied(filterArtifactType({}, regex))).toEqual(['note', 'root', 'sbom', 'scan', 'signature']);
    expect(await copied(filterAnnotation({}, 'tool', new RegExp('[a-z]', flags)))).toEqual([
      'root',
      'sbom',
      'scan',
      'signature',
    ]);
    expect(regex.lastIndex).toBe(0);
  });

  it('apply to the nodes of a custom findPredecessors, and do not change the given options', async () => {
    const { source } = await published();
    const requested: string[] = [];
    const options: ExtendedCopyGraphOptions = {
      depth: 1,
      async findPredecessors(from, node) {
        requested.push(node.digest);
        return from.predecessors(node);
      },
    };
    const filtered = filterArtifactType(options, /scan/);
    expect(filtered.depth).toBe(1);
    expect(filtered.findPredecessors).not.toBe(options.findPredecessors);
    const destination = new RecordingStore();
    await extendedCopy(source, 'v1', destination, '', filtered);
    expect(requested).toHaveLength(1);
    expect(destination.content.size).toBe(3);
  });

  it('read the manifest when the source lists neither annotations nor artifact type', async () => {
    const { source, names } = await published();
    const bare = {
      resolve: (reference: string) => source.resolve(reference),
      exists: (target: Descriptor) => source.exists(target),
      fetch: (target: Descriptor) => source.fetch(target),
      predecessors: async (node: Descriptor) =>
        (await source.predecessors(node)).map(({ mediaType, digest, size }) => ({ mediaType, digest, size })),
    };
    const destination = new RecordingStore();
    await extendedCopy(bare, 'v1', destination, '', filterAnnotation(filterArtifactType({}, /sbom/), 'tool', /syft/));
    expect(destination.digests.flatMap((digest) => names.get(digest) ?? []).sort()).toEqual(['root', 'sbom']);
  });
});
