import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync, gunzipSync } from 'node:zlib';
import {
  descriptorOf,
  digestOf,
  encodeJson,
  mediaTypeImageIndex,
  mediaTypeImageManifest,
  type Descriptor,
  type Digest,
} from '../../src/spec/index.ts';
import { must } from './processes.ts';

export interface ImageLayout {
  /** Directory of an OCI image layout. */
  readonly path: string;
  /** Digest of the index, which has the tag `v1` in the layout. */
  readonly digest: Digest;
  /** Digests of the manifests in the index. */
  readonly manifests: readonly Digest[];
}

const architectures = ['amd64', 'arm64'];

/** An image for two platforms: an index, two manifests, and a config and two layers for each. */
export async function makeImage(directory: string): Promise<ImageLayout> {
  const path = join(directory, 'image');
  const blobs = join(path, 'blobs/sha256');
  await mkdir(blobs, { recursive: true });
  const put = async (mediaType: string, bytes: Uint8Array): Promise<Descriptor> => {
    const descriptor = descriptorOf(mediaType, bytes);
    await writeFile(join(blobs, descriptor.digest.slice('sha256:'.length)), bytes);
    return descriptor;
  };
  const manifests = [];
  for (const architecture of architectures) {
    const layers = [
      await layer(directory, 'base', 'shared by both\n'.repeat(20_000)),
      await layer(directory, architecture, `for ${architecture}\n`),
    ];
    const config = encodeJson({
      architecture,
      os: 'linux',
      config: { Cmd: ['/bin/true'] },
      rootfs: { type: 'layers', diff_ids: layers.map((bytes) => digestOf(gunzipSync(bytes))) },
      history: layers.map(() => ({ created_by: 'interop' })),
    });
    const manifest = encodeJson({
      schemaVersion: 2,
      mediaType: mediaTypeImageManifest,
      config: await put('application/vnd.oci.image.config.v1+json', config),
      layers: await Promise.all(layers.map((bytes) => put('application/vnd.oci.image.layer.v1.tar+gzip', bytes))),
    });
    manifests.push({ ...(await put(mediaTypeImageManifest, manifest)), platform: { architecture, os: 'linux' } });
  }
  const index = await put(
    mediaTypeImageIndex,
    encodeJson({ schemaVersion: 2, mediaType: mediaTypeImageIndex, manifests }),
  );
  await writeFile(join(path, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  await writeFile(
    join(path, 'index.json'),
    encodeJson({
      schemaVersion: 2,
      manifests: [{ ...index, annotations: { 'org.opencontainers.image.ref.name': 'v1' } }],
    }),
  );
  return { path, digest: index.digest, manifests: manifests.map(({ digest }) => digest) };
}

async function layer(directory: string, name: string, content: string): Promise<Uint8Array> {
  await writeFile(join(directory, name), content);
  await must('tar', ['--mtime=@0', '--owner=0', '--group=0', '-cf', `${name}.tar`, name], { cwd: directory });
  return gzipSync(await readFile(join(directory, `${name}.tar`)));
}
