import { isDigest, parseDigest, type Digest } from './digest.ts';
import { OciError } from './error.ts';
import { quoteInput } from './printable.ts';

/** A reference to content of a registry: `registry/repository[:tag][@digest]`. */
export interface Reference {
  /** Host with optional port, in lower case. Docker Hub is `docker.io`. */
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

/** Maximum length of a repository name (distribution-spec, "Pulling manifests") and of a host. */
const maxNameLength = 255;

/** Whether a text is a repository name (distribution-spec, "Pulling manifests"), at most 255 characters. */
export function isRepositoryName(text: string): boolean {
  return text.length <= maxNameLength && repositoryPattern.test(text);
}

/** Whether a text is a tag: at most 128 letters, digits, `_`, `.` and `-`, without `.` or `-` at the start. */
export function isTag(text: string): boolean {
  return tagPattern.test(text);
}

const digestTagPattern = /^sha(?:256|512)-[0-9a-f]{64}(?:\..*)?$/;

/** Whether a tag is made of a digest: a fallback tag for referrers, or a tag of cosign. */
export function isDigestTag(tag: string): boolean {
  return digestTagPattern.test(tag);
}

/**
 * The tag of a full reference with a tag and without a digest, such as `docker.io/acme/a:v1`. Other tools use full
 * references as names of manifests in image layouts.
 *
 * @returns undefined for another text
 */
export function tagOfFullReference(text: string): string | undefined {
  const [, registry, repository, tag] = /^([^/]+)\/(.+):([^:/]+)$/.exec(text) ?? [];
  if (registry === undefined || repository === undefined || tag === undefined) return undefined;
  const isFull = looksLikeRegistry(registry) && isRegistryHost(registry) && isRepositoryName(repository);
  return isFull && isTag(tag) ? tag : undefined;
}

/** The tag of a name in an image layout: the name itself, or the tag of a full reference. */
export function shortTag(name: string): string {
  return tagOfFullReference(name) ?? name;
}

/** Whether a text is a host name, an IPv4 address or an IPv6 address in brackets, with an optional port. */
export function isRegistryHost(text: string): boolean {
  const match = hostPattern.exec(text);
  if (match === null || text.length > maxNameLength) return false;
  const port = match[1];
  return port === undefined || (Number(port) >= 1 && Number(port) <= 65_535);
}

/**
 * The remedy for an internationalised host name, which references, certificates and headers contain in its ASCII form:
 * `; write its ASCII form "xn--bcher-kva.example"`. Empty for another text.
 */
export function asciiHostHint(text: string): string {
  if (!/[^\p{ASCII}]/u.test(text) || /[/\\?#@\s]/.test(text)) return '';
  const [, name = '', port = ''] = /^(.*?)(:\d+)?$/s.exec(text) ?? [];
  const ascii = `${URL.parse(`http://${name}/`)?.hostname ?? ''}${port}`;
  return isRegistryHost(ascii) ? `; write its ASCII form "${ascii}"` : '';
}

/** Checks a repository name. @throws OciError `NAME_INVALID` */
export function checkRepositoryName(name: string): string {
  if (isRepositoryName(name)) return name;
  throw new OciError(
    'NAME_INVALID',
    `${quoteInput(name)} is not a repository name: use at most ${maxNameLength} lower-case letters, ` +
      'digits, ".", "_", "-" and "/"',
  );
}

/** Checks a tag. @throws OciError `TAG_INVALID` */
export function checkTag(tag: string): string {
  if (isTag(tag)) return tag;
  throw new OciError('TAG_INVALID', `${quoteInput(tag)} ${invalidTagReason(tag)}`);
}

/** The tag of a version: `_` replaces `+`, which a tag cannot contain, as in Helm and Flux. Not checked. */
export function tagOfVersion(version: string): string {
  return version.replaceAll('+', '_');
}

const versionPattern = /^v?\d+(?:\.\d+){0,2}(?:-[\w.-]+)?\+[\w.+-]+$/;
/** Without upper-case letters, because Base64 may contain slashes too. */
const branchPattern = /^[a-z0-9][a-z0-9._-]*(?:\/[a-z0-9._-]+)+$/;

/** The predicate of a sentence about an invalid tag, with the rules and a remedy. */
export function invalidTagReason(tag: string): string {
  if (tag === '') return 'is not a tag: it is empty; write a tag, or omit the ":"';
  const rules = 'is not a tag: use at most 128 letters, digits, "_", "." and "-", without "." or "-" at the start';
  // Other texts may be secrets, and masks do not recognise a secret in a changed form.
  const version = tagOfVersion(tag);
  if (version !== tag && isTag(version)) {
    const fix = versionPattern.test(tag) ? `write "${version}"` : 'replace "+" with "_"';
    return `${rules}; for a version, ${fix}, as in Helm and Flux`;
  }
  const branch = tag.replaceAll('/', '-');
  if (branch === tag || !isTag(branch)) return rules;
  const fix = branchPattern.test(tag) ? `write "${branch}"` : 'replace "/" with "-"';
  return `${rules}; for a branch, ${fix}, as docker/metadata-action does`;
}

/**
 * Parses `[oci://|oras://]registry/repository[:tag][@digest]`. As in Docker, a first segment without `.` and `:` that
 * is not `localhost` is not a registry: the registry is `docker.io` then, and a single name is in `library/`.
 *
 * @throws OciError `REFERENCE_INVALID`. For a reference with user information, the message does not contain the
 *   reference.
 */
export function parseReference(text: string): Reference {
  const bare = text.replace(/^(?:oci|oras):\/\//, '');
  rejectUserInfo(bare);
  const at = bare.indexOf('@');
  const digest = at < 0 ? undefined : parseDigest(bare.slice(at + 1));
  const named = at < 0 ? bare : bare.slice(0, at);
  const { registry, path } = splitRegistry(named);
  const colon = path.lastIndexOf(':');
  const tag = colon < 0 ? undefined : path.slice(colon + 1);
  const repository = completeRepository(registry, colon < 0 ? path : path.slice(0, colon));
  if (!isRegistryHost(registry))
    throw invalid(text, `${quoteInput(registry)} is not a registry host${asciiHostHint(registry)}`);
  if (!isRepositoryName(repository)) throw invalid(text, repositoryProblem(repository));
  if (tag !== undefined && !isTag(tag)) throw invalid(text, `${quoteInput(tag)} ${invalidTagReason(tag)}`);
  return { registry: canonicalRegistry(registry), repository, tag, digest };
}

/** Formats a reference as `registry/repository[:tag][@digest]`. */
export function formatReference(reference: Reference): string {
  const tag = reference.tag === undefined ? '' : `:${reference.tag}`;
  const digest = reference.digest === undefined ? '' : `@${reference.digest}`;
  return `${reference.registry}/${reference.repository}${tag}${digest}`;
}

/** The canonical form of a registry: in lower case, and `docker.io` for the aliases of Docker Hub. */
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

/** Whether a registry is Docker Hub, under any of its names. */
function isDockerHub(registry: string): boolean {
  return dockerHubHosts.has(registry.toLowerCase());
}

/** The host of the API of a registry. For Docker Hub, it differs from the host in references. */
export function apiHost(registry: string): string {
  return isDockerHub(registry) ? 'registry-1.docker.io' : registry;
}

/** Splits a name into registry and path, by the rule of Docker. */
function splitRegistry(named: string): { readonly registry: string; readonly path: string } {
  const slash = named.indexOf('/');
  const first = slash < 0 ? '' : named.slice(0, slash);
  return looksLikeRegistry(first)
    ? { registry: first, path: named.slice(slash + 1) }
    : { registry: 'docker.io', path: named };
}

/** The rule of Docker: a first segment with `.`, `:` or an upper-case letter is a host, and so is `localhost`. */
export function looksLikeRegistry(segment: string): boolean {
  return segment !== '' && (/[.:]/.test(segment) || segment === 'localhost' || segment !== segment.toLowerCase());
}

/** Whether a text is a registry without a repository: `ghcr.io`, `localhost:5000/`. */
export function isHostOnly(text: string): boolean {
  return /^(?:localhost|[^/@:]*\.[^/@:]*)(?::[^/@:]*)?\/?$/i.test(text);
}

/** The predicate of a sentence about a registry without a repository. @param scheme before the reference */
export function hostOnlyReason(bare: string, scheme = ''): string {
  return `names a registry without a repository; write ${scheme}${bare.replace(/\/$/, '')}/repository:tag`;
}

/**
 * Rejects a text with an `@` that is not followed by a digest. It may contain `user:password@`, so the message does not
 * contain the text.
 *
 * @throws OciError `REFERENCE_INVALID`
 */
export function rejectUserInfo(text: string): void {
  const at = text.indexOf('@');
  if (at < 0 || isDigest(text.slice(at + 1))) return;
  throw new OciError(
    'REFERENCE_INVALID',
    'invalid reference: the "@" in it is not followed by a digest (sha256: and 64 lower-case hex digits). ' +
      'The reference may contain user information and is therefore not shown; remove user information and give ' +
      'credentials as username and password, or log in',
  );
}

/** The full name of a repository: a single name on Docker Hub is in `library/`. */
function completeRepository(registry: string, path: string): string {
  return isDockerHub(registry) && !path.includes('/') ? `library/${path}` : path;
}

/** The reason why a repository name is invalid, for error messages. */
function repositoryProblem(repository: string): string {
  if (repository === '' || repository === 'library/') return 'it has no repository; write registry/repository';
  if (repository !== repository.toLowerCase() && isRepositoryName(repository.toLowerCase())) {
    return `the repository has upper-case letters; write "${repository.toLowerCase()}"`;
  }
  return `${quoteInput(repository)} is not a repository name (lower-case letters, digits, ".", "_", "-", "/")`;
}

function invalid(text: string, problem: string): OciError {
  return new OciError('REFERENCE_INVALID', `${quoteInput(text)} is not a reference: ${problem}`);
}
