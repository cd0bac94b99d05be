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
  it('is complete and minimal: every node below the root, each fetched and pushed once, after what it points to', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ graph, pick, concurrency }) => {
        const source = await stored(graph);
        const destination = new RecordingStore();
        const manifests = manifestsOf(graph);
        const root = manifests[pick % manifests.length];
        if (root === undefined) return;
        await copyGraph(source, destination, root, { concurrency });
        // The destination itself refuses a node that comes too early.
        expect(destination.digests).toEqual(below(graph, root));
        expect(Math.max(...occurrences(source.fetched), ...occurrences(destination.pushed))).toBe(1);
        expect(source.fetched.length).toBe(destination.pushed.length);
      }),
      runs,
    );
  });

  it('is idempotent: what is there is neither fetched nor pushed again', async () => {
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

  it('goes on where another copy stopped: only what is missing moves', async () => {
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
  it('is complete and minimal: all that points to the node, and all below that', async () => {
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

  it('stays within the depth, however a node is reached', async () => {
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

  it('takes only what passes every filter', async () => {
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
        const keep = above(
          graph,
          node,
          ({ artifactType, annotations }) =>
            artifactType?.includes('example') === true && annotations?.['org.example.kind'] === 'even',
        );
        expect(destination.digests).toEqual(below(graph, ...keep));
      }),
      { numRuns: 80 },
    );
  });
});
