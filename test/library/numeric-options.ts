import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { compress, decompress, packLayer, UnpackBudget, unpackLayer, walk } from '../../src/library/archive.ts';
import { restoreCache, saveCache } from '../../src/library/cache.ts';
import {
  annotate,
  attach,
  connectRegistry,
  copy,
  copyAll,
  createIndex,
  joinShards,
  openLocation,
  prune,
  publish,
  pull,
} from '../../src/library/index.ts';
import { FileStore, LayoutRepository } from '../../src/library/oras.ts';
import {
  bucketAddress,
  BucketRegistry,
  cache,
  createTransport,
  fetchTransport,
  HttpRegistry,
  large,
  LayoutRegistry,
  loadDockerConfig,
  MemoryRegistry,
} from '../../src/library/registry.ts';
import { createFetchHandler, createHandler, createTokenIssuer, listen } from '../../src/library/server.ts';
import { collectBucketGarbage } from '../../src/bucket/garbage-collection.ts';
import { ArtifactCache } from '../../src/artifact-cache/index.ts';
import { parseLocation } from '../../src/spec/index.ts';

let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'numbers-'));
  await writeFile(join(directory, 'file.txt'), 'content');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const registry = new MemoryRegistry();
const credentials = (): Promise<never> => Promise.reject(new Error('no request is sent'));
const layout = (): ReturnType<typeof parseLocation> => parseLocation(`layout:${join(directory, 'layout')}:v1`);

const retryOptions = ['attempts', 'baseDelayMs', 'maxDelayMs', 'maxRetryAfterMs', 'retryBudget'];
const transportOptions = [...retryOptions, 'headersTimeoutMs', 'maxRedirects'];
const handlerOptions = [
  'maxManifestBytes',
  'maxDescriptors',
  'maxBlobBytes',
  'maxPageSize',
  'maxReferrersBytes',
  'uploadIdleMs',
  'maxUploads',
  'maxUploadsPerClient',
  'anonymousMountScan',
];

/** Every function with numeric options: their names, and a call with such options. */
export const functions: Readonly<Record<string, readonly [readonly string[], (options: object) => unknown]>> = {
  'BucketRegistry.open': [
    ['quota', 'maxDescriptors'],
    (options) => BucketRegistry.open(bucketAddress('s3://bucket'), { credentials, ...options }),
  ],
  'BucketRegistry.gc': [['graceMs', 'settleMs'], (options) => collectBucketGarbage({} as never, options)],
  createTransport: [[...transportOptions, 'connections'], (options) => createTransport(options)],
  fetchTransport: [transportOptions, (options) => fetchTransport(options)],
  createHandler: [handlerOptions, (options) => createHandler(registry, options)],
  createFetchHandler: [handlerOptions, (options) => createFetchHandler(registry, options)],
  listen: [
    [...handlerOptions, 'port', 'closeGraceMs', 'maxConnections', 'headersTimeoutMs', 'keepAliveMs'],
    (options) => listen(registry, options),
  ],
  createTokenIssuer: [
    ['lifetime', 'refreshLifetime'],
    (options) => createTokenIssuer({ service: 'registry', htpasswd: '', ...options }),
  ],
  MemoryRegistry: [['quota', 'maxDescriptors'], (options) => new MemoryRegistry(options)],
  'LayoutRegistry.open': [
    ['quota', 'minFreeBytes', 'maxDescriptors', 'lockTimeoutMs', 'lockStaleMs', 'staleFileMs'],
    (options) => LayoutRegistry.open(join(directory, 'registry'), options),
  ],
  'LayoutRepository.open': [
    ['lockTimeoutMs', 'lockStaleMs', 'staleFileMs'],
    (options) => LayoutRepository.open(join(directory, 'repository'), options),
  ],
  FileStore: [['maxUnpackedSize', 'fallbackLimit'], (options) => new FileStore(directory, options)],
  cache: [['originTimeoutMs'], (options) => cache(registry, registry, options)],
  large: [
    [
      'threshold',
      'parallel',
      'maxInFlight',
      'minChunkSize',
      'firstChunkSize',
      'chunkMs',
      'attempts',
      'uploadChunkSize',
    ],
    (options) => large(registry, options),
  ],
  HttpRegistry: [
    ['attempts', 'chunkSize'],
    (options) => new HttpRegistry(new URL('http://localhost:5000'), { transport: fetchTransport().send, ...options }),
  ],
  loadDockerConfig: [['helperTimeoutMs'], (options) => loadDockerConfig(options)],
  connectRegistry: [['attempts', 'chunkSize'], (options) => connectRegistry('localhost:5000', options)],
  openLocation: [['prepare'], (options) => openLocation(layout(), options)],
  publish: [
    ['compressionLevel', 'concurrency', 'layerSize'],
    (options) => publish({ sourceDir: directory, target: layout(), ...options }),
  ],
  'publish with packingCache': [
    ['maxBytes'],
    (options) =>
      publish({
        sourceDir: directory,
        target: layout(),
        packingCache: { directory: join(directory, 'packed'), ...options },
      }),
  ],
  pull: [
    ['concurrency', 'maxUnpackedSize'],
    (options) => pull({ source: layout(), outputDir: join(directory, 'pulled'), ...options }),
  ],
  copy: [['concurrency'], (options) => copy({ source: layout(), target: layout(), ...options })],
  attach: [
    ['concurrency'],
    (options) => attach({ subject: layout(), files: [], artifactType: 'text/plain', ...options }),
  ],
  annotate: [['concurrency'], (options) => annotate({ reference: layout(), ...options })],
  createIndex: [['concurrency', 'expect'], (options) => createIndex({ target: layout(), sources: [], ...options })],
  copyAll: [['concurrency'], (options) => copyAll({ items: [{ source: layout(), target: layout() }], ...options })],
  joinShards: [['concurrency'], (options) => joinShards({ target: layout(), sources: [], ...options })],
  prune: [
    ['concurrency', 'graceMs', 'keepLatest', 'olderThanMs'],
    (options) => prune({ target: `layout:${join(directory, 'layout')}`, deleteTags: ['pr-*'], ...options }),
  ],
  restoreCache: [['concurrency'], (options) => restoreCache({ ...cacheOptions(), ...options })],
  saveCache: [['concurrency'], (options) => saveCache({ ...cacheOptions(), ...options })],
  'ArtifactCache.open': [['maxBytes'], (options) => ArtifactCache.open(join(directory, 'artifacts'), options)],
  'LayoutRegistry.gc': [
    ['graceMs'],
    async (options) => (await LayoutRegistry.open(join(directory, 'registry'))).gc(options),
  ],
  'LayoutRepository.gc': [
    ['graceMs'],
    async (options) => (await LayoutRepository.open(join(directory, 'repository'))).gc(options),
  ],
  walk: [['maxEntries'], (options) => walk({ sourceDir: directory, ...options }).next()],
  packLayer: [
    ['compressionLevel', 'threads'],
    (options) => packLayer({ sourceDir: directory, compression: 'gzip', ...options }),
  ],
  UnpackBudget: [['totalSize', 'entries'], (options) => new UnpackBudget(options)],
  compress: [['level', 'threads'], (options) => compress(nothing(), { compression: 'gzip', ...options }).next()],
  'compress with zstd': [
    ['level', 'threads'],
    (options) => compress(nothing(), { compression: 'zstd', ...options }).next(),
  ],
  'Registry.repositories': [['limit'], (options) => Array.fromAsync(registry.repositories(options))],
  'HttpRegistry.tags': [
    ['limit'],
    (options) =>
      Array.fromAsync(
        new HttpRegistry(new URL('http://localhost:5000'), { transport: fetchTransport().send }).tags('a', options),
      ),
  ],
  'LayoutRegistry.repositories': [
    ['limit'],
    async (options) => Array.fromAsync((await LayoutRegistry.open(join(directory, 'registry'))).repositories(options)),
  ],
  decompress: [['maxSize'], (options) => decompress(nothing(), options).next()],
  unpackLayer: [['sizeHint'], (options) => unpackLayer(nothing(), join(directory, 'unpacked'), options)],
};

/** Numbers in options that have other rules, with the reason. */
export const otherNumbers: ReadonlySet<string> = new Set([
  // A number of a user, a status of a response, and the answer for a missing size.
  'ConfigOptions.uid',
  'DefaultCredentialsOptions.uid',
  // Compared with the content and with the offset of the registry.
  'GetBlobOptions.expectedSize',
  'PushBlobChunkedResumeOptions.offset',
  // As in oras-go, zero and less mean the default.
  'CopyGraphOptions.maxMetadataBytes',
  'ExtendedCopyGraphOptions.depth',
  'ListReferrersOptions.maxAnnotationBytes',
  'ResolveOptions.maxMetadataBytes',
  'TagNOptions.maxMetadataBytes',
  'OciErrorOptions.status',
  'ParseDescriptorOptions.defaultSize',
]);

function cacheOptions(): Parameters<typeof saveCache>[0] {
  return {
    repository: 'localhost:5000/cache',
    paths: ['file.txt'],
    key: 'k',
    workspace: directory,
    home: directory,
    temporary: directory,
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {
  // There is no content.
}
