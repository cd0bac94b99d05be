import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as aicr from '../src/library/aicr.ts';
import type { LocalTarget, OciTarget } from '../src/library/aicr.ts';
import * as oras from '../src/library/oras.ts';
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
  PackManifestOptions,
  PackManifestVersion,
  PackOptions,
  ReadOnlyGraphStorage,
  ReadOnlyGraphTarget,
  ReadOnlyStorage,
  ReadOnlyTarget,
  ResolveOptions,
  Storage,
  TagBytesNOptions,
  TagNOptions,
  TagResolver,
  Target,
} from '../src/library/oras.ts';
import * as registry from '../src/library/registry.ts';
import type { Registry } from '../src/library/registry.ts';
import * as server from '../src/library/server.ts';
import * as sif from '../src/library/sif.ts';
import type {
  OutputConfig,
  PackageAndPushResult,
  PackageOptions,
  PackageResult,
  PushFromStoreOptions,
  PushFromStoreResult,
} from '../src/aicr/index.ts';

/** Names in Go, each with its name here where that is not the same name in camelCase. */
type Names = Readonly<Record<string, string>>;

function camelCase(name: string): string {
  return name.replace(/^(?:[A-Z]+(?=[A-Z][a-z])|[A-Z])/, (start) => start.toLowerCase());
}

function expectExported(from: object, names: Names | readonly string[]): void {
  const pairs = Array.isArray(names)
    ? names.map((name: string) => [name, camelCase(name)] as const)
    : Object.entries(names);
  for (const [name, here] of pairs) expect(from, `${name} is ${here} here`).toHaveProperty([here]);
}

const exported: ReadonlyMap<string, unknown> = new Map(Object.entries(oras));

// oras-go: everything is in `oci-artifact/oras`.
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
  // Methods of options in Go.
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

// The compiler checks these lists: a field that is missing, or has another name, does not compile.
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
/** The interfaces of oras-go. Each is assignable to the interfaces that it embeds in Go. */
export type Interfaces = [
  CopyErrorOrigin,
  PackManifestVersion,
  BlobReader,
  Target extends Storage & TagResolver ? Target : never,
  GraphTarget extends GraphStorage & TagResolver ? GraphTarget : never,
  ReadOnlyTarget extends ReadOnlyStorage ? ReadOnlyTarget : never,
  ReadOnlyGraphTarget extends ReadOnlyGraphStorage ? ReadOnlyGraphTarget : never,
];

describe('oci-artifact/oras has the names of oras-go', () => {
  const page = readFileSync(join(import.meta.dirname, '../docs/from-oras-go.md'), 'utf8');

  it.each(functions)('%s is a function with a section in docs/from-oras-go.md', (name) => {
    expectExported(oras, [name]);
    expect(exported.get(camelCase(name))).toBeTypeOf('function');
    expect(page).toMatch(new RegExp(`^## .*\\b${camelCase(name)}\\b`, 'm'));
  });

  it('exports every constant', () => {
    expectExported(oras, values);
    expect(oras.mediaTypeUnknownConfig).toBe('application/vnd.unknown.config.v1+json');
    expect(oras.mediaTypeUnknownArtifact).toBe('application/vnd.unknown.artifact.v1');
  });

  it.each(Object.entries(defaults))('%s has the same values', (name, expected) => {
    expect(exported.get(camelCase(name))).toEqual(expected);
    expect(exported.get(camelCase(name))).toSatisfy(Object.isFrozen);
    expect(fields[name.slice('Default'.length)]).toEqual(expect.arrayContaining(Object.keys(expected)));
  });

  it('CopyError has the same fields', () => {
    const error = new oras.CopyError('Resolve', oras.copyErrorOriginSource, new Error('why'));
    expect(error).toMatchObject({
      op: 'Resolve',
      origin: 'source',
      err: new Error('why'),
      cause: new Error('why'),
      message: 'failed to perform "Resolve" on source: why',
    });
  });

  it('exports the stores, the remote repository and the credentials', () => {
    expectExported(oras, {
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

it("oci-artifact/aicr has the names of AICR's pkg/oci", () => {
  expectExported(aicr, {
    ParseOutputTarget: 'parseOutputTarget',
    'Reference.String': 'formatOutputTarget',
    'Reference.WithTag': 'withTag',
    Package: 'packageDirectory',
    PushFromStore: 'pushFromStore',
    PackageAndPush: 'packageAndPush',
  });
  expect(aicr.defaultArtifactType).toBe('application/vnd.nvidia.aicr.artifact');
});

describe('docker/oci', () => {
  it('oci-artifact/registry has a name for every package', () => {
    expectExported(registry, {
      'ociclient.New': 'HttpRegistry',
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

  it('oci-artifact/server has ociserver', () => {
    expectExported(server, { 'ociserver.New': 'createHandler', 'http.ListenAndServe': 'listen' });
  });

  it('a registry has every operation of oci.Interface', () => {
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
    const memory = new registry.MemoryRegistry();
    for (const operation of operations) expect(memory[operation]).toBeTypeOf('function');
  });
});

it("oci-artifact/sif has the names and constants of Apptainer's package oras", () => {
  expectExported(sif, ['UploadImage', 'DownloadImage', 'Pull', 'PullToFile', 'ImageHash']);
  expectExported(sif, { ImageSHA: 'imageSha' });
  expect(sif).toMatchObject({
    sifDefaultTag: 'latest',
    sifConfigMediaTypeV1: 'application/vnd.sylabs.sif.config.v1',
    sifLayerMediaTypeV1: 'application/vnd.sylabs.sif.layer.v1.sif',
    sifLayerMediaTypeProto: 'appliciation/vnd.sylabs.sif.layer.tar',
  });
});
