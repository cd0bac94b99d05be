import {
  completeRepository,
  formatReference,
  isDigest,
  isOciError,
  isTag,
  ociScheme,
  formatLocation,
  parseLocation,
  parseOutputTarget,
  repositoryOf,
  parseReference,
  refuseUserInfo,
  type Location,
  defaultTag,
  inputError,
  type InputLabel,
} from '../spec/index.ts';

/**
 * Reads a target as a person writes it. Beyond `parseLocation`: a repository with upper-case letters is lowered with a notice,
 * what was meant for a registry but lacks `oci://` is refused instead of becoming a directory of that name, and so is a host alone.
 *
 * @throws OciError `INPUT_INVALID`
 */
export function readTarget(text: string, label: InputLabel, notice: (text: string) => void): Location {
  const subject = label('target');
  if (text === '')
    throw inputError(
      subject,
      undefined,
      'it is missing; write oci://registry/repository:tag, or the path of a directory',
    );
  if (!text.startsWith(ociScheme)) {
    refuseLookAlike(subject, text);
    return layoutTarget(subject, text);
  }
  const bare = text.slice(ociScheme.length);
  // A name alone is a repository of Docker Hub, which nobody means who writes a host.
  if (/^(?:localhost|[^/@:]*\.[^/@:]*)(?::[^/@:]*)?\/?$/i.test(bare))
    throw inputError(
      subject,
      text,
      `names a registry and no repository in it; write ${ociScheme}${bare.replace(/\/$/, '')}/repository:tag`,
    );
  const { text: lowered, changed } = lowerRepository(text);
  const target = registryTarget(subject, lowered);
  if (changed)
    notice(
      `${subject}: registries know lower-case repositories only, so ${formatLocation(repositoryOf(target))} is used`,
    );
  return target;
}

/** @throws OciError `INPUT_INVALID`, also for a digest */
function registryTarget(subject: string, text: string): Location {
  const target = wrapped(subject, () => parseOutputTarget(text));
  if (!target.isOci) throw new TypeError(`no ${ociScheme} target: ${text}`);
  return { kind: 'registry', registry: target.registry, repository: target.repository, tag: target.tag };
}

/** @throws OciError `INPUT_INVALID`, also for a digest */
function layoutTarget(subject: string, text: string): Location {
  const target = wrapped(subject, () => parseLocation(text.startsWith('layout:') ? text : `layout:${text}`));
  if (target.digest === undefined) return target;
  throw inputError(subject, text, 'has a digest, but the digest follows from the content; write ./path:tag');
}

/**
 * The tags to write, bare, the main one first.
 *
 * @param listed bare tags, or full references of the target's own repository
 * @throws OciError `INPUT_INVALID`
 */
export function readTags(
  target: Location,
  listed: readonly string[],
  version: string | undefined,
  label: InputLabel,
): readonly string[] {
  const subject = label('tags');
  const tags = new Set<string>();
  if (target.tag !== undefined) tags.add(target.tag);
  for (const item of listed)
    tags.add(item.includes('/') || item.includes('@') ? tagOfReference(subject, item, target) : bareTag(subject, item));
  if (tags.size === 0) tags.add(version !== undefined && isTag(version) ? version : defaultTag);
  return [...tags];
}

/** Lowers what stands before the tag; a tag's case means something. */
function lowerRepository(text: string): { readonly text: string; readonly changed: boolean } {
  const colon = text.lastIndexOf(':');
  const end = colon > text.lastIndexOf('/') ? colon : text.length;
  const named = text.slice(ociScheme.length, end);
  // A host's case never mattered, so that lowering it is not worth a notice.
  const path = named.slice(named.indexOf('/') + 1);
  return { text: ociScheme + named.toLowerCase() + text.slice(end), changed: path !== path.toLowerCase() };
}

function refuseLookAlike(subject: string, text: string): void {
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(text)?.[0];
  if (scheme === undefined && /^(?:layout:|[./\\]|[A-Za-z]:[\\/])/.test(text)) return;
  const rest = scheme === undefined ? text : text.slice(scheme.length);
  const at = rest.indexOf('@');
  const first = rest.split('/', 1)[0] ?? '';
  const looksRemote =
    scheme !== undefined || /[.:]/.test(first) || first === 'localhost' || (at >= 0 && isDigest(rest.slice(at + 1)));
  if (!looksRemote) return;
  // What stands before an "@" may be a password and is not repeated.
  wrapped(subject, () => {
    refuseUserInfo(rest);
  });
  if (at >= 0)
    throw inputError(
      subject,
      text,
      `has a digest, but the digest follows from the content; write ${ociScheme}registry/repository:tag`,
    );
  const fix =
    scheme === undefined
      ? `write ${ociScheme}${rest} to push there, or ./${rest} for a directory`
      : `write ${ociScheme}${rest}`;
  throw inputError(subject, text, `looks like a place in a registry but does not begin with ${ociScheme}; ${fix}`);
}

function bareTag(subject: string, tag: string): string {
  if (isTag(tag)) return tag;
  throw inputError(
    subject,
    tag,
    'is not a tag; use letters, digits, "_", "." and "-", not "." or "-" first, at most 128 characters',
  );
}

function tagOfReference(subject: string, item: string, target: Location): string {
  if (target.kind !== 'registry')
    throw inputError(
      subject,
      undefined,
      `a full reference is given ("${quotable(item)}"), but the target is a directory; write the bare tag`,
    );
  const reference = wrapped(subject, () =>
    parseReference(lowerRepository(ociScheme + item.replace(/^(?:oci|oras):\/\//, '')).text),
  );
  const home = formatReference({ registry: target.registry, repository: target.repository });
  if (
    reference.registry !== target.registry ||
    completeRepository(reference.registry, reference.repository) !== target.repository
  ) {
    throw inputError(
      subject,
      item,
      `lies in another repository than the target ${home}; write a bare tag, or run the action once for each repository`,
    );
  }
  if (reference.digest !== undefined || reference.tag === undefined)
    throw inputError(subject, item, `has no tag of its own; write ${home}:tag or the bare tag`);
  return reference.tag;
}

function quotable(item: string): string {
  return item.includes('@') ? '…' : item.slice(0, 100);
}

/** What the parsers of the specification say, under the input's name. Their messages quote what may be quoted, and nothing more. */
function wrapped<T>(subject: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (isOciError(error)) throw inputError(subject, undefined, error.message, error);
    throw error;
  }
}
