import { createReadStream } from 'node:fs';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';

interface Sized {
  readonly digest: string;
  readonly size: number;
}

/** The relevant members of a manifest. */
export interface Manifest {
  readonly config: Sized;
  readonly layers: readonly Sized[];
}

/** The total size of a manifest and its content, bytes. */
export function artifactBytes(text: string): number {
  const { config, layers } = JSON.parse(text) as Manifest;
  return layers.reduce((sum, { size }) => sum + size, Buffer.byteLength(text) + config.size);
}

/** The text of the only manifest in a layout. */
export async function layoutManifest(layout: string): Promise<string> {
  const { manifests } = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8')) as {
    readonly manifests: readonly Sized[];
  };
  const [manifest] = manifests;
  if (manifest === undefined || manifests.length > 1) throw new Error(`${layout} has ${manifests.length} manifests`);
  return readFile(blobPath(layout, manifest.digest), 'utf8');
}

export function blobPath(layout: string, digest: string): string {
  return join(layout, 'blobs', ...digest.split(':'));
}

/** The digest of the archive in the only layer. The digest of the layer is verified as well. */
export async function contentDigest(layout: string, manifest: string): Promise<string> {
  const [layer] = (JSON.parse(manifest) as Manifest).layers;
  if (layer === undefined) throw new Error(`the artifact in ${layout} has no layer`);
  const [packed, content] = [createHash('sha256'), createHash('sha256')];
  const tap = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      packed.update(chunk);
      yield chunk;
    }
  };
  await pipeline(createReadStream(blobPath(layout, layer.digest)), tap, createGunzip(), content);
  const found = `sha256:${packed.digest('hex')}`;
  if (found !== layer.digest) throw new Error(`the blob ${layer.digest} in ${layout} has the digest ${found}`);
  return content.digest('hex');
}
