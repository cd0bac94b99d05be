import { KeyedMutex, TimeSlice } from '../concurrency/index.ts';
import { isManifestMediaType, manifestKind, throwIfAborted, type Descriptor, type Digest } from '../spec/index.ts';
import type { Graph } from './graph.ts';
import type { Roots } from './roots.ts';
import type { ManifestNode } from './shared-state.ts';

/** The references that a {@link ReferenceIndex} records. */
export interface ReferenceRules {
  /** Whether the index reads the content of a descriptor to find references. */
  readonly reads: (descriptor: Descriptor) => boolean;
  /** The digests that a manifest refers to. */
  readonly targetsOf: (node: ManifestNode) => Iterable<Digest>;
}

/** The references of indexes to their manifests. */
export const indexMembership: ReferenceRules = {
  reads: ({ mediaType }) => manifestKind(mediaType) === 'index',
  targetsOf: (node) => manifestsIn(node).map(({ digest }) => digest),
};

/** The references of manifests to their subjects. */
export const subjects: ReferenceRules = {
  reads: isManifest,
  targetsOf: ({ subject }) => (subject === undefined ? [] : [subject]),
};

/** The references of manifests to their subjects and content. */
export const allReferences: ReferenceRules = {
  reads: isManifest,
  targetsOf: ({ successors }) => successors.map(({ digest }) => digest),
};

/** The manifests that an index contains. */
export function manifestsIn({ kind, successors }: ManifestNode): readonly Descriptor[] {
  return kind === 'index' ? successors.filter(isManifest) : [];
}

function isManifest({ mediaType }: Descriptor): boolean {
  return isManifestMediaType(mediaType);
}

interface IndexedManifest {
  readonly descriptor: Descriptor;
  readonly targets: ReadonlySet<Digest>;
  readonly children: readonly Digest[];
}

/**
 * For each digest, the manifests of a repository that refer to it. A change of the roots changes only the affected
 * entries, so each manifest is read once.
 */
export class ReferenceIndex {
  readonly #graph: Graph;
  readonly #rules: ReferenceRules;
  readonly #mutex = new KeyedMutex();
  readonly #rootDigests = new Set<Digest>();
  #roots: Roots | undefined;
  /** Version of the roots. */
  #version = 0;
  /** For each manifest in the index, read or not, the number of roots and manifests that lead to it. */
  readonly #uses = new Map<Digest, number>();
  readonly #read = new Map<Digest, IndexedManifest>();
  readonly #unread = new Map<Digest, Descriptor>();
  /** Manifests that could not be read. They may be added later. */
  readonly #absent = new Map<Digest, Descriptor>();
  readonly #sources = new Map<Digest, Set<Digest>>();

  constructor(graph: Graph, rules: ReferenceRules) {
    this.#graph = graph;
    this.#rules = rules;
  }

  /**
   * Finds the manifests that refer to `target` and that the roots lead to. The result may contain deleted manifests.
   */
  sourcesOf(roots: Roots, target: Digest, signal: AbortSignal | undefined): Promise<readonly Descriptor[]> {
    const find = async (): Promise<readonly Descriptor[]> => {
      this.#setRoots(roots);
      await this.#readAll(signal);
      return [...(this.#sources.get(target) ?? [])].flatMap((source) => this.#read.get(source)?.descriptor ?? []);
    };
    return this.#mutex.run('', find, signal);
  }

  #setRoots(roots: Roots): void {
    const changed = this.#changedRoots(roots);
    this.#roots = roots;
    this.#version = roots.version;
    for (const digest of changed) {
      const root = roots.get(digest);
      if (root === undefined && this.#rootDigests.delete(digest)) this.#release(digest);
      if (root === undefined || this.#rootDigests.has(digest)) continue;
      this.#rootDigests.add(digest);
      this.#retain(root);
    }
    // A missing child gets its own entry when it is pushed, which changes the roots. A missing root has an entry.
    for (const [digest, descriptor] of this.#absent) {
      if (changed.size === 0 && !roots.has(digest)) continue;
      this.#absent.delete(digest);
      this.#unread.set(digest, descriptor);
    }
  }

  #changedRoots(roots: Roots): ReadonlySet<Digest> {
    const changed = roots === this.#roots ? roots.changedSince(this.#version) : undefined;
    return new Set(changed ?? [...this.#rootDigests, ...roots.keys()]);
  }

  #retain(descriptor: Descriptor): void {
    if (!this.#rules.reads(descriptor)) return;
    const { digest } = descriptor;
    const uses = this.#uses.get(digest) ?? 0;
    this.#uses.set(digest, uses + 1);
    if (uses === 0) this.#unread.set(digest, descriptor);
  }

  #release(first: Digest): void {
    const released = [first];
    // The loop appends to the array.
    for (const digest of released) {
      const uses = this.#uses.get(digest) ?? 0;
      if (uses > 1) {
        this.#uses.set(digest, uses - 1);
        continue;
      }
      this.#uses.delete(digest);
      this.#unread.delete(digest);
      this.#absent.delete(digest);
      const manifest = this.#read.get(digest);
      if (manifest === undefined) continue;
      this.#read.delete(digest);
      for (const target of manifest.targets) {
        const sources = this.#sources.get(target);
        sources?.delete(digest);
        if (sources?.size === 0) this.#sources.delete(target);
      }
      for (const child of manifest.children) released.push(child);
    }
  }

  /** Reads the unread manifests. An abort leaves the rest for the next call. */
  async #readAll(signal: AbortSignal | undefined): Promise<void> {
    const slice = new TimeSlice();
    // The loop appends to the map.
    for (const [digest, descriptor] of this.#unread) {
      throwIfAborted(signal);
      const node = await this.#graph.node(descriptor, signal);
      this.#unread.delete(digest);
      if (node === undefined) this.#absent.set(digest, descriptor);
      else this.#add(descriptor, node);
      await slice.pause();
    }
  }

  #add(descriptor: Descriptor, node: ManifestNode): void {
    const { digest } = descriptor;
    const targets = new Set(this.#rules.targetsOf(node));
    const children = node.successors.filter(this.#rules.reads);
    this.#read.set(digest, { descriptor, targets, children: children.map((child) => child.digest) });
    for (const target of targets) {
      const sources = this.#sources.get(target);
      if (sources === undefined) this.#sources.set(target, new Set([digest]));
      else sources.add(digest);
    }
    for (const child of children) this.#retain(child);
  }
}
