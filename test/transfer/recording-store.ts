import { collect, once, type Body } from '../../src/streams/index.ts';
import { blobReader, type BlobReader, type GraphTarget } from '../../src/registry/index.ts';
import {
  digestOf,
  OciError,
  parseManifest,
  successorsOf,
  isManifestMediaType,
  type Descriptor,
} from '../../src/spec/index.ts';

export interface RecordedContent {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
  readonly children: readonly Descriptor[];
}

/**
 * The simplest store for copies. It records its calls, and refuses a node that comes before the nodes below it.
 */
export class RecordingStore implements GraphTarget {
  readonly content: Map<string, RecordedContent> = new Map<string, RecordedContent>();
  readonly tagged: Map<string, Descriptor> = new Map<string, Descriptor>();
  readonly fetched: string[] = [];
  readonly pushed: string[] = [];

  get digests(): readonly string[] {
    return [...this.content.keys()].sort();
  }

  forget(): void {
    this.fetched.length = 0;
    this.pushed.length = 0;
  }

  async fetch(target: Descriptor): Promise<BlobReader> {
    this.fetched.push(target.digest);
    const entry = this.content.get(target.digest);
    if (entry === undefined) throw new OciError('BLOB_UNKNOWN', `no ${target.digest}`);
    return blobReader(target, once(entry.bytes));
  }

  async exists(target: Descriptor): Promise<boolean> {
    await Promise.resolve();
    return this.content.has(target.digest);
  }

  async push(expected: Descriptor, body: Body): Promise<void> {
    const bytes = await collect(body(), expected.size, expected.digest);
    this.pushed.push(expected.digest);
    if (digestOf(bytes) !== expected.digest)
      throw new OciError('DIGEST_INVALID', `these bytes are not ${expected.digest}`);
    const children = isManifestMediaType(expected.mediaType)
      ? successorsOf(parseManifest(bytes, expected.mediaType))
      : [];
    const missing = children.find((child) => !this.content.has(child.digest) && child.urls === undefined);
    if (missing !== undefined)
      throw new OciError('MANIFEST_INVALID', `${expected.digest} came before ${missing.digest}`);
    this.content.set(expected.digest, { descriptor: expected, bytes, children });
  }

  async resolve(reference: string): Promise<Descriptor> {
    const descriptor = this.tagged.get(reference) ?? this.content.get(reference)?.descriptor;
    if (descriptor === undefined) throw new OciError('NOT_FOUND', `no ${reference}`);
    return descriptor;
  }

  async tag(target: Descriptor, reference: string): Promise<void> {
    if (!this.content.has(target.digest)) throw new OciError('NOT_FOUND', `no ${target.digest} to tag`);
    this.tagged.set(reference, target);
  }

  async predecessors(node: Descriptor): Promise<readonly Descriptor[]> {
    return [...this.content.values()]
      .filter(({ children }) => children.some((child) => child.digest === node.digest))
      .map(({ descriptor }) => descriptor);
  }
}
