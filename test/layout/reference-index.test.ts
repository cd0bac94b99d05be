import { rm } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { LayoutFolder } from '../../src/layout/folder.ts';
import type { Graph } from '../../src/layout/graph.ts';
import { LayoutRegistry } from '../../src/layout/index.ts';
import { allReferences, ReferenceIndex, subjects } from '../../src/layout/reference-index.ts';
import { tagNames } from '../../src/layout/ref-names.ts';
import { RepositoryView } from '../../src/layout/repository-view.ts';
import { Roots } from '../../src/layout/roots.ts';
import type { ManifestNode } from '../../src/layout/shared-state.ts';
import { digestOf, mediaTypeImageIndex, plainDescriptor, type Descriptor, type Digest } from '../../src/spec/index.ts';
import { blobOf, indexOf, name, put, putImage, putManifest } from '../contract/content.ts';
import { temporaryFolder } from './fixture.ts';

/** A graph of nodes in memory. It records each read. */
class FakeGraph {
  readonly nodes = new Map<Digest, ManifestNode>();
  readonly reads: string[] = [];
  readonly #names = new Map<Digest, string>();

  /** Adds an index with children. */
  add(text: string, children: readonly Descriptor[], subject?: Descriptor): Descriptor {
    const descriptor = this.describe(text);
    const successors = subject === undefined ? children : [subject, ...children];
    this.nodes.set(descriptor.digest, { referrer: descriptor, kind: 'index', subject: subject?.digest, successors });
    return descriptor;
  }

  describe(text: string): Descriptor {
    const digest = digestOf(text);
    this.#names.set(digest, text);
    return { mediaType: mediaTypeImageIndex, digest, size: text.length };
  }

  async node({ digest }: Descriptor): Promise<ManifestNode | undefined> {
    this.reads.push(this.nameOf(digest));
    return this.nodes.get(digest);
  }

  nameOf(digest: Digest): string {
    return this.#names.get(digest) ?? digest;
  }
}

function rootsOf(...descriptors: readonly Descriptor[]): Roots {
  const roots = new Roots();
  for (const descriptor of descriptors) roots.add(descriptor);
  return roots;
}

function open(
  graph: FakeGraph,
  rules = allReferences,
): (...args: Parameters<ReferenceIndex['sourcesOf']>) => Promise<readonly string[]> {
  const index = new ReferenceIndex(graph as unknown as Graph, rules);
  return async (...args) => (await index.sourcesOf(...args)).map(({ digest }) => graph.nameOf(digest)).sort();
}

describe('ReferenceIndex', () => {
  it('follows the changes of one set of roots, also more changes than it records', async () => {
    const graph = new FakeGraph();
    const subject = graph.describe('subject');
    const sourcesOf = open(graph, subjects);
    const roots = new Roots();
    let added = 0;
    const expected: string[] = [];
    for (const count of [0, 1, 3, 2500]) {
      for (let index = 0; index < count; index++) {
        const referrer = graph.add(`referrer ${added++}`, [], subject);
        roots.add(referrer);
        // Every second one is deleted again.
        if (index % 2 === 1) roots.delete(referrer.digest);
        else expected.push(`referrer ${added - 1}`);
      }
      expect(await sourcesOf(roots, subject.digest, undefined)).toEqual(expected.toSorted());
    }
    expect(graph.reads.filter((text) => text !== 'subject')).toHaveLength(expected.length);
    for (const digest of roots.keys()) roots.delete(digest);
    expect(await sourcesOf(roots, subject.digest, undefined)).toEqual([]);
  });

  it('reads each manifest once while manifests are added', async () => {
    const graph = new FakeGraph();
    const sourcesOf = open(graph, subjects);
    const subject = graph.add('subject', []);
    const roots: Descriptor[] = [subject];
    for (let count = 0; count < 50; count++) {
      roots.push(graph.add(`referrer ${count}`, [], subject));
      expect(await sourcesOf(rootsOf(...roots), subject.digest, undefined)).toHaveLength(count + 1);
    }
    expect(graph.reads).toHaveLength(51);
  });

  it('forgets the manifests that no remaining root leads to', async () => {
    const graph = new FakeGraph();
    const sourcesOf = open(graph);
    const leaf = graph.add('leaf', []);
    const shared = graph.add('shared', [leaf]);
    const one = graph.add('one', [shared, shared]);
    const two = graph.add('two', [shared, leaf]);
    expect(await sourcesOf(rootsOf(one, two), leaf.digest, undefined)).toEqual(['shared', 'two']);
    expect(await sourcesOf(rootsOf(one), leaf.digest, undefined)).toEqual(['shared']);
    expect(await sourcesOf(rootsOf(shared), leaf.digest, undefined)).toEqual(['shared']);
    expect(await sourcesOf(rootsOf(two), shared.digest, undefined)).toEqual(['two']);
    expect(await sourcesOf(rootsOf(), leaf.digest, undefined)).toEqual([]);
    expect(await sourcesOf(rootsOf(one), leaf.digest, undefined)).toEqual(['shared']);
  });

  it('follows chains of any depth', async () => {
    const graph = new FakeGraph();
    const sourcesOf = open(graph);
    const leaf = graph.add('0', []);
    let top = leaf;
    for (let depth = 1; depth <= 20_000; depth++) top = graph.add(String(depth), [top]);
    expect(await sourcesOf(rootsOf(top), leaf.digest, undefined)).toEqual(['1']);
    expect(await sourcesOf(rootsOf(), leaf.digest, undefined)).toEqual([]);
  });

  it('finds an absent root as soon as it exists, and an absent child with the next change', async () => {
    const graph = new FakeGraph();
    const sourcesOf = open(graph);
    const leaf = graph.add('leaf', []);
    const [root, child] = [graph.describe('root'), graph.describe('child')];
    const parent = graph.add('parent', [child]);
    const roots = rootsOf(root, parent);
    expect(await sourcesOf(roots, leaf.digest, undefined)).toEqual([]);
    graph.add('root', [leaf]);
    graph.add('child', [leaf]);
    expect(await sourcesOf(roots, leaf.digest, undefined)).toEqual(['root']);
    expect(await sourcesOf(rootsOf(root, parent, child), leaf.digest, undefined)).toEqual(['child', 'root']);
  });

  it('continues after an abort with the manifests that it has not read', async () => {
    const graph = new FakeGraph();
    const sourcesOf = open(graph);
    const leaf = graph.add('leaf', []);
    const roots = rootsOf(...['a', 'b', 'c'].map((text) => graph.add(text, [leaf])));
    const stop = new AbortController();
    const read = graph.node.bind(graph);
    graph.node = async (descriptor) => {
      stop.abort();
      return read(descriptor);
    };
    await expect(sourcesOf(roots, leaf.digest, stop.signal)).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await sourcesOf(roots, leaf.digest, undefined)).toEqual(['a', 'b', 'c']);
    expect(graph.reads).toEqual(['a', 'b', 'c', 'leaf']);
  });
});

describe('referrers and children of a stored repository', () => {
  it('change with pushes and deletions', async () => {
    await using folder = await temporaryFolder();
    const registry = await LayoutRegistry.open(folder.path, { sync: false });
    const { manifest: subject } = await putImage(registry, name, 'subject');
    const target = plainDescriptor(subject.descriptor);
    const referrers = async (): Promise<readonly Digest[]> =>
      (await Array.fromAsync(registry.referrers(name, target.digest))).map(({ digest }) => digest);
    expect(await referrers()).toEqual([]);
    const { manifest: first } = await putImage(registry, name, 'first', [], { subject: target });
    expect(await referrers()).toEqual([first.descriptor.digest]);
    const { manifest: second } = await putImage(registry, name, 'second', ['v1'], { subject: target });
    expect(await referrers()).toEqual([first.descriptor.digest, second.descriptor.digest]);
    await registry.deleteManifest(name, first.descriptor.digest);
    expect(await referrers()).toEqual([second.descriptor.digest]);
    await putManifest(registry, name, first);
    expect(new Set(await referrers())).toEqual(new Set([first.descriptor.digest, second.descriptor.digest]));
  });

  it('does not walk all indexes for the digest of a layer', async () => {
    await using temporary = await temporaryFolder();
    const registry = await LayoutRegistry.open(temporary.path, { sync: false, mode: 'single', repository: name });
    const { manifest } = await putImage(registry, name, 'child');
    const layer = await put(registry, name, blobOf('a layer'));
    for (let count = 0; count < 20; count++) {
      const index = indexOf([manifest.descriptor], { annotations: { count: String(count) } });
      await putManifest(registry, name, index);
    }
    const folder = await LayoutFolder.open(temporary.path);
    const view = new RepositoryView(folder, tagNames, 'the layout');
    const read = folder.graph.node.bind(folder.graph);
    let reads = 0;
    folder.graph.node = (...args) => {
      reads++;
      return read(...args);
    };
    for (let count = 0; count < 10; count++) expect(await view.find(layer.descriptor.digest)).toBeUndefined();
    expect(reads).toBe(20);
  });

  it('are those of an index even if only the index has an entry', async () => {
    await using temporary = await temporaryFolder();
    const registry = await LayoutRegistry.open(temporary.path, { sync: false, mode: 'single', repository: name });
    const { manifest } = await putImage(registry, name, 'child');
    const index = indexOf([manifest.descriptor]);
    await putManifest(registry, name, index, 'v1');
    const folder = await LayoutFolder.open(temporary.path);
    // Other tools write entries only for indexes.
    await folder.index.update(async (document) => {
      const others = [...document.entries()].filter(({ descriptor }) => descriptor.digest !== index.descriptor.digest);
      return { removed: others.map(({ key }) => key), added: [] };
    });
    expect(await registry.resolveManifest(name, manifest.descriptor.digest)).toEqual(manifest.descriptor);
    await rm(folder.blobs.path(index.descriptor.digest));
    await expect(registry.resolveManifest(name, manifest.descriptor.digest)).rejects.toMatchObject({
      code: 'MANIFEST_UNKNOWN',
    });
  });
});
