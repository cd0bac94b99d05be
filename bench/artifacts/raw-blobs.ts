import { mkdir, rename, stat, writeFile } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import {
  descriptorOf,
  digestOf,
  encodeJson,
  mediaTypeImageConfig,
  mediaTypeImageIndex,
  mediaTypeImageLayerGzip,
  mediaTypeImageManifest,
} from '../../src/spec/index.ts';
import { empty, type Registry } from './directories.ts';
import { randomInput } from './inputs.ts';
import { blobPath } from './layout.ts';
import type { Programs } from './programs.ts';
import type { Command } from './run.ts';
import type { Contestant, Outcome, Work } from './rounds.ts';

/** A blob as a file and as the layer of an image in a layout. */
export interface RawBlob {
  readonly file: string;
  readonly digest: string;
  readonly bytes: number;
  readonly layout: string;
  /** A program that pushes and pulls blobs with only the library. */
  readonly viaLibrary: string;
}

const repository = 'bench/blob';
const tag = 'v1';

export async function prepareBlob(directory: string, bytes: number): Promise<RawBlob> {
  const layout = join(directory, 'layout');
  await mkdir(join(layout, 'blobs', 'sha256'), { recursive: true });
  const input = await randomInput(join(directory, 'blob'), bytes);
  const digest = await fileDigest(join(input.directory, 'random.bin'));
  const file = blobPath(layout, digest);
  await rename(join(input.directory, 'random.bin'), file);
  const config = encodeJson({
    architecture: 'amd64',
    os: 'linux',
    config: {},
    rootfs: { type: 'layers', diff_ids: [digest] },
  });
  const layers = [{ mediaType: mediaTypeImageLayerGzip, digest, size: bytes }];
  const manifest = encodeJson({
    schemaVersion: 2,
    mediaType: mediaTypeImageManifest,
    config: descriptorOf(mediaTypeImageConfig, config),
    layers,
  });
  for (const content of [config, manifest]) await writeFile(blobPath(layout, digestOf(content)), content);
  const manifests = [
    { ...descriptorOf(mediaTypeImageManifest, manifest), annotations: { 'org.opencontainers.image.ref.name': tag } },
  ];
  await writeFile(
    join(layout, 'index.json'),
    encodeJson({ schemaVersion: 2, mediaType: mediaTypeImageIndex, manifests }),
  );
  await writeFile(join(layout, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  return { file, digest, bytes, layout, viaLibrary: await bundleLibraryProgram(directory) };
}

/** Pushes an existing file to an empty registry and pulls it into a file. */
export function movingBlobs(blob: RawBlob, registry: Registry, programs: Programs): readonly [Work, Work] {
  const name = `${registry.host}/${repository}`;
  const { oras, crane, regctl, skopeo } = {
    oras: programs.peer('oras'),
    crane: programs.peer('crane'),
    regctl: programs.peer('regctl'),
    skopeo: programs.peer('skopeo'),
  };
  const { file, digest, layout } = blob;
  const viaLibrary = [process.execPath, blob.viaLibrary] as const;
  const regctlHost = ['--host', `reg=${registry.host},tls=disabled`] as const;
  const push = (name: string, command: Command): Contestant => ({
    name,
    command: () => command,
    outcome: () => inRegistry(registry, blob),
    undo: () => empty(registry),
  });
  const pull = (name: string, command: (place: string) => Command, found: (place: string) => string): Contestant => ({
    name,
    command,
    outcome: (place, first) => inFile(found(place), blob, first),
  });
  const inLayout = (place: string): string => blobPath(join(place, 'layout'), digest);
  const size = `${Math.round(blob.bytes / (1024 * 1024))} MiB`;
  return [
    {
      title: `Push a raw blob of ${size}`,
      contestants: [
        push('ours, library', { program: [...viaLibrary, 'push', registry.host, repository, file] }),
        push('ours, copy', {
          program: [...programs.own, 'copy', `layout:${layout}:${tag}`, `${name}:${tag}`, '--to-plain-http'],
        }),
        push('oras blob push', { program: [oras, 'blob', 'push', '--plain-http', name, file] }),
        push('oras cp', {
          program: [oras, 'cp', '--from-oci-layout', `${layout}:${tag}`, '--to-plain-http', `${name}:${tag}`],
        }),
        push('skopeo copy', {
          program: [
            skopeo,
            '--insecure-policy',
            'copy',
            '--preserve-digests',
            '--dest-tls-verify=false',
            `oci:${layout}:${tag}`,
            `docker://${name}:${tag}`,
          ],
        }),
        push('crane push', { program: [crane, 'push', '--insecure', layout, `${name}:${tag}`] }),
        push('regctl blob put', { program: [regctl, ...regctlHost, 'blob', 'put', name], stdin: file }),
      ],
    },
    {
      title: `Pull a raw blob of ${size}`,
      contestants: [
        pull(
          'ours, library',
          (place) => ({ program: [...viaLibrary, 'pull', registry.host, repository, digest, whole(place)] }),
          whole,
        ),
        pull(
          'ours, copy',
          (place) => ({
            program: [
              ...programs.own,
              'copy',
              `${name}:${tag}`,
              `layout:${join(place, 'layout')}:${tag}`,
              '--from-plain-http',
            ],
          }),
          inLayout,
        ),
        pull(
          'oras blob fetch',
          (place) => ({ program: [oras, 'blob', 'fetch', '--plain-http', '-o', whole(place), `${name}@${digest}`] }),
          whole,
        ),
        pull(
          'oras cp',
          (place) => ({
            program: [
              oras,
              'cp',
              '--from-plain-http',
              `${name}:${tag}`,
              '--to-oci-layout',
              `${join(place, 'layout')}:${tag}`,
            ],
          }),
          inLayout,
        ),
        pull(
          'skopeo copy',
          (place) => ({
            program: [
              skopeo,
              '--insecure-policy',
              'copy',
              '--preserve-digests',
              '--src-tls-verify=false',
              `docker://${name}:${tag}`,
              `oci:${join(place, 'layout')}:${tag}`,
            ],
          }),
          inLayout,
        ),
        pull(
          'crane blob',
          (place) => ({ program: [crane, 'blob', '--insecure', `${name}@${digest}`], stdout: whole(place) }),
          whole,
        ),
        pull(
          'regctl blob get',
          (place) => ({ program: [regctl, ...regctlHost, 'blob', 'get', name, digest], stdout: whole(place) }),
          whole,
        ),
      ],
    },
  ];
}

/** The path of the pulled blob. */
function whole(place: string): string {
  return join(place, 'blob');
}

/** Pushes the blob that is pulled later. */
export async function fillBlob(
  { layout }: RawBlob,
  { host }: Registry,
  { own: [program, ...args] }: Programs,
): Promise<void> {
  await promisify(execFile)(program, [
    ...args,
    'copy',
    `layout:${layout}:${tag}`,
    `${host}/${repository}:${tag}`,
    '--to-plain-http',
  ]);
}

async function inRegistry({ host }: Registry, { digest, bytes }: RawBlob): Promise<Outcome> {
  const response = await fetch(`http://${host}/v2/${repository}/blobs/${digest}`, { method: 'HEAD' });
  // The registry has verified the digest.
  if (response.status !== 200 || Number(response.headers.get('content-length')) !== bytes)
    throw new Error(`HEAD of ${digest} on ${host} failed with status ${response.status}`);
  return { bytes };
}

async function inFile(path: string, { digest, bytes }: RawBlob, first: boolean): Promise<Outcome> {
  const { size } = await stat(path);
  if (size !== bytes || (first && (await fileDigest(path)) !== digest))
    throw new Error(`${path} does not have the digest ${digest}`);
  return { bytes };
}

async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1024 * 1024 }), hash);
  return `sha256:${hash.digest('hex')}`;
}

async function bundleLibraryProgram(directory: string): Promise<string> {
  const file = join(directory, 'library-program.js');
  const bundle = await rolldown({ input: join(import.meta.dirname, 'library-program.ts'), platform: 'node' });
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
  return file;
}
