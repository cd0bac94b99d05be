import { lstatSync, readlinkSync, realpathSync, type BigIntStats } from 'node:fs';
import { fromLatin1, joinName, printableName, slashed, systemPath, type ByteString } from '../../fs/index.ts';
import { directoriesToCheck, relativeTarget, unsafeTargetReason } from '../unpack/names.ts';

/** Maximum number of links in a path. Linux treats a path with more links as a loop. Other systems allow fewer. */
const maxHops = 40;

/** Reads the target of a link for the archive, with `/` on every system. */
export function readTarget(location: ByteString): ByteString {
  return slashed(readlinkSync(systemPath(location), { encoding: 'latin1' }));
}

/**
 * Returns the reason why unpacking rejects a link, as the end of a sentence about the link.
 *
 * @param root the source; undefined for the root of a file system, at which absolute targets begin
 * @param name path of the link, relative to the source
 * @param isPacked whether a directory, relative to the source, is packaged
 */
export function linkProblem(
  root: ByteString | undefined,
  name: ByteString,
  target: ByteString,
  isPacked: (directory: ByteString) => boolean,
): string | undefined {
  const shown = printableName(target);
  if (root !== undefined && leavesSource(root, name, target))
    return `is a link out of the source: its target is "${shown}"`;
  const directory = name.split('/').slice(0, -1).map(fromLatin1);
  const checked = root === undefined ? relativeTarget(directory, target) : target;
  const reason = unsafeTargetReason(directory, checked);
  if (reason !== undefined) return `is a link to "${shown}" that unpacking rejects: ${reason}`;
  const missing = directoriesToCheck(directory, checked).find((path) => !isPacked(fromLatin1(path.join('/'))));
  if (missing === undefined) return undefined;
  return (
    `is a link to "${shown}" that unpacking rejects: ".." follows "${printableName(fromLatin1(missing.join('/')))}", ` +
    'which is not a packaged directory'
  );
}

/**
 * Whether a link leads out of the source. The function checks the text of the target, as readers of archives do, and
 * also follows the target through the links of the source, as the system does.
 *
 * @param name path of the link, relative to the source
 */
function leavesSource(root: ByteString, name: ByteString, target: ByteString): boolean {
  if (isAbsolute(target)) return true;
  const directory = name.split('/').slice(0, -1);
  return leavesByText(directory, target) || leavesThroughLinks(root, directory, target);
}

function isAbsolute(target: ByteString): boolean {
  return target.startsWith('/') || (process.platform === 'win32' && /^[A-Za-z]:/.test(target));
}

function leavesByText(directory: readonly string[], target: string): boolean {
  let depth = directory.length;
  for (const segment of target.split('/')) {
    if (segment === '..') depth--;
    else if (segment !== '' && segment !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}

function leavesThroughLinks(root: ByteString, directory: readonly string[], target: string): boolean {
  const reached = [...directory];
  const remaining = target.split('/').toReversed();
  let hops = 0;
  for (let segment = remaining.pop(); segment !== undefined; segment = remaining.pop()) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      if (reached.pop() === undefined) return true;
      continue;
    }
    const next = linkTarget(joinName(root, fromLatin1([...reached, segment].join('/'))));
    if (next === undefined) {
      reached.push(segment);
      continue;
    }
    if (isAbsolute(next)) return true;
    if (++hops > maxHops) return false;
    remaining.push(...next.split('/').toReversed());
  }
  return false;
}

/** Reads the target of a link; undefined for a path that is not a link or cannot be read. */
function linkTarget(location: ByteString): ByteString | undefined {
  try {
    const stat = lstatSync(systemPath(location), { throwIfNoEntry: false });
    return stat?.isSymbolicLink() === true ? readTarget(location) : undefined;
  } catch {
    return undefined;
  }
}

/** The target of a link: a file or directory. */
export interface FollowedLink {
  /** Real path. */
  readonly location: ByteString;
  readonly stat: BigIntStats;
}

/** Follows a link to its target. @throws the system's error: `ENOENT` for a dangling link, `ELOOP` for a loop */
export function followLink(location: ByteString): FollowedLink {
  const real = slashed(realpathSync.native(systemPath(location), { encoding: 'latin1' }));
  return { location: real, stat: lstatSync(systemPath(real), { bigint: true }) };
}
