import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as library from '../src/index.ts';
import type {
  BlobReader,
  CopyErrorOrigin,
  CopyGraphOptions,
  CopyOptions,
  ExtendedCopyGraphOptions,
  ExtendedCopyOptions,
  FetchBytesOptions,
  FetchOptions,
  GraphStorage,
  GraphTarget,
  LocalTarget,
  OciTarget,
  OutputConfig,
  PackageAndPushResult,
  PackageOptions,
  PackageResult,
  PackManifestOptions,
  PackManifestVersion,
  PackOptions,
  PushFromStoreOptions,
  PushFromStoreResult,
  ReadOnlyGraphStorage,
  ReadOnlyGraphTarget,
  ReadOnlyStorage,
  ReadOnlyTarget,
  Registry,
  ResolveOptions,
  Storage,
  TagBytesNOptions,
  TagNOptions,
  TagResolver,
  Target,
} from '../src/index.ts';
import * as sif from '../src/formats/sif/index.ts';

/** Names in Go, and what stands for them here where it is not the same in camelCase. */
type Names = Readonly<Record<string, string>>;

function camelCase(name: string): string {
  return name.replace(/^(?:[A-Z]+(?=[A-Z][a-z])|[A-Z])/, (start) => start.toLowerCase());
}

function expectExported(from: object, names: Names | readonly string[]): void {
  const pairs = Array.isArray(names)
    ? names.map((name: string) => [name, camelCase(name)] as const)
    : Object.entries(names);
  for (const [name, here] of pairs) expect(from, `${name} is to be ${here}`).toHaveProperty([here]);
}

const exported: ReadonlyMap<string, unknown> = new Map(Object.entries(library));

const functions = [
  'Copy',
  'CopyGraph',
  'ExtendedCopy',
  'ExtendedCopyGraph',
  'Fetch',
  'FetchBytes',
  'Pack',
  'PackManifest',
  'PushBytes',
  'Resolve',
  'Tag',
  'TagBytes',
  'TagBytesN',
  'TagN',
  // Methods of options there.
  'WithTargetPlatform',
  'FilterAnnotation',
  'FilterArtifactType',
];
const values = [
  'MediaTypeUnknownConfig',
  'MediaTypeUnknownArtifact',
  'ErrInvalidDateTimeFormat',
  'ErrMissingArtifactType',
  'SkipNode',
  'CopyErrorOriginSource',
  'CopyErrorOriginDestination',
  'PackManifestVersion1_0',
  'PackManifestVersion1_1',
  'PackManifestVersion1_1_RC4',
];
const defaults: Readonly<Record<string, object>> = {
  DefaultCopyGraphOptions: { concurrency: 3, maxMetadataBytes: 4 * 1024 * 1024 },
  DefaultCopyOptions: { concurrency: 3, maxMetadataBytes: 4 * 1024 * 1024 },
  DefaultExtendedCopyGraphOptions: { concurrency: 3, maxMetadataBytes: 4 * 1024 * 1024 },
  DefaultExtendedCopyOptions: { concurrency: 3, maxMetadataBytes: 4 * 1024 * 1024 },
  DefaultFetchBytesOptions: { maxBytes: 4 * 1024 * 1024, maxMetadataBytes: 4 * 1024 * 1024 },
  DefaultFetchOptions: { maxMetadataBytes: 4 * 1024 * 1024 },
  DefaultResolveOptions: { maxMetadataBytes: 4 * 1024 * 1024 },
  DefaultTagBytesNOptions: { concurrency: 5 },
  DefaultTagNOptions: { concurrency: 5, maxMetadataBytes: 4 * 1024 * 1024 },
};

// These lists are checked by the compiler: a field that is missing, or has another name, does not compile.
const copyGraphFields = [
  'concurrency',
  'maxMetadataBytes',
  'preCopy',
  'postCopy',
  'onCopySkipped',
  'mountFrom',
  'onMounted',
  'findSuccessors',
] as const satisfies readonly (keyof CopyGraphOptions)[];
const packFields = ['subject', 'manifestAnnotations', 'configDescriptor', 'configAnnotations'] as const;
const fields: Readonly<Record<string, readonly string[]>> = {
  CopyGraphOptions: copyGraphFields,
  CopyOptions: [...copyGraphFields, 'mapRoot'] satisfies readonly (keyof CopyOptions)[],
  ExtendedCopyGraphOptions: [
    ...copyGraphFields,
    'depth',
    'findPredecessors',
  ] satisfies readonly (keyof ExtendedCopyGraphOptions)[],
  ExtendedCopyOptions: [
    ...copyGraphFields,
    'depth',
    'findPredecessors',
  ] satisfies readonly (keyof ExtendedCopyOptions)[],
  ResolveOptions: ['targetPlatform', 'maxMetadataBytes'] satisfies readonly (keyof ResolveOptions)[],
  FetchOptions: ['targetPlatform', 'maxMetadataBytes'] satisfies readonly (keyof FetchOptions)[],
  FetchBytesOptions: ['targetPlatform', 'maxMetadataBytes', 'maxBytes'] satisfies readonly (keyof FetchBytesOptions)[],
  PackManifestOptions: [...packFields, 'layers'] satisfies readonly (keyof PackManifestOptions)[],
  PackOptions: [...packFields, 'packImageManifest'] satisfies readonly (keyof PackOptions)[],
  TagNOptions: ['concurrency', 'maxMetadataBytes'] satisfies readonly (keyof TagNOptions)[],
  TagBytesNOptions: ['concurrency'] satisfies readonly (keyof TagBytesNOptions)[],
  Reference: ['isOci', 'registry', 'repository', 'tag', 'localPath'] satisfies readonly (
    | keyof OciTarget
    | keyof LocalTarget
  )[],
  PackageOptions: [
    'sourceDir',
    'outputDir',
    'registry',
    'repository',
    'tag',
    'subDir',
    'annotations',
    'reproducibleTimestamp',
  ] satisfies readonly (keyof PackageOptions)[],
  PackageResult: ['digest', 'reference', 'storePath'] satisfies readonly (keyof PackageResult)[],
  PushOptions: [
    'sourceDir',
    'registry',
    'repository',
    'tag',
    'plainHttp',
    'insecureTls',
  ] satisfies readonly (keyof PushFromStoreOptions)[],
  PushResult: ['digest', 'reference'] satisfies readonly (keyof PushFromStoreResult)[],
  OutputConfig: [
    'sourceDir',
    'outputDir',
    'reference',
    'version',
    'plainHttp',
    'insecureTls',
    'annotations',
  ] satisfies readonly (keyof OutputConfig)[],
  PackageAndPushResult: ['digest', 'reference', 'storePath'] satisfies readonly (keyof PackageAndPushResult)[],
};
/** Interfaces of oras-go by what they are here; each is assignable to what it is made of there. */
export type Interfaces = [
  CopyErrorOrigin,
  PackManifestVersion,
  BlobReader,
  Target extends Storage & TagResolver ? Target : never,
  GraphTarget extends GraphStorage & TagResolver ? GraphTarget : never,
  ReadOnlyTarget extends ReadOnlyStorage ? ReadOnlyTarget : never,
  ReadOnlyGraphTarget extends ReadOnlyGraphStorage ? ReadOnlyGraphTarget : never,
];

describe('oras-go', () => {
  const page = readFileSync(join(import.meta.dirname, '../docs/from-oras-go.md'), 'utf8');

  it.each(functions)('%s is a function, and on the page for those who come from there', (name) => {
    expectExported(library, [name]);
    expect(exported.get(camelCase(name))).toBeTypeOf('function');
    expect(page).toMatch(new RegExp(`^## .*\\b${camelCase(name)}\\b`, 'm'));
  });

  it('every value is there', () => {
    expectExported(library, values);
    expect(library.mediaTypeUnknownConfig).toBe('application/vnd.unknown.config.v1+json');
    expect(library.mediaTypeUnknownArtifact).toBe('application/vnd.unknown.artifact.v1');
  });

  it.each(Object.entries(defaults))('%s is what it is there', (name, expected) => {
    expect(exported.get(camelCase(name))).toEqual(expected);
    expect(exported.get(camelCase(name))).toSatisfy(Object.isFrozen);
    expect(fields[name.slice('Default'.length)]).toEqual(expect.arrayContaining(Object.keys(expected)));
  });

  it('CopyError has its fields', () => {
    const error = new library.CopyError('Resolve', library.copyErrorOriginSource, new Error('why'));
    expect(error).toMatchObject({
      op: 'Resolve',
      origin: 'source',
      err: new Error('why'),
      cause: new Error('why'),
      message: 'failed to perform "Resolve" on source: why',
    });
  });

  it('the stores are there', () => {
    expectExported(library, {
      'memory.New': 'MemoryRegistry',
      'oci.New': 'LayoutRepository',
      'file.New': 'FileStore',
      'remote.NewRepository': 'connectRepository',
      'remote.NewRegistry': 'connectRegistry',
      'auth.StaticCredential': 'staticCredentials',
      'credentials.NewStoreFromDocker': 'loadDockerConfig',
    });
  });
});

it('AICR pkg/oci: every function is there', () => {
  expectExported(library, {
    ParseOutputTarget: 'parseOutputTarget',
    'Reference.String': 'formatOutputTarget',
    'Reference.WithTag': 'withTag',
    Package: 'packageDirectory',
    PushFromStore: 'pushFromStore',
    PackageAndPush: 'packageAndPush',
  });
  expect(library.defaultArtifactType).toBe('application/vnd.nvidia.aicr.artifact');
});

describe('docker/oci', () => {
  it('every package is there', () => {
    expectExported(library, {
      'ociclient.New': 'HttpRegistry',
      'ociserver.New': 'createHandler',
      'http.ListenAndServe': 'listen',
      'ocimem.New': 'MemoryRegistry',
      ocilayout: 'LayoutRegistry',
      'ociauth.Load': 'loadDockerConfig',
      'ociauth.NewStdTransport': 'authenticate',
      'ocifilter.ReadOnly': 'readOnly',
      'ocifilter.Immutable': 'immutable',
      'ocifilter.Sub': 'prefix',
      'ocifilter.AccessChecker': 'select',
      'ociunify.New': 'unify',
      ocilarge: 'large',
      'ocidebug.New': 'debug',
      'ociref.Parse': 'parseReference',
      'ociref.IsValidTag': 'isTag',
      'ociref.IsValidRepository': 'isRepositoryName',
      'ocidigest.Parse': 'parseDigest',
    });
  });

  it('every operation of its interface is one of a registry', () => {
    const operations = [
      'getBlob',
      'getBlobRange',
      'getManifest',
      'getTag',
      'resolveBlob',
      'resolveManifest',
      'resolveTag',
      'pushBlob',
      'pushBlobChunked',
      'pushBlobChunkedResume',
      'mountBlob',
      'pushManifest',
      'deleteBlob',
      'deleteManifest',
      'deleteTag',
      'tags',
      'referrers',
      'repositories',
    ] as const satisfies readonly (keyof Registry)[];
    const registry = new library.MemoryRegistry();
    for (const operation of operations) expect(registry[operation]).toBeTypeOf('function');
  });
});

it('Apptainer oras: every name is there, with the same constants', () => {
  expectExported(sif, ['UploadImage', 'DownloadImage', 'Pull', 'PullToFile', 'ImageHash']);
  expectExported(sif, { ImageSHA: 'imageSha' });
  expect(sif).toMatchObject({
    sifDefaultTag: 'latest',
    sifConfigMediaTypeV1: 'application/vnd.sylabs.sif.config.v1',
    sifLayerMediaTypeV1: 'application/vnd.sylabs.sif.layer.v1.sif',
    sifLayerMediaTypeProto: 'appliciation/vnd.sylabs.sif.layer.tar',
  });
});
