import { readFileSync, statfsSync } from 'node:fs';

const directory = '/dev/shm';
/** The suite uses less than a tenth of this, bytes. */
const minFreeBytes = 4 * 1024 ** 3;

/**
 * A directory in memory for temporary files, if the system has a large one in which programs can run. The tests flush
 * many files to disk, which takes a part of the time there. `npm run test:unprivileged` and a `TMPDIR` that the caller
 * sets use the disk.
 *
 * @returns undefined to use the temporary directory of the system
 */
export function memoryDirectory(): string | undefined {
  if (process.env['TMPDIR'] !== undefined || process.platform !== 'linux') return undefined;
  try {
    const mount = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' '))
      .findLast(([, path]) => path === directory);
    const [, , type, options = ''] = mount ?? [];
    const { bavail, bsize } = statfsSync(directory);
    const isUsable = type === 'tmpfs' && !/\b(noexec|ro)\b/.test(options) && bavail * bsize >= minFreeBytes;
    return isUsable ? directory : undefined;
  } catch {
    return undefined;
  }
}
