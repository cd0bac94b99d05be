import { chmod, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { removeTree, textOf } from '../../src/fs/index.ts';
import {
  packLayer,
  walk,
  WalkReport,
  type PackedLayer,
  type PackOptions,
  type WalkOptions,
} from '../../src/archive/index.ts';

/** A source directory for one test. Disposing it removes the directory. */
export class SourceTree implements AsyncDisposable {
  /** The directory to package. */
  readonly path: string;
  /** The parent directory, outside of the source. */
  readonly outside: string;

  constructor(outside: string) {
    this.outside = outside;
    this.path = join(outside, 'source');
  }

  in(name: string): string {
    return join(this.path, name);
  }

  /** Writes files. A name that ends with `/` is a directory. */
  async put(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      const path = this.in(name);
      await mkdir(name.endsWith('/') ? path : dirname(path), { recursive: true });
      if (!name.endsWith('/')) await writeFile(path, content);
    }
  }

  async link(name: string, target: string): Promise<void> {
    await mkdir(dirname(this.in(name)), { recursive: true });
    await symlink(target, this.in(name));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // A test may leave directories without permissions, which `rm` cannot remove.
    await removeTree(this.outside);
  }
}

export async function sourceTree(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<SourceTree> {
  const tree = new SourceTree(await mkdtemp(join(tmpdir(), 'oci-artifact-source-')));
  // The user of `unprivileged` must be able to read it.
  await chmod(tree.outside, 0o755);
  await mkdir(tree.path);
  await tree.put(files);
  return tree;
}

/** The names of the entries of a walk, in the order of the walk. */
export async function namesOf(options: WalkOptions): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of walk(options)) names.push(textOf(entry.name));
  return names;
}

export async function reportOf(options: WalkOptions): Promise<WalkReport> {
  const report = new WalkReport(options.sourceDir);
  for await (const entry of walk({ ...options, report })) void entry;
  return report;
}

export interface Packed {
  readonly bytes: Buffer;
  readonly layer: PackedLayer;
}

/** Packs without compression by default. */
export async function pack(options: Omit<PackOptions, 'compression'> & Partial<PackOptions>): Promise<Packed> {
  const packing = packLayer({ compression: 'none', ...options });
  const bytes = Buffer.concat(await Array.fromAsync(packing.content));
  return { bytes, layer: await packing.result };
}

/** Runs `work` as a user without privileges, because root can read all files. */
export async function unprivileged<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

/** The error that `work` throws. */
export async function failureOf(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => {
      throw new Error('no error was thrown');
    },
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
}
