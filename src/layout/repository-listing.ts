import { SingleFlight } from '../concurrency/index.ts';
import { sortNames } from '../registry/index.ts';
import { isManifestMediaType, plainDescriptor, type Descriptor, type Digest } from '../spec/index.ts';
import type { Graph } from './graph.ts';
import type { ManifestNode } from './shared-state.ts';
import { entriesOfRepository, type IndexDocument } from './index-document.ts';
import type { RefNames } from './ref-names.ts';

/** For each digest, the manifests that refer to it. */
export type Predecessors = ReadonlyMap<Digest, readonly ManifestNode[]>;

/** The entries of a repository in `index.json`, indexed for reads, which are much more frequent than changes. */
export class RepositoryListing {
  readonly document: IndexDocument;
  /** The manifest of each tag. */
  readonly tags: ReadonlyMap<string, Descriptor>;
  /** The manifests with an entry. */
  readonly roots: ReadonlyMap<Digest, Descriptor>;
  readonly #searches = new SingleFlight<Predecessors>();
  #sortedTags: readonly string[] | undefined;
  #predecessors: Predecessors | undefined;

  constructor(document: IndexDocument, names: RefNames) {
    const tags = new Map<string, Descriptor>();
    const roots = new Map<Digest, Descriptor>();
    for (const entry of entriesOfRepository(document, names)) {
      const descriptor = plainDescriptor(entry.descriptor);
      const tag = names.tagOf(entry.refName);
      // The last of several entries with the same name counts, as in other tools.
      if (tag !== undefined) tags.set(tag, descriptor);
      if (!roots.has(descriptor.digest) && isManifestMediaType(descriptor.mediaType))
        roots.set(descriptor.digest, descriptor);
    }
    this.document = document;
    this.tags = tags;
    this.roots = roots;
  }

  /** All tags in byte order. */
  sortedTags(): readonly string[] {
    return (this.#sortedTags ??= sortNames(this.tags.keys()));
  }

  /** Finds all references of the manifests. The result may contain deleted manifests. */
  async predecessors(graph: Graph, signal: AbortSignal | undefined): Promise<Predecessors> {
    return this.#predecessors ?? this.#searches.run('', (stop) => this.#search(graph, stop), signal);
  }

  async #search(graph: Graph, signal: AbortSignal): Promise<Predecessors> {
    const predecessors = new Map<Digest, ManifestNode[]>();
    let isComplete = true;
    const onSkip = (): void => {
      isComplete = false;
    };
    for await (const node of graph.manifests(this.roots.values(), { signal, includeDeleted: true, onSkip })) {
      for (const digest of new Set(node.successors.map((successor) => successor.digest))) {
        const nodes = predecessors.get(digest);
        if (nodes === undefined) predecessors.set(digest, [node]);
        else nodes.push(node);
      }
    }
    // An absent manifest may be added without a change of the document.
    if (isComplete) this.#predecessors = predecessors;
    return predecessors;
  }
}
