import * as fc from 'fast-check';
import { pushContent, type Storage } from '../../src/registry/index.ts';
import {
  descriptorOf,
  encodeJson,
  mediaTypeArtifactManifest,
  mediaTypeDockerManifest,
  mediaTypeDockerManifestList,
  mediaTypeEmptyJson,
  mediaTypeImageIndex,
  mediaTypeImageLayerGzip,
  mediaTypeImageManifest,
  type Descriptor,
} from '../../src/spec/index.ts';

export interface GraphNode {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
  /** The nodes below it that a copy includes: not its foreign layers. */
  readonly children: readonly Descriptor[];
  readonly artifactType?: string | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** Nodes, each after the nodes that it points to. */
export type Graph = readonly GraphNode[];

/** Description of one node; numbers select existing nodes. */
interface Step {
  readonly kind: 'layer' | 'manifest' | 'index' | 'docker' | 'docker list' | 'artifact';
  readonly picks: readonly number[];
  readonly subject: number | undefined;
  readonly type: number;
  readonly foreign: boolean;
}

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record<Step>({
    kind: fc.oneof(
      { weight: 4, arbitrary: fc.constant('layer' as const) },
      { weight: 5, arbitrary: fc.constant('manifest' as const) },
      { weight: 3, arbitrary: fc.constant('index' as const) },
      { weight: 1, arbitrary: fc.constantFrom('docker' as const, 'docker list' as const, 'artifact' as const) },
    ),
    picks: fc.array(fc.nat(1000), { maxLength: 4 }),
    subject: fc.option(fc.nat(1000), { nil: undefined, freq: 2 }),
    type: fc.nat(2),
    foreign: fc.boolean(),
  }),
  { minLength: 2, maxLength: 24 },
);

/** Graphs with shared layers, nested indexes, and referrers of referrers; the last node is always a manifest. */
export const graphs: fc.Arbitrary<Graph> = steps.map((list) =>
  build([...list, { kind: 'manifest', picks: [1, 2], subject: list.length, type: 0, foreign: false }]),
);

export const artifactTypes: readonly string[] = [
  'application/vnd.example.sbom',
  'application/vnd.example.signature',
  'application/vnd.other',
];

function build(list: readonly Step[]): Graph {
  const nodes: GraphNode[] = [];
  const add = (
    mediaType: string,
    bytes: Uint8Array,
    children: readonly Descriptor[],
    more: Partial<GraphNode> = {},
  ): Descriptor => {
    const descriptor = descriptorOf(mediaType, bytes);
    nodes.push({ descriptor, bytes, children, ...more });
    return descriptor;
  };
  const layers: Descriptor[] = [];
  const manifests: Descriptor[] = [];
  const config = add(mediaTypeEmptyJson, Buffer.from('{}'), []);
  const pick = (from: readonly Descriptor[], picks: readonly number[]): readonly Descriptor[] =>
    from.length === 0 ? [] : picks.map((number) => from[number % from.length]).filter((node) => node !== undefined);
  const foreign = descriptorOf(
    'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
    Buffer.from('elsewhere'),
  );

  for (const [index, step] of list.entries()) {
    const [subject] = step.subject === undefined ? [] : pick(manifests, [step.subject]);
    const ownLayers = pick(layers, step.picks);
    const own = pick(manifests, step.picks);
    const annotations =
      step.type === 2
        ? undefined
        : { 'org.example.node': String(index), 'org.example.kind': step.type === 0 ? 'even' : 'odd' };
    const artifactType = artifactTypes[step.type];
    const subjects = subject === undefined ? [] : [subject];
    switch (step.kind) {
      case 'layer':
        layers.push(add(mediaTypeImageLayerGzip, Buffer.from(`layer ${index}`), []));
        break;
      case 'manifest': {
        const body = {
          schemaVersion: 2,
          mediaType: mediaTypeImageManifest,
          artifactType,
          config,
          layers: [...ownLayers, ...(step.foreign ? [{ ...foreign, urls: ['https://example.invalid/layer'] }] : [])],
          subject,
          annotations: { ...annotations, index: String(index) },
        };
        manifests.push(
          add(mediaTypeImageManifest, encodeJson(body), [...subjects, config, ...ownLayers], {
            artifactType,
            annotations: body.annotations,
          }),
        );
        break;
      }
      case 'index': {
        const body = {
          schemaVersion: 2,
          mediaType: mediaTypeImageIndex,
          artifactType,
          manifests: own,
          subject,
          annotations: { ...annotations, index: String(index) },
        };
        manifests.push(
          add(mediaTypeImageIndex, encodeJson(body), [...subjects, ...own], {
            artifactType,
            annotations: body.annotations,
          }),
        );
        break;
      }
      case 'docker': {
        const dockerConfig = add(
          'application/vnd.docker.container.image.v1+json',
          Buffer.from(`{"config":${index}}`),
          [],
        );
        manifests.push(
          add(
            mediaTypeDockerManifest,
            encodeJson({
              schemaVersion: 2,
              mediaType: mediaTypeDockerManifest,
              config: dockerConfig,
              layers: ownLayers,
            }),
            [dockerConfig, ...ownLayers],
          ),
        );
        break;
      }
      case 'docker list':
        if (own.length > 0)
          manifests.push(
            add(
              mediaTypeDockerManifestList,
              encodeJson({ schemaVersion: 2, mediaType: mediaTypeDockerManifestList, manifests: own }),
              own,
            ),
          );
        break;
      case 'artifact': {
        const body = {
          mediaType: mediaTypeArtifactManifest,
          artifactType,
          blobs: ownLayers,
          subject,
          annotations: { index: String(index) },
        };
        manifests.push(
          add(mediaTypeArtifactManifest, encodeJson(body), [...subjects, ...ownLayers], {
            artifactType,
            annotations: body.annotations,
          }),
        );
        break;
      }
    }
  }
  // Equal nodes (two Docker lists of the same manifests) count once.
  return nodes.filter(
    (node, index) => nodes.findIndex((other) => other.descriptor.digest === node.descriptor.digest) === index,
  );
}

export async function storeGraph(graph: Graph, storage: Storage): Promise<void> {
  for (const { descriptor, bytes } of graph) await pushContent(storage, descriptor, bytes);
}

/** Digests of `roots` and of all nodes below them, sorted. */
export function below(graph: Graph, ...roots: readonly Descriptor[]): readonly string[] {
  const reached = new Set<string>();
  const go = (digest: string): void => {
    if (reached.has(digest)) return;
    reached.add(digest);
    for (const child of graph.find((node) => node.descriptor.digest === digest)?.children ?? []) go(child.digest);
  };
  for (const root of roots) go(root.digest);
  return [...reached].sort();
}

/** `node` and its predecessors that `isSelected` accepts, up to `depth`. */
export function above(
  graph: Graph,
  node: Descriptor,
  isSelected?: (candidate: GraphNode) => boolean,
  depth: number = Infinity,
): readonly Descriptor[] {
  const reached = new Map<string, Descriptor>([[node.digest, node]]);
  let level: readonly Descriptor[] = [node];
  for (let step = 0; step < depth && level.length > 0; step++) {
    const next = graph.filter(
      (candidate) =>
        isSelected?.(candidate) !== false &&
        !reached.has(candidate.descriptor.digest) &&
        candidate.children.some((child) => level.some(({ digest }) => digest === child.digest)),
    );
    for (const { descriptor } of next) reached.set(descriptor.digest, descriptor);
    level = next.map(({ descriptor }) => descriptor);
  }
  return [...reached.values()];
}

export function manifestsOf(graph: Graph): readonly Descriptor[] {
  return graph
    .map(({ descriptor }) => descriptor)
    .filter(({ mediaType }) => mediaType.includes('manifest') || mediaType.includes('index'));
}
