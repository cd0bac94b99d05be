import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copy, copyGraph, extendedCopyGraph, filterAnnotation, filterArtifactType } from '../../src/transfer/index.ts';
import { above, below, graphs, manifestsOf, storeGraph, type Graph } from './random-graph.ts';
import { RecordingStore } from './recording-store.ts';

async function stored(graph: Graph): Promise<RecordingStore> {
  const store = new RecordingStore();
  await storeGraph(graph, store);
  store.forget();
  return store;
}

function occurrences(names: readonly string[]): readonly number[] {
  return [...Map.groupBy(names, (name) => name).values()].map((group) => group.length);
}

const runs = { numRuns: 150 };
const cases = fc.record({ graph: graphs, pick: fc.nat(1000), concurrency: fc.integer({ min: 1, max: 6 }) });

describe('copying any graph', () => {
  it('copies every node below the root once, after the nodes below it', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ graph, pick, concurrency }) => {
        const source = await stored(graph);
        const destination = new RecordingStore();
        const manifests = manifestsOf(graph);
        const root = manifests[pick % manifests.length];
        if (root === undefined) return;
        await copyGraph(source, destination, root, { concurrency });
        // The destination refuses a node that comes before the nodes below it.
        expect(destination.digests).toEqual(below(graph, root));
        expect(Math.max(...occurrences(source.fetched), ...occurrences(destination.pushed))).toBe(1);
        expect(source.fetched.length).toBe(destination.pushed.length);
      }),
      runs,
    );
  });

  it('neither fetches nor pushes content that the destination has', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ graph, pick, concurrency }) => {
        const source = await stored(graph);
        const destination = new RecordingStore();
        const manifests = manifestsOf(graph);
        const root = manifests[pick % manifests.length];
        if (root === undefined) return;
        source.tagged.set('v1', root);
        for (let time = 0; time < 2; time++) {
          source.forget();
          destination.forget();
          await copy(source, 'v1', destination, '', { concurrency });
        }
        expect([...source.fetched, ...destination.pushed]).toEqual([]);
        expect(destination.tagged.get('v1')?.digest).toBe(root.digest);
      }),
      { numRuns: 50 },
    );
  });

  it('continues an interrupted copy with only the missing content', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.nat(1000), async ({ graph, pick }, other) => {
        const source = await stored(graph);
        const destination = new RecordingStore();
        const manifests = manifestsOf(graph);
        const [first, second] = [manifests[pick % manifests.length], manifests[other % manifests.length]];
        if (first === undefined || second === undefined) return;
        await copyGraph(source, destination, first);
        destination.forget();
        await copyGraph(source, destination, second);
        expect(destination.digests).toEqual(below(graph, first, second));
        const had = new Set(below(graph, first));
        expect(destination.pushed.filter((digest) => had.has(digest))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

describe('extended copying of any graph', () => {
  it('copies all predecessors of the node, and all nodes below them', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ graph, pick, concurrency }) => {
        const source = await stored(graph);
        const destination = new RecordingStore();
        const node = graph[pick % graph.length]?.descriptor;
        if (node === undefined) return;
        await extendedCopyGraph(source, destination, node, { concurrency });
        expect(destination.digests).toEqual(below(graph, ...above(graph, node)));
        expect(Math.max(...occurrences(source.fetched), ...occurrences(destination.pushed))).toBe(1);
        source.forget();
        destination.forget();
        await extendedCopyGraph(source, destination, node, { concurrency });
        expect([...source.fetched, ...destination.pushed]).toEqual([]);
      }),
      runs,
    );
  });

  it('respects the depth limit on every path to a node', async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.integer({ min: 1, max: 4 }), async ({ graph, pick }, depth) => {
        const source = await stored(graph);
        const destination = new RecordingStore();
        const node = graph[pick % graph.length]?.descriptor;
        if (node === undefined) return;
        await extendedCopyGraph(source, destination, node, { depth });
        expect(destination.digests).toEqual(below(graph, ...above(graph, node, undefined, depth)));
      }),
      { numRuns: 80 },
    );
  });

  it('copies only predecessors that pass every filter', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ graph, pick }) => {
        const source = await stored(graph);
        const destination = new RecordingStore();
        const manifests = manifestsOf(graph);
        const node = manifests[pick % manifests.length];
        if (node === undefined) return;
        await extendedCopyGraph(
          source,
          destination,
          node,
          filterAnnotation(filterArtifactType({}, /example/g), 'org.example.kind', /^even$/g),
        );
        const selected = above(
          graph,
          node,
          ({ artifactType, annotations }) =>
            artifactType?.includes('example') === true && annotations?.['org.example.kind'] === 'even',
        );
        expect(destination.digests).toEqual(below(graph, ...selected));
      }),
      { numRuns: 80 },
    );
  });
});
