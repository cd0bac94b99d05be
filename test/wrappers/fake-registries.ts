import { abortable } from '../../src/concurrency/index.ts';
import { blobReader, type Registry } from '../../src/registry/index.ts';
import {
  Digester,
  mediaTypeOctetStream,
  OciError,
  type Descriptor,
  type Digest,
  type OciErrorCode,
} from '../../src/spec/index.ts';

/** Replaces some methods of the registry. */
export function withMethods(registry: Registry, methods: Partial<Registry>): Registry {
  return new Proxy(registry, {
    get: (target, key) => {
      const replacement: unknown = Reflect.get(methods, key);
      if (replacement !== undefined) return replacement;
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** Records the names of the called methods in order. */
export function recordCalls(registry: Registry): { readonly registry: Registry; readonly calls: string[] } {
  const calls: string[] = [];
  const recorder = new Proxy(registry, {
    get: (target, key) => {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      return (...parameters: readonly unknown[]): unknown => {
        calls.push(String(key));
        return Reflect.apply(value, target, parameters) as unknown;
      };
    },
  });
  return { registry: recorder, calls };
}

/** A registry in which every method fails. */
export function brokenRegistry(failure: OciErrorCode | OciError | (() => OciError) = 'UNREACHABLE'): Registry {
  const fail = async (): Promise<never> => {
    if (typeof failure === 'function') throw failure();
    throw failure instanceof OciError ? failure : new OciError(failure, 'this registry is broken');
  };
  const list = async function* (): AsyncGenerator<never, void, undefined> {
    yield await fail();
  };
  return {
    getBlob: fail,
    getBlobRange: fail,
    getManifest: fail,
    getTag: fail,
    resolveBlob: fail,
    resolveManifest: fail,
    resolveTag: fail,
    pushBlob: fail,
    pushBlobChunked: fail,
    pushBlobChunkedResume: fail,
    mountBlob: fail,
    pushManifest: fail,
    deleteBlob: fail,
    deleteManifest: fail,
    deleteTag: fail,
    tags: list,
    referrers: list,
    repositories: list,
  };
}

/** Methods that fail, for {@link withMethods}. */
export function failingMethods(code: OciErrorCode, ...methods: readonly (keyof Registry)[]): Partial<Registry> {
  const all = brokenRegistry(code);
  return Object.fromEntries(methods.map((method) => [method, all[method]]));
}

/** The positions in a pair of registries. */
export const positions = ['first', 'second'] as const;

/** A pair of registries with `one` at `position`. */
export function pair(
  position: (typeof positions)[number],
  one: Registry,
  other: Registry,
): readonly [Registry, Registry] {
  return position === 'first' ? [one, other] : [other, one];
}

/** A blob that is generated during the read, so that it uses no memory. Chunk `index` has only bytes `index % 251`. */
export class GeneratedBlob {
  readonly descriptor: Descriptor;
  readonly #chunkSize: number;
  /** Bytes read so far by all readers. */
  bytesRead = 0;

  constructor(chunks: number, chunkSize: number) {
    this.#chunkSize = chunkSize;
    const digester = new Digester();
    for (let index = 0; index < chunks; index++) digester.update(this.#chunk(index));
    const { size } = digester;
    this.descriptor = { mediaType: mediaTypeOctetStream, digest: digester.digest(), size };
  }

  /** A registry that has this blob in every repository. Its other methods fail. */
  get registry(): Registry {
    return withMethods(brokenRegistry(), {
      getBlob: async (_repository: string, digest: Digest, options) => {
        if (digest !== this.descriptor.digest)
          throw new OciError('BLOB_UNKNOWN', `there is only ${this.descriptor.digest}`);
        return blobReader(this.descriptor, abortable(this.#content(), options?.signal));
      },
    });
  }

  async *#content(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let index = 0; index * this.#chunkSize < this.descriptor.size; index++) {
      const chunk = this.#chunk(index);
      this.bytesRead += chunk.byteLength;
      yield chunk;
    }
  }

  #chunk(index: number): Uint8Array {
    return new Uint8Array(this.#chunkSize).fill(index % 251);
  }
}
