import type { BigIntStats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { type ByteString, byteStringOf, fileSystemError, isMissing, joinName } from '../../fs/index.ts';
import { throwIfAborted } from '../../spec/index.ts';
import { relativeTo } from './link.ts';
import { slashed } from './source.ts';

/** Files and directories that a walk passes over as if they were not there. */
export class Skips {
  readonly #identities: { readonly dev: bigint; readonly ino: bigint }[] = [];
  readonly #paths: ByteString[] = [];

  /** @param identity absent while the path does not exist */
  add(realPath: ByteString, identity?: { readonly dev: bigint; readonly ino: bigint }): void {
    this.#paths.push(realPath);
    if (identity !== undefined) this.#identities.push({ dev: identity.dev, ino: identity.ino });
  }

  /** To be asked before the path is looked at: it may come and go while the walk goes on. */
  hasPath(location: ByteString): boolean {
    return this.#paths.includes(location);
  }

  /** Catches what was moved, or is reached by another path. */
  hasIdentity(found: BigIntStats): boolean {
    return this.#identities.some(({ dev, ino }) => ino === found.ino && dev === found.dev);
  }

  /** Whether a real path is one of them or lies below one. */
  cover(location: ByteString): boolean {
    return this.#paths.some((path) => relativeTo(path, location) !== undefined);
  }
}

/** @throws OciError `FILE_SYSTEM` for a path that the system does not let us look at, `ABORTED` */
export async function skipped(paths: readonly string[], signal?: AbortSignal): Promise<Skips> {
  const skips = new Skips();
  for (const path of paths) {
    throwIfAborted(signal);
    const real = await realPathOf(resolve(path));
    try {
      skips.add(real, await stat(path, { bigint: true }));
    } catch (error) {
      if (!isMissing(error)) throw fileSystemError(error, `look at ${path}`);
      skips.add(real);
    }
  }
  return skips;
}

/** The real path that `path` has, or would have if it were made now. */
async function realPathOf(path: string): Promise<ByteString> {
  try {
    return slashed((await realpath(path, { encoding: 'buffer' })).toString('latin1'));
  } catch (error) {
    const parent = dirname(path);
    if (!isMissing(error) || parent === path) throw fileSystemError(error, `look at ${path}`);
    return joinName(await realPathOf(parent), byteStringOf(basename(path)));
  }
}
