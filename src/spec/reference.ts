import { isDigest, parseDigest, type Digest } from './digest.ts';
import { OciError } from './error.ts';
import { printable } from './printable.ts';

/** A place in a registry: `registry/repository[:tag][@digest]`. */
export interface Reference {
  /** Host with optional port, lower case, as written: `docker.io` stays `docker.io`. */
  readonly registry: string;
  readonly repository: string;
  readonly tag?: string | undefined;
  readonly digest?: Digest | undefined;
}

// distribution-spec, "Pulling manifests".
const componentSource = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const repositoryPattern = new RegExp(`^${componentSource}(?:/${componentSource})*$`);
const tagPattern = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/;
const labelSource = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const hostPattern = new RegExp(`^(?:${labelSource}(?:\\.${labelSource})*|\\[[0-9A-Fa-f:.]+\\])(?::([0-9]{1,5}))?$`);

/** Longest repository name, registry host included (distribution-spec suggests 255). */
const maxNameLength = 255;

/** Whether a text is a repository name (distribution-spec, "Pulling manifests"), at most 255 characters. */
export function isRepositoryName(text: string): boolean {
  return text.length <= maxNameLength && repositoryPattern.test(text);
}

/** Whether a text is a tag: letters, digits, `_`, `.` and `-`, at most 128 characters, not `.` or `-` first. */
export function isTag(text: string): boolean {
  return tagPattern.test(text);
}

/** Host name, IPv4 or bracketed IPv6 address, each with an optional port from 1 to 65535. */
export function isRegistryHost(text: string): boolean {
  const match = hostPattern.exec(text);
  if (match === null || text.length > maxNameLength) return false;
  const port = match[1];
  return port === undefined || (Number(port) >= 1 && Number(port) <= 65_535);
}

/** @throws OciError `NAME_INVALID` */
export function checkRepositoryName(name: string): string {
  if (isRepositoryName(name)) return name;
  throw new OciError(
    'NAME_INVALID',
    `"${printable(name, 300)}" is not a repository name: lower-case letters, digits, ".", "_", "-" and "/", at most ${maxNameLength} characters`,
  );
}

/** @throws OciError `TAG_INVALID` */
export function checkTag(tag: string): string {
  if (isTag(tag)) return tag;
  throw new OciError(
    'TAG_INVALID',
    `"${printable(tag, 300)}" is not a tag: letters, digits, "_", "." and "-", not "." or "-" first, at most 128 characters`,
  );
}

/**
 * Parses `[oci://|oras://]registry/repository[:tag][@digest]`. As with Docker, a first segment that has no `.` and no `:` and is not
 * `localhost` is not a registry: the reference is one of `docker.io`, and a single name there lies in `library/`.
 *
 * @throws OciError `REFERENCE_INVALID`; a reference with user information is refused without being repeated
 */
export function parseReference(text: string): Reference {
  const bare = text.replace(/^(?:oci|oras):\/\//, '');
  refuseUserInfo(bare);
  const at = bare.indexOf('@');
  const digest = at < 0 ? undefined : parseDigest(bare.slice(at + 1));
  const named = at < 0 ? bare : bare.slice(0, at);
  const { registry, path } = splitRegistry(named);
  const colon = path.lastIndexOf(':');
  const tag = colon < 0 ? undefined : path.slice(colon + 1);
  const repository = completeRepository(registry, colon < 0 ? path : path.slice(0, colon));
  if (!isRegistryHost(registry)) throw invalid(text, `"${printable(registry, 200)}" is not a registry host`);
  if (!isRepositoryName(repository)) throw invalid(text, repositoryProblem(repository));
  if (tag !== undefined && !isTag(tag))
    throw invalid(
      text,
      `"${printable(tag, 200)}" is not a tag (letters, digits, "_", ".", "-", at most 128 characters)`,
    );
  return { registry: canonicalRegistry(registry), repository, tag, digest };
}

/** `registry/repository[:tag][@digest]` */
export function formatReference(reference: Reference): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
  return `${reference.registry}/${reference.repository}${tag}${digest}`;
}

/** The registry's canonical spelling: lower case, and `docker.io` for Docker Hub's aliases. */
export function canonicalRegistry(registry: string): string {
  const lower = registry.toLowerCase();
  return isDockerHub(lower) ? 'docker.io' : lower;
}

const dockerHubHosts: ReadonlySet<string> = new Set([
  'docker.io',
  'index.docker.io',
  'registry-1.docker.io',
  'registry.hub.docker.com',
]);

export function isDockerHub(registry: string): boolean {
  return dockerHubHosts.has(registry.toLowerCase());
}

/** The host that serves a registry's API: Docker Hub's is not the one in its references. */
export function apiHost(registry: string): string {
  return isDockerHub(registry) ? 'registry-1.docker.io' : registry;
}

/** Splits off the registry, as Docker decides it. */
export function splitRegistry(named: string): { readonly registry: string; readonly path: string } {
  const slash = named.indexOf('/');
  const first = slash < 0 ? '' : named.slice(0, slash);
  return looksLikeRegistry(first)
    ? { registry: first, path: named.slice(slash + 1) }
    : { registry: 'docker.io', path: named };
}

/** Docker's rule: a `.`, a `:`, `localhost`, or an upper-case letter make a first segment a host. */
export function looksLikeRegistry(segment: string): boolean {
  return segment !== '' && (/[.:]/.test(segment) || segment === 'localhost' || segment !== segment.toLowerCase());
}

/** @throws OciError `REFERENCE_INVALID` when an `@` is followed by anything but a digest: it may be `user:password@`, so the text stays out of the message. */
export function refuseUserInfo(text: string): void {
  const at = text.indexOf('@');
  if (at < 0 || isDigest(text.slice(at + 1))) return;
  throw new OciError(
    'REFERENCE_INVALID',
    'the reference has an "@" that is not followed by a digest (sha256: and 64 lower-case hex digits). It is not repeated here, because user information may stand before the "@"; leave that out and give credentials as username and password, or log in',
  );
}

export function completeRepository(registry: string, path: string): string {
  return isDockerHub(registry) && !path.includes('/') ? `library/${path}` : path;
}

export function repositoryProblem(repository: string): string {
  if (repository === '' || repository === 'library/') return 'it names no repository; write registry/repository';
  if (repository !== repository.toLowerCase() && isRepositoryName(repository.toLowerCase())) {
    return `the repository has upper-case letters; write "${repository.toLowerCase()}"`;
  }
  return `"${printable(repository, 200)}" is not a repository name (lower-case letters, digits, ".", "_", "-", "/")`;
}

function invalid(text: string, problem: string): OciError {
  return new OciError('REFERENCE_INVALID', `"${printable(text, 300)}" is not a reference: ${problem}`);
}
