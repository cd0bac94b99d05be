import type { Modes } from './modes.ts';
import type { WalkReport } from './report.ts';

/** `preserve` stores links as links, `follow` stores what they lead to in their place, `error` allows none. */
export type Symlinks = 'preserve' | 'follow' | 'error';

/** Most entries of an archive. */
export const maxEntries = 1_000_000;
/** Most directories on top of one another. */
export const maxDepth = 1024;

export interface WalkOptions {
  readonly sourceDir: string;
  /**
   * Package only this directory below `sourceDir`, under the path that it has there. The archive holds what the whole source's archive
   * would hold if all beside this directory were left out: the root and the directories on the way down keep their own modes. (A copy
   * in a temporary directory, as other tools make it, would bring that directory's mode, 0700, into the artifact.)
   */
  readonly subDir?: string | undefined;
  /** Patterns as in a `.gitignore` at the root of the source. `.git` is left out always, whatever they say. @default none */
  readonly exclude?: readonly string[] | undefined;
  /** @default 'preserve' */
  readonly symlinks?: Symlinks | undefined;
  /** Store, or follow, links that lead out of the source; otherwise they are an error. @default false */
  readonly allowOutsideLinks?: boolean | undefined;
  /** On Windows, whose file system has no modes, `keep` gives what `normalize` gives. @default 'keep' */
  readonly modes?: Modes | undefined;
  /** Files and directories of our own (output, temporary, storage) that must not be packaged where they lie in the source. Told by device and inode, so any path to them will do; they need not exist yet. @default none */
  readonly skip?: readonly string[] | undefined;
  /** @default 1,000,000 */
  readonly maxEntries?: number | undefined;
  /** Whether the file system tells executables apart; without it, the git index does. @default on every system but Windows */
  readonly hasModes?: boolean | undefined;
  /** Filled while the walk runs. */
  readonly report?: WalkReport | undefined;
  readonly signal?: AbortSignal | undefined;
}
