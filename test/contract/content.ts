import { expect } from 'vitest';
import { once } from '../../src/streams/index.ts';
import type { BlobReader, Registry } from '../../src/registry/index.ts';
import {
  descriptorOf,
  encodeJson,
  mediaTypeEmptyJson,
  mediaTypeImageIndex,
  mediaTypeImageLayerGzip,
  mediaTypeImageManifest,
  mediaTypeOctetStream,
  OciError,
  plainDescriptor,
  type Descriptor,
  type DigestAlgorithm,
  type OciErrorCode,
} from '../../src/spec/index.ts';

/** The repository of the suite. */
export const name = 'acme/bundle';

/** Content with its descriptor. */
export interface Blob {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
}

/** A manifest with its descriptor. */
export interface ManifestBlob extends Blob {
  readonly mediaType: string;
}

/** Returns `size` pseudo-random bytes that depend only on `seed`. */
export function noise(size: number, seed: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(size / 4));
  let state = (seed * 2_654_435_761 + 1) >>> 0 || 1;
  for (let index = 0; index < words.length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state >>> 0;
  }
  return new Uint8Array(words.buffer, 0, size);
}

export function blobOf(content: string | Uint8Array, algorithm: DigestAlgorithm = 'sha256'): Blob {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { descriptor: descriptorOf(mediaTypeOctetStream, bytes, algorithm), bytes };
}

/** Yields the bytes in chunks of `size` bytes. */
export async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let start = 0; start < bytes.byteLength; start += size) yield bytes.subarray(start, start + size);
}

/** Yields one chunk, calls `started`, and then never ends. */
export async function* hanging(first: Uint8Array, started: () => void): AsyncGenerator<Uint8Array, void, undefined> {
  yield first;
  started();
  await new Promise(() => undefined);
}

export interface ManifestParts {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly subject?: Descriptor | undefined;
  readonly artifactType?: string | undefined;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

export function manifestOf(parts: ManifestParts, algorithm: DigestAlgorithm = 'sha256'): ManifestBlob {
  return manifestBlob(
    mediaTypeImageManifest,
    { schemaVersion: 2, mediaType: mediaTypeImageManifest, ...parts },
    algorithm,
  );
}

export function indexOf(manifests: readonly Descriptor[], more: Readonly<Record<string, unknown>> = {}): ManifestBlob {
  return manifestBlob(mediaTypeImageIndex, { schemaVersion: 2, mediaType: mediaTypeImageIndex, manifests, ...more });
}

export function manifestBlob(mediaType: string, body: unknown, algorithm: DigestAlgorithm = 'sha256'): ManifestBlob {
  const bytes = encodeJson(body);
  return { mediaType, bytes, descriptor: descriptorOf(mediaType, bytes, algorithm) };
}

/** Pushes a blob. */
export async function put(registry: Registry, repository: string, blob: Blob): Promise<Blob> {
  await registry.pushBlob(repository, blob.descriptor, () => once(blob.bytes));
  return blob;
}

/** Pushes a manifest with its tags. */
export async function putManifest(
  registry: Registry,
  repository: string,
  manifest: ManifestBlob,
  ...tags: readonly string[]
): Promise<ManifestBlob> {
  await registry.pushManifest(repository, manifest.bytes, manifest.mediaType, {
    tags,
    digest: manifest.descriptor.digest,
  });
  return manifest;
}

export interface Image {
  readonly config: Blob;
  readonly layer: Blob;
  readonly manifest: ManifestBlob;
}

/** Pushes an image whose content depends on `marker`. */
export async function putImage(
  registry: Registry,
  repository: string,
  marker: string,
  tags: readonly string[] = [],
  parts: Partial<ManifestParts> = {},
): Promise<Image> {
  const config = await put(registry, repository, blobOf('{}'));
  const layer = await put(registry, repository, blobOf(`layer of ${marker}`));
  const manifest = manifestOf({
    artifactType: 'application/vnd.example.bundle',
    config: { ...config.descriptor, mediaType: mediaTypeEmptyJson },
    layers: [{ ...layer.descriptor, mediaType: mediaTypeImageLayerGzip }],
    annotations: { 'org.example.marker': marker },
    ...parts,
  });
  await putManifest(registry, repository, manifest, ...tags);
  return { config, layer, manifest };
}

export async function readAll(reader: BlobReader): Promise<Uint8Array> {
  return Buffer.concat(await Array.fromAsync(reader));
}

/** Asserts that the reader has the descriptor and the bytes of the blob. */
export async function expectBytes(reader: Promise<BlobReader>, blob: Blob): Promise<void> {
  const content = await reader;
  expect(plainDescriptor(content.descriptor)).toEqual(plainDescriptor(blob.descriptor));
  expect(Buffer.compare(await readAll(content), blob.bytes)).toBe(0);
}

/** Asserts that the promise rejects with one of the codes. */
export async function expectCode(work: Promise<unknown>, ...codes: readonly OciErrorCode[]): Promise<OciError> {
  const failure: unknown = await work.then(
    () => new Error(`expected ${codes.join(' or ')}, but the call succeeded`),
    (error: unknown) => error,
  );
  if (!(failure instanceof OciError)) throw failure;
  // The stack is formatted when it is read, which takes longer than the other checks.
  if (!codes.includes(failure.code)) expect.fail(`expected ${codes.join(' or ')}: ${failure.stack}`);
  return failure;
}
