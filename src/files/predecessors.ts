import type { Descriptor, Digest } from '../spec/index.ts';

/** Who points to whom, in memory. */
export class Predecessors {
  readonly #pointing = new Map<Digest, Map<Digest, Descriptor>>();

  add(node: Descriptor, successors: readonly Descriptor[]): void {
    for (const { digest } of successors) {
      const pointing = this.#pointing.get(digest) ?? new Map<Digest, Descriptor>();
      pointing.set(node.digest, node);
      this.#pointing.set(digest, pointing);
    }
  }

  of(digest: Digest): readonly Descriptor[] {
    return [...(this.#pointing.get(digest)?.values() ?? [])];
  }
}
