import {
  formatLocation,
  formatReference,
  hostOnlyReason,
  inputError,
  type InputLabel,
  invalidTagReason,
  isDigest,
  isHostOnly,
  isTag,
  type Location,
  looksLikeRegistry,
  ociScheme,
  parseLocation,
  parseReference,
  rejectUserInfo,
  repositoryOf,
  sameRepository,
} from '../spec/index.ts';
import { type OptionType, type ReadContext } from './option.ts';
import { parseWith, splitLines } from './option-types.ts';

export const locationDescription =
  '`registry/repository[:tag][@digest]`, with or without `oci://`; or an OCI image layout, ' +
  '`layout:PATH[:tag][@digest]` or a path that begins with `./`, `../`, `/` or a drive letter';

export interface LocationRules {
  /** A registry needs `oci://`; any other text is the path of an image layout. @default false */
  readonly schemeRequired?: boolean | undefined;
  /** Refuses a digest, because the digest follows from the content. @default false */
  readonly refuseDigest?: boolean | undefined;
  /** Accepts a pattern with `*` and `?` as the tag. @default false */
  readonly acceptPattern?: boolean | undefined;
}

/** A location of an artifact. */
export function location(rules: LocationRules = {}): OptionType<Location> {
  return {
    kind: 'value',
    placeholder: 'reference',
    isPath: true,
    empty: undefined,
    parse: (raw, subject, { notice }) => readLocation(String(raw), subject, rules, notice),
  };
}

/** Locations of copies of an artifact, one per line. At least one. */
export function locations(rules: LocationRules = {}): OptionType<readonly Location[], readonly Location[]> {
  return {
    kind: 'list',
    placeholder: 'reference',
    isPath: true,
    empty: [],
    parse: (raw, subject, { notice }) => splitLines(raw).map((line) => readLocation(line, subject, rules, notice)),
  };
}

/** Locations of artifacts, one per line, or `none` for an empty list. */
export function locationsOrNone(): OptionType<readonly Location[]> {
  return {
    kind: 'list',
    placeholder: 'reference',
    isPath: true,
    empty: undefined,
    parse: (raw, subject, { notice }) => {
      const written = splitLines(raw);
      if (written.length === 1 && written[0] === 'none') return [];
      return written.map((line) => readLocation(line, subject, {}, notice));
    },
  };
}

/** Locations of which the first that exists is used, one per line. An argument on a command line is one of them. */
export function alternatives(): OptionType<readonly [Location, ...Location[]]> {
  return {
    ...location(),
    parse: (raw, subject, { notice }) => {
      const [first = '', ...others] = splitLines(raw);
      const read = (line: string): Location => readLocation(line, subject, { acceptPattern: true }, notice);
      return [read(first), ...others.map(read)];
    },
  };
}

/** A repository, and a pattern in place of a tag. */
const tagPattern = /^(.*\/.+):([^/\\:@]*[*?][^/\\:@]*)$/;

/**
 * Parses a location like {@link parseLocation}. A repository with upper-case letters is lowered with a notice.
 *
 * With `schemeRequired`, a text that looks like a registry but lacks `oci://` is refused; otherwise it would become a
 * directory of that name.
 *
 * @throws OciError `INPUT_INVALID`
 */
export function readLocation(
  text: string,
  subject: string,
  { schemeRequired = false, refuseDigest = false, acceptPattern = false }: LocationRules,
  notice: ReadContext['notice'],
): Location {
  const [, repository = '', pattern] = (acceptPattern ? tagPattern.exec(text) : null) ?? [];
  if (pattern !== undefined) {
    if (!isTag(pattern.replaceAll(/[*?]/g, '0')))
      throw inputError(subject, text, `has a pattern that no tag matches: "${pattern}"; write for example v1.*`);
    return { ...readLocation(repository, subject, {}, notice), tag: pattern };
  }
  const isPath = schemeRequired && !text.startsWith(ociScheme);
  if (isPath) refuseMissingScheme(subject, text);
  if (schemeRequired && !isPath) refuseHostOnly(subject, text);
  const parse = schemeRequired && !isPath ? parseTarget : parseLocation;
  const written = isPath && !text.startsWith('layout:') ? `layout:${text}` : text;
  const found = parseWith(written, subject, (named) => parseLowered(named, parse, subject, notice));
  if (refuseDigest && found.digest !== undefined)
    throw inputError(
      subject,
      text,
      `has a digest, but the digest follows from the content; write ${ociScheme}registry/repository:tag or ./path:tag`,
    );
  return found;
}

/**
 * The bare tags to write at locations, the main one first: that of the first location, then the listed ones, else
 * `fallback`.
 *
 * @param listed bare tags, or full references of the repositories
 * @param fallback returns the tag if there is no other
 * @throws OciError `INPUT_INVALID`
 */
export function readTags(
  places: readonly Location[],
  listed: readonly string[],
  fallback: (() => string) | undefined,
  label: InputLabel,
): readonly string[] {
  const subject = label('tags');
  const tags = new Set<string>();
  const [main] = places;
  if (main?.tag !== undefined) tags.add(main.tag);
  for (const item of listed)
    tags.add(isReferenceText(item) ? tagOfReference(subject, item, places) : bareTag(subject, item));
  if (tags.size === 0 && fallback !== undefined) tags.add(fallback());
  return [...tags];
}

/** Whether an item is a reference. Without a host and a tag, its slash is a mistake, mostly in the name of a branch. */
function isReferenceText(item: string): boolean {
  if (item.includes('@')) return true;
  return item.includes('/') && (item.includes(':') || looksLikeRegistry(item.split('/', 1)[0] ?? ''));
}

/** @throws OciError `INPUT_INVALID` */
export function bareTag(subject: string, tag: string): string {
  if (isTag(tag)) return tag;
  throw inputError(subject, tag, invalidTagReason(tag));
}

/**
 * Reads the subject of an artifact: a digest or a tag in the target's repository, or a full reference of that
 * repository, where the digest wins over the tag.
 *
 * @returns a digest or a tag
 * @throws OciError `INPUT_INVALID`
 */
export function readSubject(text: string, target: Location, { label, notice }: ReadContext): string {
  if (isDigest(text) || isTag(text)) return text;
  const subject = label('subject');
  if (!/[\\/]|^layout:/.test(text))
    throw inputError(
      subject,
      // The text before an "@" may be a password and is not repeated.
      text.includes('@') ? undefined : text,
      'is neither a digest nor a tag; write sha256: and 64 lower-case hex digits, a tag in the repository of the ' +
        'target, or registry/repository@sha256:…',
    );
  const place = readLocation(text, subject, {}, notice);
  const home = repositoryOf(target);
  if (!sameRepository(place, home)) {
    throw inputError(
      subject,
      formatLocation(place),
      `is in another repository than the target ${formatLocation(home)}, but a referrer must be in the same ` +
        `repository as its subject; publish there, or give a subject in the target's repository`,
    );
  }
  const reference = place.digest ?? place.tag;
  if (reference === undefined)
    throw inputError(
      subject,
      formatLocation(place),
      'names a repository without a manifest; add a tag or, better, a digest',
    );
  return reference;
}

/** Refuses a run that would move the subject's own tag to the new artifact. @throws OciError `INPUT_INVALID` */
export function checkSubjectTag(reference: string | undefined, tags: readonly string[], label: InputLabel): void {
  if (reference === undefined || !tags.includes(reference)) return;
  throw inputError(
    label('subject'),
    reference,
    'is also a tag to write, which would then point to the new artifact; choose another tag, or none, because a ' +
      'referrer is found by its subject',
  );
}

/** Names without a registry are repositories of Docker Hub here, as in Docker. */
function parseTarget(text: string): Location {
  return { kind: 'registry', ...parseReference(text) };
}

function parseLowered(
  text: string,
  parse: (text: string) => Location,
  subject: string,
  notice: ReadContext['notice'],
): Location {
  try {
    return parse(text);
  } catch (error) {
    // The case of a tag and of a digest is significant.
    const [, named = '', rest = ''] = /^(.*?)((?::[^/:@]*)?(?:@.*)?)$/s.exec(text) ?? [];
    const lowered = named.toLowerCase() + rest;
    if (lowered === text) throw error;
    const place = parsedOrUndefined(lowered, parse);
    if (place?.kind !== 'registry') throw error;
    notice(`${subject}: repositories are lower-case in registries; using ${formatLocation(repositoryOf(place))}`);
    return place;
  }
}

function parsedOrUndefined(text: string, parse: (text: string) => Location): Location | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/** Otherwise a host would be read as a repository of Docker Hub. */
function refuseHostOnly(subject: string, text: string): void {
  const bare = text.slice(ociScheme.length);
  if (isHostOnly(bare)) throw inputError(subject, text, hostOnlyReason(bare, ociScheme));
}

/** A scheme, or a known one without its slashes. Before a digit, the colon belongs to a port. */
const schemePattern = /^(?:[A-Za-z][A-Za-z0-9+.-]*:\/\/|(?:oci|oras|docker|https?):\/?(?=[^/\d]))/;

function refuseMissingScheme(subject: string, text: string): void {
  const scheme = schemePattern.exec(text)?.[0];
  if (scheme === undefined && /^(?:layout:|[./\\]|[A-Za-z]:[\\/])/.test(text)) return;
  const rest = scheme === undefined ? text : text.slice(scheme.length);
  const at = rest.indexOf('@');
  const first = rest.split('/', 1)[0] ?? '';
  const looksRemote =
    scheme !== undefined || /[.:]/.test(first) || first === 'localhost' || (at >= 0 && isDigest(rest.slice(at + 1)));
  if (!looksRemote) return;
  // The text before an "@" may be a password and is not repeated.
  parseWith(rest, subject, rejectUserInfo);
  if (at >= 0)
    throw inputError(
      subject,
      text,
      `has a digest, but the digest follows from the content; write ${ociScheme}registry/repository:tag`,
    );
  const fix =
    scheme === undefined || !scheme.endsWith('//')
      ? `write ${ociScheme}${rest} to push there, or ./${rest} for a directory`
      : `write ${ociScheme}${rest}`;
  throw inputError(subject, text, `looks like a registry but does not begin with ${ociScheme}; ${fix}`);
}

function tagOfReference(subject: string, item: string, targets: readonly Location[]): string {
  const shown = item.includes('@') ? '…' : item.slice(0, 100);
  const registries = targets.filter((target) => target.kind === 'registry');
  const [first] = registries;
  if (first === undefined)
    throw inputError(
      subject,
      undefined,
      `a full reference is given ("${shown}"), but the target is a directory; write the bare tag`,
    );
  const reference = parseWith(item, subject, (named) => parseLowered(named, parseTarget, subject, () => {}));
  const home = formatReference({ registry: first.registry, repository: first.repository });
  if (!registries.some((target) => sameRepository(reference, target)))
    throw inputError(
      subject,
      item,
      `is in another repository than the target ${home}; write a bare tag, or run the action once for each repository`,
    );
  if (reference.digest !== undefined || reference.tag === undefined)
    throw inputError(subject, item, `has no tag; write ${home}:tag or the bare tag`);
  return reference.tag;
}
