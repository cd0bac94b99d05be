import { lstat, mkdir, mkdtemp, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { layOut } from '../../src/formats/index.ts';
import { removeTree } from '../../src/fs/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { pushContent, repository, type Repository } from '../../src/registry/index.ts';
import {
  descriptorOf,
  emptyDescriptor,
  emptyJsonBytes,
  encodeJson,
  mediaTypeImageIndex,
  mediaTypeImageManifest,
  type Annotations,
  type Descriptor,
} from '../../src/spec/index.ts';
import type { PullArtifactOptions } from '../../src/transfer/index.ts';
import { archive, noise, type RawEntry } from '../archive/tar/blocks.ts';

export const title = 'org.opencontainers.image.title';
export const unpackMark = 'io.deis.oras.content.unpack';

/** A layer and its content. */
export interface Layer {
  readonly descriptor: Descriptor;
  readonly content: Uint8Array;
}

export function fileLayer(
  name: string | undefined,
  content: string | Uint8Array,
  more: Partial<Descriptor> = {},
): Layer {
  const bytes = Buffer.from(content);
  const annotations: Annotations | undefined = name === undefined ? undefined : { [title]: name };
  return { descriptor: { ...descriptorOf('application/octet-stream', bytes), annotations, ...more }, content: bytes };
}

export type Packing = 'gzip' | 'zstd' | 'none';

const suffixes: Readonly<Record<Packing, string>> = { gzip: '+gzip', zstd: '+zstd', none: '' };

/** A layer marked for unpacking into the directory `name`. */
export function archiveLayer(name: string, entries: readonly (RawEntry | Buffer)[], packing: Packing = 'gzip'): Layer {
  const tar = archive(...entries);
  const content = packing === 'gzip' ? gzipSync(tar) : packing === 'zstd' ? zstdCompressSync(tar) : tar;
  const annotations = { [title]: name, [unpackMark]: 'true' };
  return {
    descriptor: { ...descriptorOf(`application/vnd.oci.image.layer.v1.tar${suffixes[packing]}`, content), annotations },
    content,
  };
}

/** An artifact whose layer `layer` is large and compresses badly. */
export interface Sample {
  readonly layer: Layer;
  /** The layers before it. */
  readonly others: readonly Layer[];
  readonly config?: Layer;
  /** Path of a file with 200,000 bytes below the output directory, when the layer is complete. */
  readonly path: string;
}

const otherLayers: readonly Layer[] = [fileLayer('first.txt', 'first')];
const entries: readonly RawEntry[] = [
  { name: 'd/', type: '5', mode: 0o755 },
  { name: 'd/big.bin', content: noise(200_000, 8) },
  { name: 'd/last', content: 'last' },
];

function ofType(mediaType: string, content: Uint8Array): Layer {
  return { descriptor: descriptorOf(mediaType, content), content };
}

/** One of each type of layer that is written. */
export const everyLayerType: readonly (readonly [string, () => Sample])[] = [
  ['a file', () => ({ layer: fileLayer('big.bin', noise(200_000, 7)), others: otherLayers, path: 'big.bin' })],
  ['an archive in gzip', () => ({ layer: archiveLayer('d', entries, 'gzip'), others: otherLayers, path: 'd/big.bin' })],
  ['an archive in zstd', () => ({ layer: archiveLayer('d', entries, 'zstd'), others: otherLayers, path: 'd/big.bin' })],
  ['only an archive', () => ({ layer: archiveLayer('d', entries, 'none'), others: otherLayers, path: 'd/big.bin' })],
  [
    'an archive without a title, as Flux writes it',
    () => ({
      layer: ofType('application/vnd.cncf.flux.content.v1.tar+gzip', gzipSync(archive(...entries))),
      others: [],
      path: 'd/big.bin',
    }),
  ],
  [
    'a Helm chart',
    () => ({
      layer: ofType('application/vnd.cncf.helm.chart.content.v1.tar+gzip', noise(200_000, 9)),
      others: otherLayers,
      config: ofType('application/vnd.cncf.helm.config.v1+json', Buffer.from('{"name":"web","version":"1.2.3"}')),
      path: 'web-1.2.3.tgz',
    }),
  ],
];

export interface ArtifactOptions {
  readonly tag?: string | undefined;
  readonly annotations?: Annotations | undefined;
  readonly artifactType?: string | undefined;
  readonly config?: Layer | undefined;
  /** Layers whose content is not pushed. */
  readonly withhold?: readonly Layer[] | undefined;
}

export function newRepository(): Repository {
  return repository(new MemoryRegistry({ allowSparse: true }), 'acme/bundle');
}

/** Pushes an artifact of these layers. */
export async function pushArtifact(
  to: Repository,
  layers: readonly Layer[],
  options: ArtifactOptions = {},
): Promise<Descriptor> {
  for (const layer of layers)
    if (options.withhold?.includes(layer) !== true) await pushContent(to, layer.descriptor, layer.content);
  const config = options.config ?? { descriptor: emptyDescriptor, content: emptyJsonBytes };
  await pushContent(to, config.descriptor, config.content);
  return await pushJson(
    to,
    mediaTypeImageManifest,
    {
      schemaVersion: 2,
      mediaType: mediaTypeImageManifest,
      artifactType: options.artifactType ?? 'application/vnd.example.bundle',
      config: config.descriptor,
      layers: layers.map(({ descriptor }) => descriptor),
      annotations: options.annotations,
    },
    options.tag ?? 'v1',
  );
}

export async function pushIndex(to: Repository, manifests: readonly Descriptor[], tag: string): Promise<Descriptor> {
  return await pushJson(to, mediaTypeImageIndex, { schemaVersion: 2, mediaType: mediaTypeImageIndex, manifests }, tag);
}

async function pushJson(to: Repository, mediaType: string, value: object, tag: string): Promise<Descriptor> {
  const bytes = encodeJson(value);
  const descriptor = descriptorOf(mediaType, bytes);
  await pushContent(to, descriptor, bytes, { tags: [tag] });
  return descriptor;
}

/** A temporary directory with the output directory `out`. */
export class PullPlace implements AsyncDisposable {
  readonly root: string;
  readonly out: string;

  private constructor(root: string) {
    this.root = root;
    this.out = join(root, 'out');
  }

  static async create(files: Readonly<Record<string, string>> = {}): Promise<PullPlace> {
    const place = new PullPlace(await mkdtemp(join(tmpdir(), 'pull-')));
    for (const [name, content] of Object.entries(files)) await place.write(name, content);
    return place;
  }

  async write(name: string, content: string): Promise<void> {
    const path = join(this.root, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }

  /** All entries of the directory: `path`, `path/`, `path -> target`, and the content of short files. */
  async tree(): Promise<readonly string[]> {
    const lines: string[] = [];
    for (const name of (await readdir(this.root, { recursive: true })).sort()) {
      const path = join(this.root, name);
      const state = await lstat(path);
      if (state.isSymbolicLink()) lines.push(`${name} -> ${await readlink(path)}`);
      else if (state.isDirectory()) lines.push(`${name}/`);
      else lines.push(state.size < 100 ? `${name} = ${await readFile(path, 'utf8')}` : `${name} (${state.size})`);
    }
    return lines;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A test may leave directories without permissions, which `rm` cannot remove.
    await removeTree(this.root);
  }
}

/** Pulls with the file names of all formats. */
export const withLayouts: Pick<PullArtifactOptions, 'layOut'> = {
  layOut: (manifest, readConfig) => layOut(manifest, { readConfig, reference: { repository: 'a/b' } }),
};
