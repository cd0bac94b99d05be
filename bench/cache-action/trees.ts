import { appendFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A tree to cache, and a small change of it. */
export interface Tree {
  readonly name: string;
  /** Writes the tree of a round. No two rounds have equal content. */
  readonly create: (directory: string, round: number) => Promise<void>;
  readonly change: (directory: string, round: number) => Promise<void>;
}

/** Numbers from 0 to 1 with a fixed seed. */
function random(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const template = Buffer.from('export const value = require("./module"); function next(item) { return item + 1; } // ');

/** Content that compresses to about a third, and never repeats. */
function content(size: number, next: () => number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; at += 16) {
    template.copy(bytes, at, at % 64, (at % 64) + 12);
    if (at + 16 <= size) bytes.writeUInt32LE(Math.floor(next() * 2 ** 32), at + 12);
  }
  return bytes;
}

async function writePackage(directory: string, index: number, seed: number): Promise<void> {
  const next = random(seed * 7919 + index + 1);
  const path = join(directory, `${index % 5 === 0 ? `@scope${index % 9}/` : ''}package-${index}`);
  await mkdir(join(path, 'lib/inner'), { recursive: true });
  for (let file = 0; file < 25; file++) {
    const name = file === 0 ? 'package.json' : `lib/${file % 3 === 0 ? 'inner/' : ''}file-${file}.js`;
    await writeFile(join(path, name), content(Math.floor(300 + next() ** 3 * 30_000), next));
  }
}

/** Packages of 25 files, as in `node_modules`. A change updates three packages. */
export function nodeModules(files: number): Tree {
  const packages = Math.ceil(files / 25);
  return {
    name: `node_modules of ${files} files`,
    create: async (directory, round) => {
      for (let index = 0; index < packages; index++) await writePackage(directory, index, 1 + 1000 * round);
      await writeFile(join(directory, '.package-lock.json'), content(packages * 300, random(3 + 1000 * round)));
    },
    change: async (directory, round) => {
      for (let index = 0; index < 3; index++)
        await writePackage(directory, (round * 31 + index * 7) % packages, 2 + 1000 * round);
      await writeFile(join(directory, '.package-lock.json'), content(packages * 300, random(4 + 1000 * round)));
    },
  };
}

/** Directories of object files, as of a compiler. A change appends to a hundredth of the files in two directories. */
export function buildDirectory(mebibytes: number): Tree {
  const directories = 40;
  const perDirectory = Math.max(1, Math.round(mebibytes / directories));
  return {
    name: `build directory of ${mebibytes} MiB`,
    create: async (directory, round) => {
      const next = random(17 + 1000 * round);
      for (let index = 0; index < directories; index++) {
        const path = join(directory, `target-${index}/deps`);
        await mkdir(path, { recursive: true });
        for (let file = 0; file < perDirectory * 2; file++)
          await writeFile(join(path, `object-${file}.o`), content(512 * 1024, next));
      }
    },
    change: async (directory, round) => {
      for (const index of [round % directories, (round + 11) % directories]) {
        const path = join(directory, `target-${index}/deps`);
        const names = (await readdir(path)).sort();
        const step = Math.max(1, Math.floor(names.length / Math.ceil(names.length / 100)));
        for (let at = 0; at < names.length; at += step)
          await appendFile(join(path, names[at] ?? ''), `change ${round}`);
      }
    },
  };
}
