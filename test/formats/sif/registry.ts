import { MemoryRegistry } from '../../../src/memory/index.ts';
import { listen } from '../../../src/server/index.ts';
import {
  descriptorOf,
  digestOf,
  emptyJsonBytes,
  encodeJson,
  mediaTypeImageManifest,
  type Descriptor,
  type DigestAlgorithm,
} from '../../../src/spec/index.ts';
import { once } from '../../../src/streams/index.ts';
import type { SifOptions } from '../../../src/sif/index.ts';

export interface TestRegistry extends AsyncDisposable {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly store: MemoryRegistry;
  readonly options: SifOptions;
  /** Downloads of blobs so far. */
  downloads(): number;
}

export async function testRegistry(): Promise<TestRegistry> {
  const store = new MemoryRegistry();
  let downloads = 0;
  const server = await listen(store, {
    onAccess: ({ method, path }) => {
      if (method === 'GET' && path.includes('/blobs/sha')) downloads++;
    },
  });
  return {
    host: new URL(server.url).host,
    store,
    options: { plainHttp: true, env: {}, homedir: '/nonexistent', attempts: 1 },
    downloads: () => downloads,
    [Symbol.asyncDispose]: () => server.close(),
  };
}

export interface MadeManifest {
  readonly config?: Partial<Descriptor>;
  readonly layers: readonly {
    readonly content: Uint8Array;
    readonly mediaType: string;
    readonly algorithm?: DigestAlgorithm;
    readonly annotations?: Readonly<Record<string, string>>;
  }[];
  readonly annotations?: Readonly<Record<string, string>>;
}

/** Stores a manifest and its content as another tool would write them. */
export async function storeManifest(
  store: MemoryRegistry,
  repository: string,
  tag: string,
  { config = {}, layers, annotations }: MadeManifest,
): Promise<Descriptor> {
  const configDescriptor = { ...descriptorOf('application/vnd.unknown.config.v1+json', emptyJsonBytes), ...config };
  await store.pushBlob(repository, configDescriptor, () => once(emptyJsonBytes));
  const descriptors: Descriptor[] = [];
  for (const { content, mediaType, algorithm, annotations: ofLayer } of layers) {
    const descriptor: Descriptor = {
      mediaType,
      digest: digestOf(content, algorithm),
      size: content.byteLength,
      annotations: ofLayer,
    };
    await store.pushBlob(repository, descriptor, () => once(content));
    descriptors.push(descriptor);
  }
  const bytes = encodeJson({
    schemaVersion: 2,
    mediaType: mediaTypeImageManifest,
    config: configDescriptor,
    layers: descriptors,
    annotations,
  });
  return store.pushManifest(repository, bytes, mediaTypeImageManifest, { tags: [tag] });
}
