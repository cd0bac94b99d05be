import { collect } from '../streams/index.ts';
import type { BlobReader } from '../registry/index.ts';
import {
  checkTag,
  isManifestMediaType,
  isTag,
  OciError,
  parseManifest,
  type Descriptor,
  type Digest,
} from '../spec/index.ts';
import { notModified } from './blobs.ts';
import { readWhole } from './body.ts';
import type { RequestContext } from './request-context.ts';
import { reply, replyHead } from './reply.ts';

/** Tags that one request may write beside the one in its path. The specification asks for ten at least. */
const maxTagParameters = 128;

/** `GET /v2/<name>/manifests/<tag-or-digest>` */
export async function getManifest(
  x: RequestContext,
  name: string,
  reference: string,
  digest: Digest | undefined,
): Promise<void> {
  const reader = await (digest === undefined
    ? x.registry.getTag(name, existingTag(name, reference))
    : x.registry.getManifest(name, digest));
  const { descriptor } = reader;
  // Not even begun to be read: content of this size is no manifest, whatever the registry says.
  if (descriptor.size > x.settings.maxManifestBytes) {
    await reader.close();
    throw unknownManifest(name, reference);
  }
  if (x.req.headers['if-none-match'] !== undefined && notModified(x, descriptor.digest)) {
    await reader.close();
    return;
  }
  reply(x, 200, manifestHeaders(descriptor), reader.bytes ?? (await readManifest(reader, descriptor)));
}

/** `HEAD /v2/<name>/manifests/<tag-or-digest>` */
export async function headManifest(
  x: RequestContext,
  name: string,
  reference: string,
  digest: Digest | undefined,
): Promise<void> {
  const descriptor = await (digest === undefined
    ? x.registry.resolveTag(name, existingTag(name, reference))
    : x.registry.resolveManifest(name, digest));
  if (x.req.headers['if-none-match'] !== undefined && notModified(x, descriptor.digest)) return;
  replyHead(x, manifestHeaders(descriptor), descriptor.size);
}

/** `PUT /v2/<name>/manifests/<tag-or-digest>`, with `?tag=` for further tags. */
export async function putManifest(
  x: RequestContext,
  name: string,
  reference: string,
  digest: Digest | undefined,
): Promise<void> {
  const asked = x.query === '' ? [] : x.queryParameters.getAll('tag');
  if (asked.length > maxTagParameters) {
    throw new OciError(
      'INPUT_INVALID',
      `${asked.length} tags were asked for; one request may write ${maxTagParameters}`,
      { status: 414 },
    );
  }
  const tags = [...new Set(digest === undefined ? [reference, ...asked] : asked)];
  for (const tag of tags) checkTag(tag);
  const content = await readWhole(x, x.settings.maxManifestBytes, 'the manifest');
  const { mediaType, subject } = parseManifest(content, x.header('content-type'));
  const stored = await x.registry.pushManifest(name, content, mediaType, { digest, tags, signal: x.signal });
  const headers = ['location', `/v2/${name}/manifests/${stored.digest}`, 'docker-content-digest', stored.digest];
  if (subject !== undefined) headers.push('oci-subject', subject.digest);
  for (const tag of tags) headers.push('oci-tag', tag);
  reply(x, 201, headers);
}

/** `DELETE /v2/<name>/manifests/<tag-or-digest>`: a tag alone, or a manifest with all its tags. */
export async function deleteManifest(
  x: RequestContext,
  name: string,
  reference: string,
  digest: Digest | undefined,
): Promise<void> {
  if (digest === undefined) await x.registry.deleteTag(name, checkTag(reference), { signal: x.signal });
  else await x.registry.deleteManifest(name, digest, { signal: x.signal });
  reply(x, 202, []);
}

function manifestHeaders(descriptor: Descriptor): string[] {
  return [
    'content-type',
    servedMediaType(descriptor.mediaType),
    'docker-content-digest',
    descriptor.digest,
    'etag',
    `"${descriptor.digest}"`,
  ];
}

// What comes from another registry may be of any type; one that a browser shows or runs must not leave here.
function servedMediaType(mediaType: string): string {
  const harmless =
    isManifestMediaType(mediaType) ||
    mediaType === 'application/json' ||
    /^application\/vnd\.[a-z0-9.+-]+$/i.test(mediaType);
  return harmless ? mediaType : 'application/octet-stream';
}

/** What cannot be a tag is not there. Reading is no occasion to teach the grammar: clients probe with odd names. */
function existingTag(name: string, reference: string): string {
  if (isTag(reference)) return reference;
  throw unknownManifest(name, reference);
}

function unknownManifest(name: string, reference: string): OciError {
  return new OciError('MANIFEST_UNKNOWN', `${name} has no manifest "${reference}"`, { detail: { reference } });
}

function readManifest(reader: BlobReader, descriptor: Descriptor): Promise<Uint8Array> {
  return collect(reader, descriptor.size, `the manifest ${descriptor.digest}`);
}
