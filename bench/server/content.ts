import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import {
  Digester,
  descriptorOf,
  digestOf,
  encodeJson,
  mediaTypeImageConfig,
  mediaTypeImageLayerGzip,
  mediaTypeImageManifest,
  type Digest,
} from '../../src/spec/index.ts';

export const repository = 'bench/artifact';
export const tag = 'v1';

/** The content of every server. */
export interface SmallContent {
  readonly manifest: Uint8Array;
  readonly manifestDigest: Digest;
  readonly blob: Uint8Array;
  readonly blobDigest: Digest;
}

/** The manifest of a small image, and a blob of `blobBytes`. */
export function smallContent(blobBytes: number): SmallContent {
  const blob = randomBytes(blobBytes);
  const config = descriptorOf(mediaTypeImageConfig, blob);
  const layers = [descriptorOf(mediaTypeImageLayerGzip, blob)];
  const manifest = encodeJson({
    schemaVersion: 2,
    mediaType: mediaTypeImageManifest,
    config,
    layers,
    annotations: { 'org.opencontainers.image.created': '2024-01-01T00:00:00Z' },
  });
  return { manifest, manifestDigest: digestOf(manifest), blob, blobDigest: config.digest };
}

export async function pushSmall(url: string, content: SmallContent, name = tag): Promise<void> {
  await put(await uploadUrl(url, content.blobDigest), content.blob, 'application/octet-stream');
  await put(`${url}/v2/${repository}/manifests/${name}`, content.manifest, mediaTypeImageManifest);
}

/** Starts an upload. @returns the URL of the PUT request that completes it */
export async function uploadUrl(url: string, digest: Digest): Promise<string> {
  const response = await fetch(`${url}/v2/${repository}/blobs/uploads/`, { method: 'POST' });
  const location = new URL(response.headers.get('location') ?? '', url);
  await response.arrayBuffer();
  if (response.status !== 202) throw new Error(`POST ${url} failed with status ${response.status}`);
  location.searchParams.set('digest', digest);
  return location.href;
}

/** Fails unless both responses have status 200 and the expected bytes. */
export async function checkReply(url: string, expected: Uint8Array): Promise<void> {
  const response = await fetch(url, { headers: { accept: mediaTypeImageManifest } });
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (response.status !== 200 || Buffer.compare(bytes, expected) !== 0)
    throw new Error(
      `GET ${url}: status ${response.status}, and ${bytes.byteLength} bytes that differ from the stored content`,
    );
}

async function put(url: string, body: Uint8Array, type: string): Promise<void> {
  const response = await fetch(url, { method: 'PUT', body: Buffer.from(body), headers: { 'content-type': type } });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`PUT ${url} failed with status ${response.status}: ${text}`);
}

/** Writes a file that neither compression nor deduplication can shrink. */
export async function writeLargeFile(path: string, size: number): Promise<void> {
  const handle = await open(path, 'w');
  try {
    const block = randomBytes(Math.min(size, 8 * 1024 * 1024));
    for (let position = 0, count = 0; position < size; position += block.byteLength, count++) {
      block.writeUInt32LE(count);
      await handle.write(block, 0, Math.min(block.byteLength, size - position), position);
    }
  } finally {
    await handle.close();
  }
}

/** Changes the file, so that no server has its content. */
export async function changeLargeFile(path: string): Promise<Digest> {
  const handle = await open(path, 'r+');
  try {
    await handle.write(randomBytes(16), 0, 16, 4);
  } finally {
    await handle.close();
  }
  const digester = new Digester();
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) digester.update(chunk as Buffer);
  return digester.digest();
}
