import { OciError } from './error.ts';
import { parseDigest, type Digest } from './digest.ts';
import { quoteInput } from './printable.ts';
import {
  asciiHostHint,
  formatReference,
  hostOnlyReason,
  invalidTagReason,
  isHostOnly,
  isRegistryHost,
  isTag,
  looksLikeRegistry,
  parseReference,
  rejectUserInfo,
  tagOfFullReference,
  type Reference,
} from './reference.ts';
import { runtimeModule } from './runtime-module.ts';

/** A location of content: a repository in a registry, or an image layout. */
export type Location = RegistryLocation | LayoutLocation;

/** A repository in a registry, with an optional tag and digest. */
export interface RegistryLocation extends Reference {
  readonly kind: 'registry';
}

/** An OCI image layout on disk, which is one repository. */
export interface LayoutLocation {
  readonly kind: 'layout';
  /** As the user wrote it. */
  readonly path: string;
  /** The name of a manifest in the layout: a tag, or a full reference such as `docker.io/acme/a:v1`. */
  readonly tag?: string | undefined;
  readonly digest?: Digest | undefined;
}

const layoutScheme = 'layout:';
const registryScheme = /^(?:oci|oras):\/\//;
/** A path on any system: `/…`, `./…`, `../…`, `C:\…`. A single word may be a repository, so it is not a path. */
const pathPattern = /^(?:\.{0,2}[\\/]|[A-Za-z]:[\\/]|\.{1,2}(?:$|[:@]))/;

/**
 * Parses `registry/repository[:tag][@digest]`, with or without `oci://`; or a layout, `layout:PATH[:tag][@digest]`. The
 * scheme is optional before a path that begins with `./`, `../`, `/` or a drive letter. The tag of a layout can be a
 * full reference with a registry and a tag: `./layout:docker.io/acme/a:v1`.
 *
 * Unlike in Docker, a name without a registry is an error.
 *
 * @throws OciError `REFERENCE_INVALID`, `DIGEST_INVALID`
 */
export function parseLocation(text: string): Location {
  if (text.startsWith(layoutScheme)) return parseLayout(text.slice(layoutScheme.length), text);
  if (pathPattern.test(text)) return parseLayout(text, text);
  const bare = text.replace(registryScheme, '');
  rejectUserInfo(bare);
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(bare)?.[0];
  if (scheme !== undefined) throw invalid(text, `it begins with ${scheme}; write registry/repository:tag`);
  if (isHostOnly(bare) && isRegistryHost(bare.replace(/\/$/, ''))) throw invalid(text, `it ${hostOnlyReason(bare)}`);
  const [first = ''] = bare.split('/', 1);
  const hint = asciiHostHint(first);
  if (hint !== '') throw invalid(text, `${quoteInput(first)} is not a registry host${hint}`);
  if (!bare.includes('/') || !looksLikeRegistry(first) || !isRegistryHost(first)) {
    throw invalid(
      text,
      'it names no registry; write registry/repository:tag (docker.io/… for Docker Hub), or ./path:tag for an ' +
        'image layout',
    );
  }
  return { kind: 'registry', ...parseReference(bare) };
}

/** The location, or the location that a text names. @throws OciError as {@link parseLocation} */
export function asLocation(location: Location | string): Location {
  return typeof location === 'string' ? parseLocation(location) : location;
}

/** Formats a location for {@link parseLocation}. The path of a layout is absolute, except in a browser. */
export function formatLocation(location: Location): string {
  if (location.kind === 'registry') return formatReference(location);
  const tag = location.tag === undefined ? '' : `:${location.tag}`;
  const digest = location.digest === undefined ? '' : `@${location.digest}`;
  const path = runtimeModule('node:path')?.resolve(location.path) ?? location.path;
  return `${path}${tag}${digest}`;
}

/** The repository of a location, without tag and digest. */
export function repositoryOf(location: Location): Location {
  return { ...location, tag: undefined, digest: undefined };
}

/** Whether both are the same repository of the same registry, or the same layout. */
export function sameRepository(a: Location, b: Location): boolean {
  return a.kind === b.kind && formatLocation(repositoryOf(a)) === formatLocation(repositoryOf(b));
}

/** The tag for a reference without tag and digest. */
export const defaultTag = 'latest';

/** Adds the tag {@link defaultTag} to a location without tag and digest. */
export function withDefaultTag(location: Location): Location {
  return location.tag === undefined && location.digest === undefined ? { ...location, tag: defaultTag } : location;
}

/** The reference within the repository: the digest, else the tag, else {@link defaultTag}. */
export function referenceOf(location: Pick<Location, 'tag' | 'digest'>): string {
  return location.digest ?? location.tag ?? defaultTag;
}

function parseLayout(text: string, whole: string): LayoutLocation {
  // An "@" can be a part of the path. It begins a digest only before the name of an algorithm.
  const at = /@(?=sha\d+:[^/\\]*$)/.exec(text)?.index;
  const digest = at === undefined ? undefined : parseDigest(text.slice(at + 1));
  const named = at === undefined ? text : text.slice(0, at);
  const colon = colonBeforeName(named);
  const path = named.slice(0, colon);
  const tag = colon === undefined ? undefined : named.slice(colon + 1);
  if (path === '') throw invalid(whole, 'it has no path; write layout:PATH:tag');
  if (/\p{Cc}/u.test(path)) throw invalid(whole, 'its path contains a control character');
  if (tag !== undefined && !isTag(tag) && tagOfFullReference(tag) === undefined)
    throw invalid(whole, `${quoteInput(tag)} ${invalidTagReason(tag)}`);
  return { kind: 'layout', path, tag, digest };
}

/** The position of the colon between the path of a layout and a name. */
function colonBeforeName(text: string): number | undefined {
  for (let colon = text.indexOf(':'); colon >= 0; colon = text.indexOf(':', colon + 1)) {
    if (tagOfFullReference(text.slice(colon + 1)) !== undefined) return colon;
  }
  const last = text.lastIndexOf(':');
  // A colon before a separator belongs to the path: to a drive letter, or to the name of a directory.
  return last < 0 || /[\\/]/.test(text.slice(last)) ? undefined : last;
}

function invalid(text: string, problem: string): OciError {
  return new OciError('REFERENCE_INVALID', `${quoteInput(text)} is not a reference: ${problem}`);
}
