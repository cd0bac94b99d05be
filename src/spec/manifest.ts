import type { Annotations } from './annotations.ts';
import {
  isRecord,
  optionalString,
  parseAnnotations,
  parseDescriptor,
  type Descriptor,
  type ParseDescriptorOptions,
} from './descriptor.ts';
import { OciError } from './error.ts';
import { JsonError, parseJson } from './json.ts';
import {
  isDockerMediaType,
  manifestKind,
  mediaTypeDockerManifest,
  mediaTypeDockerManifestList,
  mediaTypeImageIndex,
  mediaTypeImageManifest,
  mediaTypeOfContentType,
  mediaTypesDockerSchema1,
  type ManifestKind,
} from './media-types.ts';
import { printable } from './printable.ts';

/**
 * Maximum size of a manifest or index, bytes. A registry must accept at least 4 MiB (distribution-spec, "Pushing
 * Manifests").
 */
export const maxManifestBytes: number = 4 * 1024 * 1024;

/** Default of the registries in this library for `maxDescriptors`. */
export const defaultMaxDescriptors = 10_000;

/** A limit for manifests that a registry stores. */
export interface ManifestLimits {
  /**
   * Maximum number of descriptors in a manifest: config and layers, manifests, or blobs, and the subject. It limits the
   * time that a registry needs for one manifest.
   */
  readonly maxDescriptors?: number | undefined;
}

/** Options of {@link parseManifest}. */
export interface ParseManifestOptions extends ManifestLimits, ParseDescriptorOptions {}

/** An image manifest (image-spec, manifest.md). */
export interface ImageManifest {
  readonly kind: 'manifest';
  readonly mediaType: string;
  readonly artifactType?: string | undefined;
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
  readonly subject?: Descriptor | undefined;
  readonly annotations?: Annotations | undefined;
}

/** An image index (image-spec, image-index.md). */
export interface ImageIndex {
  readonly kind: 'index';
  readonly mediaType: string;
  readonly artifactType?: string | undefined;
  readonly manifests: readonly Descriptor[];
  readonly subject?: Descriptor | undefined;
  readonly annotations?: Annotations | undefined;
}

/** The artifact manifest of image-spec v1.1.0-rc2, which was withdrawn. */
export interface ArtifactManifest {
  readonly kind: 'artifact';
  readonly mediaType: string;
  readonly artifactType?: string | undefined;
  readonly blobs: readonly Descriptor[];
  readonly subject?: Descriptor | undefined;
  readonly annotations?: Annotations | undefined;
}

/** A manifest or index of any supported kind. */
export type Manifest = ImageManifest | ImageIndex | ArtifactManifest;

/**
 * Parses and checks a manifest.
 *
 * @param mediaType from the descriptor or the response. When it is absent or generic, the media type in the manifest
 *   counts. A manifest without a media type and with an OCI config is of the OCI, also when this type is Docker's.
 * @throws OciError `SIZE_LIMIT` for too many descriptors; `UNSUPPORTED` for Docker schema 1; `MANIFEST_INVALID` for a
 *   manifest that is not JSON, has another media type, is both an index and an image (CVE-2021-41190), or has malformed
 *   descriptors
 */
export function parseManifest(bytes: Uint8Array, mediaType?: string, options: ParseManifestOptions = {}): Manifest {
  const body = parseObject(bytes);
  checkDescriptorCount(body, options.maxDescriptors ?? Infinity);
  const own = optionalString(body['mediaType'], "the manifest's mediaType");
  const expected = specificMediaType(mediaType);
  if (expected !== undefined && own !== undefined && own !== expected) {
    throw invalid(`its mediaType is "${printable(own, 200)}", not the announced "${printable(expected, 200)}"`);
  }
  const type = own ?? typeWithoutField(body, expected);
  const kind = type === undefined ? undefined : manifestKind(type);
  if (type !== undefined && isDockerSchema1(type)) throw new OciError('UNSUPPORTED', schema1Problem('the manifest'));
  if (type === undefined || kind === undefined)
    throw invalid(`"${printable(type ?? '', 200)}" is not a media type of manifests`);
  checkShape(body, kind);
  const shared = {
    mediaType: type,
    artifactType: optionalString(body['artifactType'], 'artifactType'),
    subject:
      body['subject'] === undefined || body['subject'] === null
        ? undefined
        : parseDescriptor(body['subject'], 'subject'),
    annotations: parseAnnotations(body['annotations'], 'the manifest'),
  };
  switch (kind) {
    case 'manifest':
      return {
        kind,
        ...shared,
        config: parseDescriptor(body['config'], 'config'),
        layers: descriptors(body, 'layers', options),
      };
    case 'index':
      return { kind, ...shared, manifests: descriptors(body, 'manifests', options) };
    case 'artifact':
      return { kind, ...shared, blobs: descriptors(body, 'blobs', options) };
  }
}

/** The descriptors in a manifest, in their order: the subject, then config and layers, manifests, or blobs. */
export function successorsOf(manifest: Manifest): readonly Descriptor[] {
  const subject = manifest.subject === undefined ? [] : [manifest.subject];
  switch (manifest.kind) {
    case 'manifest':
      return [...subject, manifest.config, ...manifest.layers];
    case 'index':
      return [...subject, ...manifest.manifests];
    case 'artifact':
      return [...subject, ...manifest.blobs];
  }
}

/**
 * The content that a repository must have before it stores a manifest: all descriptors except the subject
 * (distribution-spec, "Pushing Manifests with Subject").
 */
export function requiredContentOf(manifest: Manifest): readonly Descriptor[] {
  return successorsOf({ ...manifest, subject: undefined });
}

/**
 * The artifact type of a manifest in the referrers API: its own, or the media type of its config (distribution-spec,
 * "Listing Referrers").
 */
export function artifactTypeOf(manifest: Manifest): string | undefined {
  if (manifest.artifactType !== undefined && manifest.artifactType !== '') return manifest.artifactType;
  return manifest.kind === 'manifest' ? manifest.config.mediaType : undefined;
}

/** The media type in a `Content-Type`; undefined when it is generic. */
function specificMediaType(mediaType: string | undefined): string | undefined {
  const bare = mediaTypeOfContentType(mediaType);
  return bare === 'application/json' || bare === 'application/octet-stream' || bare === 'text/plain' ? undefined : bare;
}

/**
 * The media type of a manifest without the field `mediaType`. Docker requires this field, so a manifest without it is
 * of the OCI, although some registries serve it as Docker's. Only Docker's own types in it show that it is not.
 */
function typeWithoutField(body: Readonly<Record<string, unknown>>, expected: string | undefined): string | undefined {
  if (expected === undefined) return inferMediaType(body);
  const types = mediaTypesIn(body);
  const isOci = types.length > 0 && !types.some(isDockerMediaType);
  if (expected === mediaTypeDockerManifest && isOci) return mediaTypeImageManifest;
  if (expected === mediaTypeDockerManifestList && isOci) return mediaTypeImageIndex;
  return expected;
}

/** The media type of the config, or those of the manifests in an index. */
function mediaTypesIn(body: Readonly<Record<string, unknown>>): readonly string[] {
  const manifests: unknown = body['manifests'];
  const descriptors: readonly unknown[] = Array.isArray(manifests) ? manifests : [body['config']];
  return descriptors
    .filter(isRecord)
    .map((descriptor) => descriptor['mediaType'])
    .filter((type) => typeof type === 'string');
}

function inferMediaType(body: Readonly<Record<string, unknown>>): string | undefined {
  const schema1 = schema1Type(body);
  if (schema1 !== undefined) return schema1;
  if (body['schemaVersion'] !== 2) return undefined;
  if (Array.isArray(body['manifests'])) return 'application/vnd.oci.image.index.v1+json';
  return isRecord(body['config']) ? 'application/vnd.oci.image.manifest.v1+json' : undefined;
}

/** Whether a media type is one of Docker's manifests of schema 1. */
export function isDockerSchema1(mediaType: string): boolean {
  return mediaTypesDockerSchema1.includes(mediaType);
}

/** The error message for a manifest of Docker's schema 1. @param name for example its digest */
export function schema1Problem(name: string): string {
  return `${name} is an image of Docker schema 1, which is not supported; pull and push it with a newer Docker`;
}

/**
 * The error for content that is not a manifest.
 *
 * @param problem the message, unless the content is a manifest of Docker schema 1
 */
export function notManifestError({ digest, mediaType }: Descriptor, problem: string): OciError {
  return new OciError('UNSUPPORTED', isDockerSchema1(mediaType) ? schema1Problem(digest) : problem);
}

/** Schema 1 has no field `mediaType` (Docker, "Image Manifest V 2, Schema 1"). */
function schema1Type(body: Readonly<Record<string, unknown>>): string | undefined {
  if (body['schemaVersion'] !== 1 || !Array.isArray(body['fsLayers'])) return undefined;
  return mediaTypesDockerSchema1[Array.isArray(body['signatures']) ? 0 : 1];
}

function checkShape(body: Readonly<Record<string, unknown>>, kind: ManifestKind): void {
  const has = (key: string): boolean => body[key] !== undefined;
  if (kind !== 'artifact' && body['schemaVersion'] !== 2) throw invalid('its schemaVersion is not 2');
  if (has('manifests') && (has('layers') || has('config')))
    throw invalid('it has "manifests" together with "layers" or "config", so its kind is ambiguous');
  if (kind === 'index' && (has('layers') || has('config')))
    throw invalid('it is an image index with "layers" or "config"');
  if (kind === 'manifest' && has('manifests')) throw invalid('it is an image manifest with "manifests"');
  if (kind === 'manifest' && !has('config')) throw invalid('it is an image manifest without "config"');
}

/** Checks the number of descriptors before they are parsed. */
function checkDescriptorCount(body: Readonly<Record<string, unknown>>, limit: number): void {
  const lists = ['layers', 'manifests', 'blobs'].map((key) => body[key]).filter(Array.isArray);
  const single = ['config', 'subject'].filter((key) => isRecord(body[key]));
  const count = lists.reduce((sum, list) => sum + list.length, single.length);
  if (count <= limit) return;
  throw new OciError(
    'SIZE_LIMIT',
    `cannot store the manifest: it has ${count} descriptors, and the limit is ${limit}; use fewer layers or several ` +
      'manifests, or raise "maxDescriptors" of the registry',
  );
}

function descriptors(
  body: Readonly<Record<string, unknown>>,
  key: string,
  options: ParseDescriptorOptions,
): readonly Descriptor[] {
  const value = body[key];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw invalid(`"${key}" is not a list`);
  return value.map((item, index) => parseDescriptor(item, `${key}[${index}]`, options));
}

function parseObject(bytes: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = parseJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    throw invalid(error instanceof JsonError ? error.message : 'it is not JSON');
  }
  if (!isRecord(value)) throw invalid('it is not a JSON object');
  return value;
}

function invalid(problem: string): OciError {
  return new OciError('MANIFEST_INVALID', `invalid manifest: ${problem}`);
}
