import { forEachConcurrent } from '../concurrency/index.ts';
import { LayoutRepository } from '../layout/index.ts';
import { pushUnlessExists, type CallOptions, type Storage } from '../registry/index.ts';
import {
  annotationTitle,
  checkMediaType,
  descriptorOf,
  OciError,
  plainDescriptor,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { once, type Body } from '../streams/index.ts';
import { storeDirectory, type DirectoryLayerOptions } from './directory-layer.ts';
import { fileBody, fileSize, hashFile, readFileContent } from './file-layer.ts';
import type { FileLayer, LayerPlan, StreamLayer } from './plan.ts';
import { ReadProgress } from './read-progress.ts';

export interface BuildOptions extends DirectoryLayerOptions {
  /** Maximum number of files that are stored at the same time. @default 4 */
  readonly concurrency?: number | undefined;
  /** Tags to write with the manifest. @default none */
  readonly tags?: readonly string[] | undefined;
  /** Called for each file of the plan after it was stored or found. Files with equal content are one blob. */
  readonly onFile?: ((blob: Descriptor, state: 'uploaded' | 'exists') => void) | undefined;
  /** See `LayoutOptions.sync`, for {@link buildLayout}. @default true */
  readonly sync?: boolean | undefined;
}

export interface BuiltLayer {
  readonly descriptor: Descriptor;
  /** Digest and size, in bytes, of the uncompressed content. */
  readonly contentDigest: Digest;
  readonly contentSize: number;
  /** Number of files in the layer. */
  readonly files: number;
  /** Number of entries that patterns excluded. */
  readonly excluded: number;
  /** The layer came from a cache. */
  readonly reused: boolean;
}

/** The number of blobs that are stored or copied at the same time by default. */
export const defaultConcurrency = 4;

/**
 * Stores the layers of a plan in their order.
 *
 * @throws OciError as `build`
 */
export async function storeLayers(
  layers: readonly LayerPlan[],
  store: Storage,
  options: BuildOptions,
): Promise<readonly BuiltLayer[]> {
  const built: BuiltLayer[] = [];
  const bodies = new Map<Digest, { readonly blob: Descriptor; readonly body: Body }>();
  let entries = 0;
  const progress = new ReadProgress((done) => options.onProgress?.(done, entries));
  for (const [index, layer] of layers.entries()) {
    const onPackingStart = index === 0 ? options.onPackingStart : undefined;
    const ingest = async (content: AsyncIterable<Uint8Array>): Promise<void> => {
      const { mediaType, annotations } = layer as StreamLayer | FileLayer;
      const counted = progress.chunks(`layer ${index}`, content);
      const stored = await requireLayout(store, 'a stream').ingest(counted, checkMediaType(mediaType), {
        signal: options.signal,
        onStart: onPackingStart,
      });
      built.push(plainLayer({ ...stored, annotations }));
    };
    switch (layer.kind) {
      case 'directory': {
        const before = entries;
        const { descriptor, content, reused } = await storeDirectory(layer, requireLayout(store, 'a directory'), {
          ...options,
          onPackingStart,
          onProgress: (bytes, count) => {
            entries = before + count;
            progress.advance(`layer ${index}`, bytes);
          },
        });
        const { contentDigest, contentSize, files, excluded } = content;
        built.push({ descriptor, contentDigest, contentSize, files, excluded, reused });
        break;
      }
      case 'stream':
        await ingest(layer.content);
        break;
      case 'file': {
        entries++;
        // A layout hashes a new file while it copies it. Another store needs the digest before it gets the content.
        const { path, mediaType, annotations } = layer;
        if (layer.expected === undefined && store instanceof LayoutRepository) {
          const reused = await reusedFile(layer, store, options);
          if (reused === undefined) await ingest(readFileContent(path));
          else {
            progress.advance(`layer ${index}`, reused.size);
            built.push({ ...plainLayer(reused), reused: true });
          }
          break;
        }
        const { digest, size } = layer.expected ?? (await hashFile(path, { signal: options.signal }));
        const blob = { mediaType: checkMediaType(mediaType), digest, size, annotations };
        bodies.set(digest, {
          blob,
          body: fileBody(path, blob, (done) => {
            progress.advance(digest, done);
          }),
        });
        built.push(plainLayer(blob));
        break;
      }
      case 'bytes': {
        const { bytes, mediaType, annotations } = layer;
        const blob = { ...descriptorOf(checkMediaType(mediaType), bytes), annotations };
        bodies.set(blob.digest, { blob, body: () => once(bytes) });
        const data = layer.embed === true ? Buffer.from(bytes).toString('base64') : undefined;
        built.push(plainLayer({ ...blob, data }));
        break;
      }
      case 'descriptor':
        built.push(plainLayer(layer.descriptor));
        break;
    }
  }
  await forEachConcurrent(
    bodies.values(),
    options.concurrency ?? defaultConcurrency,
    async ({ blob, body }, signal) => {
      const exists = await storeBlob(store, blob, body, { signal });
      options.onFile?.(blob, exists ? 'exists' : 'uploaded');
    },
    options.signal,
  );
  return built;
}

/** The descriptor of an unchanged file that an earlier artifact has; the file is then not copied. */
async function reusedFile(
  { path, mediaType, annotations }: FileLayer,
  store: LayoutRepository,
  { reuse, signal }: BuildOptions,
): Promise<Descriptor | undefined> {
  const key = { title: annotations?.[annotationTitle], mediaType, encoder: undefined };
  if (reuse === undefined || !(await reuse.mayHave(key, store, await fileSize(path)))) return undefined;
  const { digest } = await hashFile(path, { signal });
  const layer = await reuse.take(key, digest);
  return layer === undefined ? undefined : { mediaType, ...layer, annotations };
}

function requireLayout(store: Storage, what: string): LayoutRepository {
  if (store instanceof LayoutRepository) return store;
  throw new OciError('UNSUPPORTED', `cannot store ${what}: the store is not an image layout; use buildLayout`);
}

function plainLayer(descriptor: Descriptor): BuiltLayer {
  const { digest, size } = descriptor;
  return { descriptor, contentDigest: digest, contentSize: size, files: 1, excluded: 0, reused: false };
}

/** @returns whether the store had the blob */
export async function storeBlob(store: Storage, blob: Descriptor, body: Body, options: CallOptions): Promise<boolean> {
  const plain = plainDescriptor(blob);
  // A layout only compares sizes. A push also repairs a damaged file.
  if (store instanceof LayoutRepository) {
    const exists = await store.exists(plain, options);
    await store.push(plain, body, { ...options, isAbsent: !exists });
    return exists;
  }
  return (await pushUnlessExists(store, plain, body, options)) !== 'pushed';
}
