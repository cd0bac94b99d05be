import { lstatSync, readlinkSync, realpathSync, type BigIntStats } from 'node:fs';
import { type ByteString, fromLatin1, joinName, systemPath } from '../../fs/index.ts';
import { slashed } from './source.ts';

/** What Linux allows before it calls a path a loop. No system follows further, so nothing beyond can be reached. */
const maxHops = 40;

/** Where a link points, as it is stored in the archive: with `/` on every system. */
export function readTarget(location: ByteString): ByteString {
  return slashed(readlinkSync(systemPath(location), { encoding: 'latin1' }));
}

/**
 * Whether a stored link leads out of the source. Its target is read twice: as it is written, because readers of archives judge it so,
 * and step by step through the links of the source, because that is how a system follows it. Both must stay inside.
 *
 * @param name of the link, relative to the source
 */
export function leavesSource(root: ByteString, name: ByteString, target: ByteString): boolean {
  if (target.startsWith('/') || (process.platform === 'win32' && /^[A-Za-z]:/.test(target))) return true;
  const directory = name.split('/').slice(0, -1);
  return climbsOut(directory, target) || climbsOutThroughLinks(root, directory, target);
}

function climbsOut(directory: readonly string[], target: string): boolean {
  let depth = directory.length;
  for (const segment of target.split('/')) {
    if (segment === '..') depth--;
    else if (segment !== '' && segment !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}

function climbsOutThroughLinks(root: ByteString, directory: readonly string[], target: string): boolean {
  const reached = [...directory];
  const ahead = target.split('/').toReversed();
  let hops = 0;
  for (let segment = ahead.pop(); segment !== undefined; segment = ahead.pop()) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') {
      if (reached.pop() === undefined) return true;
      continue;
    }
    const location = joinName(root, fromLatin1([...reached, segment].join('/')));
    const next = linkTarget(location);
    if (next === undefined) {
      reached.push(segment);
      continue;
    }
    if (next.startsWith('/') || (process.platform === 'win32' && /^[A-Za-z]:/.test(next))) return true;
    if (++hops > maxHops) return false;
    ahead.push(...next.split('/').toReversed());
  }
  return false;
}

/** Undefined for whatever is no link, or cannot be looked at. */
function linkTarget(location: ByteString): ByteString | undefined {
  try {
    const stat = lstatSync(systemPath(location), { throwIfNoEntry: false });
    return stat?.isSymbolicLink() === true ? readTarget(location) : undefined;
  } catch {
    return undefined;
  }
}

/** What stands at the end of a link. */
export interface Followed {
  /** Real path. */
  readonly location: ByteString;
  readonly stat: BigIntStats;
}

/** @throws the system's error: `ENOENT` for a dangling link, `ELOOP` for a circle */
export function followLink(location: ByteString): Followed {
  const real = slashed(realpathSync.native(systemPath(location), { encoding: 'latin1' }));
  return { location: real, stat: lstatSync(systemPath(real), { bigint: true }) };
}

/** The path of `location` relative to `root`, or undefined when it lies elsewhere. Both are real paths. */
export function relativeTo(root: ByteString, location: ByteString): ByteString | undefined {
  if (location === root) return fromLatin1('');
  const prefix = root.endsWith('/') ? root : `${root}/`;
  return location.startsWith(prefix) ? fromLatin1(location.slice(prefix.length)) : undefined;
}
