import { mkdir, mkdtemp, readdir, readFile, readlink, lstat, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackLayerIn, type UnpackedLayer } from '../../../src/archive/unpack/unpack.ts';
import type { UnpackThreads } from '../../../src/archive/unpack/unpack-threads.ts';
import type { UnpackOptions } from '../../../src/archive/unpack/options.ts';
import { isOciError } from '../../../src/spec/index.ts';
import { inReusedBuffer } from '../tar/blocks.ts';

/** A directory that contains a destination and a secret. Archives must not change the secret. */
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
    await writeFile(join(workspace.destination, 'before'), 'unchanged');
    return workspace;
  }

  async unpack(archive: Uint8Array, options?: UnpackOptions, threads?: UnpackThreads): Promise<UnpackedLayer> {
    return await unpackLayerIn(threads, inReusedBuffer(archive, 3000), this.destination, options);
  }

  /** The unpacked tree as text, or the error. Also checks that no other file was created or changed. */
  async outcome(archive: Uint8Array, options?: UnpackOptions, threads?: UnpackThreads): Promise<string[] | string> {
    try {
      await using layer = await this.unpack(archive, options, threads);
      return await listTree(layer.directory);
    } catch (error) {
      if (!isOciError(error)) throw error;
      return `${error.code}: ${error.message}`;
    } finally {
      await this.requireUnchanged();
    }
  }

  /** Requires that the workspace contains the same files as at the beginning, and no staging directory. */
  async requireUnchanged(): Promise<void> {
    const lines = await listTree(this.root);
    const withoutModes = lines.map((line) => line.replace(/ [0-7]{3}(?= |$)/, '')).toSorted();
    const expected = ['out-evil/', 'out-evil/secret canary', 'out/', 'out/before unchanged'];
    if (withoutModes.join('\n') !== expected.join('\n'))
      throw new Error(`files were created or changed:\n${lines.join('\n')}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.root, { recursive: true });
  }
}

/** Every path below `root` with its mode and its content or link target, sorted. */
export async function listTree(root: string): Promise<string[]> {
  const lines: string[] = [];
  const visit = async (directory: string, prefix: string): Promise<void> => {
    for (const name of await readdir(directory)) {
      const path = join(directory, name);
      const stats = await lstat(path);
      const mode = (stats.mode & 0o7777).toString(8);
      if (stats.isSymbolicLink()) lines.push(`${prefix}${name} -> ${await readlink(path)}`);
      else if (stats.isDirectory()) {
        lines.push(`${prefix}${name}/ ${mode}`);
        await visit(path, `${prefix}${name}/`);
      } else
        lines.push(
          `${prefix}${name} ${mode}${stats.size > 0 ? ` ${(await readFile(path, 'latin1')).slice(0, 40)}` : ''}`,
        );
    }
  };
  await visit(root, '');
  return lines.toSorted();
}
