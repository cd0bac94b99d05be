import { mkdir, mkdtemp, readdir, readFile, readlink, lstat, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackLayer, type UnpackedLayer } from '../../../src/archive/unpack/unpack.ts';
import type { UnpackOptions } from '../../../src/archive/unpack/options.ts';
import { isOciError } from '../../../src/spec/index.ts';
import { borrowedPieces } from '../tar/blocks.ts';

/** A directory with a destination and, beside it, a secret that archives must not change. */
export class Workspace implements AsyncDisposable {
  readonly root: string;
  readonly destination: string;
  readonly secret: string;

  private constructor(root: string) {
    this.root = root;
    this.destination = join(root, 'out');
    this.secret = join(root, 'out-evil', 'secret');
  }

  static async create(): Promise<Workspace> {
    const workspace = new Workspace(await mkdtemp(join(tmpdir(), 'unpack-')));
    await mkdir(join(workspace.root, 'out-evil'));
    await writeFile(workspace.secret, 'canary');
    await mkdir(workspace.destination);
    await writeFile(join(workspace.destination, 'before'), 'as it was');
    return workspace;
  }

  async unpack(archive: Uint8Array, options?: UnpackOptions): Promise<UnpackedLayer> {
    return await unpackLayer(borrowedPieces(archive, 3000), this.destination, options);
  }

  /** The unpacked tree as text, or the error. After both, everything beside the staging directory must be unchanged. */
  async outcome(archive: Uint8Array, options?: UnpackOptions): Promise<string[] | string> {
    try {
      await using layer = await this.unpack(archive, options);
      return await listTree(layer.directory);
    } catch (error) {
      if (!isOciError(error)) throw error;
      return `${error.code}: ${error.message}`;
    } finally {
      await this.requireUntouched();
    }
  }

  async requireUntouched(): Promise<void> {
    const found = await listTree(this.root);
    const expected = ['out/ 755', 'out-evil/ 755', 'out-evil/secret 644 canary', 'out/before 644 as it was'];
    const normal = (lines: readonly string[]): string =>
      lines
        .map((line) => line.replace(/ [0-7]{3}(?= |$)/, ''))
        .toSorted()
        .join('\n');
    if (normal(found) !== normal(expected)) throw new Error(`files were left or changed:\n${found.join('\n')}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true });
  }
}

/** Every path below `root` with its mode, and content or link target, sorted. */
export async function listTree(root: string): Promise<string[]> {
  const lines: string[] = [];
  const visit = async (directory: string, prefix: string): Promise<void> => {
    for (const name of await readdir(directory)) {
      const path = join(directory, name);
      const found = await lstat(path);
      const mode = (found.mode & 0o7777).toString(8);
      if (found.isSymbolicLink()) lines.push(`${prefix}${name} -> ${await readlink(path)}`);
      else if (found.isDirectory()) {
        lines.push(`${prefix}${name}/ ${mode}`);
        await visit(path, `${prefix}${name}/`);
      } else
        lines.push(
          `${prefix}${name} ${mode}${found.size > 0 ? ` ${(await readFile(path, 'latin1')).slice(0, 40)}` : ''}`,
        );
    }
  };
  await visit(root, '');
  return lines.toSorted();
}
