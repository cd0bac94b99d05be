import { collect } from '../streams/index.ts';
import type { BlobReader } from '../registry/index.ts';
import { checkTag, isManifestMediaType, isTag, OciError, parseManifest, type Descriptor } from '../spec/index.ts';
import { replyIfNotModified } from './blobs.ts';
import { readWholeBody } from './body.ts';
import type { RequestContext } from './request-context.ts';
import type { RouteOf } from './router.ts';

type ManifestRoute = RouteOf<'manifest'>;

/** Maximum number of additional tags in one request. The specification requires at least ten. */
const maxTagParameters = 128;

/** `GET /v2/<name>/manifests/<tag-or-digest>` */
export async function getManifest(ctx: RequestContext, { name, reference, digest }: ManifestRoute): Promise<void> {
  const reader = await (digest === undefined
    ? ctx.registry.getTag(name, validTag(name, reference), { onStale: ctx.onStale })
    : ctx.registry.getManifest(name, digest));
  const { descriptor } = reader;
  // The content is not read, so that a request for the digest of a layer does not load the layer into memory.
  if (descriptor.size > ctx.settings.maxManifestBytes) {
    await reader.close();
    throw unknownManifest(name, reference);
  }
  if (replyIfNotModified(ctx, descriptor.digest)) {
    await reader.close();
    return;
  }
  ctx.reply.send(200, manifestHeaders(descriptor), reader.cached ?? (await readManifest(reader, descriptor)));
}

/** `HEAD /v2/<name>/manifests/<tag-or-digest>` */
export async function headManifest(ctx: RequestContext, { name, reference, digest }: ManifestRoute): Promise<void> {
  const descriptor = await (digest === undefined
    ? ctx.registry.resolveTag(name, validTag(name, reference), { onStale: ctx.onStale })
    : ctx.registry.resolveManifest(name, digest));
  if (replyIfNotModified(ctx, descriptor.digest)) return;
  ctx.reply.sendHead(manifestHeaders(descriptor), descriptor.size);
}

/** `PUT /v2/<name>/manifests/<tag-or-digest>`, with `?tag=` for additional tags. */
export async function putManifest(ctx: RequestContext, { name, reference, digest }: ManifestRoute): Promise<void> {
  const additionalTags = ctx.query.getAll('tag');
  if (additionalTags.length > maxTagParameters) {
    throw new OciError(
      'INPUT_INVALID',
      `the request has ${additionalTags.length} "tag" parameters; the maximum is ${maxTagParameters}`,
      { status: 414 },
    );
  }
  const tags = [...new Set(digest === undefined ? [reference, ...additionalTags] : additionalTags)];
  for (const tag of tags) checkTag(tag);
  const content = await readWholeBody(ctx, ctx.settings.maxManifestBytes, 'the manifest');
  const { mediaType, subject } = parseManifest(content, ctx.header('content-type'), ctx.settings);
  const pushed = await ctx.registry.pushManifest(name, content, mediaType, { digest, tags, signal: ctx.signal });
  const headers = ['location', `/v2/${name}/manifests/${pushed.digest}`, 'docker-content-digest', pushed.digest];
  if (subject !== undefined) headers.push('oci-subject', subject.digest);
  for (const tag of tags) headers.push('oci-tag', tag);
  ctx.reply.send(201, headers);
}

/** `DELETE /v2/<name>/manifests/<tag-or-digest>`: deletes a tag, or a manifest with all its tags. */
export async function deleteManifest(ctx: RequestContext, { name, reference, digest }: ManifestRoute): Promise<void> {
  if (digest === undefined) await ctx.registry.deleteTag(name, checkTag(reference), { signal: ctx.signal });
  else await ctx.registry.deleteManifest(name, digest, { signal: ctx.signal });
  ctx.reply.send(202, []);
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

// Manifests from another registry may have any media type. Types that a browser renders or executes are not served.
function servedMediaType(mediaType: string): string {
  const isSafe =
    isManifestMediaType(mediaType) ||
    mediaType === 'application/json' ||
    /^application\/vnd\.[a-z0-9.+-]+$/i.test(mediaType);
  return isSafe ? mediaType : 'application/octet-stream';
}

/** Returns a valid tag. An invalid tag results in 404 instead of 400, because clients probe with invalid names. */
function validTag(name: string, reference: string): string {
  if (isTag(reference)) return reference;
  throw unknownManifest(name, reference);
}

function unknownManifest(name: string, reference: string): OciError {
  return new OciError('MANIFEST_UNKNOWN', `${name} has no manifest "${reference}"`, { detail: { reference } });
}

function readManifest(reader: BlobReader, descriptor: Descriptor): Promise<Uint8Array> {
  return collect(reader, descriptor.size, `the manifest ${descriptor.digest}`);
}
