import { chmod, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileSystemError, isMissing, isProcessAlive, writeFileAtomic } from '../fs/index.ts';
import type { Inventory } from '../commands/index.ts';
import { isRecord } from '../spec/index.ts';

/** The report that the background process writes at its end. */
export type Report = Inventory;

/**
 * A directory in which the steps of a job and the background process exchange files. Files work on every system and
 * need no secret: only the user of these processes can write there.
 */
export class ServeDirectory {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** @throws OciError `FILE_SYSTEM` */
  static async create(parent: string): Promise<ServeDirectory> {
    try {
      const path = await mkdtemp(join(parent, 'oci-artifact-serve-'));
      await chmod(path, 0o700);
      return new ServeDirectory(path);
    } catch (error) {
      throw fileSystemError(error, `create a temporary directory in ${parent}`);
    }
  }

  get log(): string {
    return join(this.path, 'registry.log');
  }

  async exists(): Promise<boolean> {
    return (await modifiedAt(this.path)) !== undefined;
  }

  /** Updates the date of a file with the process id. */
  async heartbeat(pid: number): Promise<void> {
    const now = new Date();
    try {
      await utimes(this.#alive, now, now);
    } catch {
      await writeFile(this.#alive, String(pid)).catch(() => undefined);
    }
  }

  /** The process with a heartbeat within the last `ms` milliseconds. Its id cannot belong to another process yet. */
  async runningProcess(ms: number): Promise<number | undefined> {
    const at = await modifiedAt(this.#alive);
    // A date in the future comes from before the clock was set back.
    if (at === undefined || Math.abs(Date.now() - at) > ms) return undefined;
    const pid = Number(await readFile(this.#alive, 'utf8').catch(() => ''));
    return Number.isSafeInteger(pid) && pid > 0 && isProcessAlive(pid) ? pid : undefined;
  }

  async requestStop(): Promise<void> {
    await writeFile(this.#stop, '');
  }

  /** Whether the registry must end: after a stop request, or when the directory was removed. */
  async mustStop(): Promise<boolean> {
    return (await modifiedAt(this.#stop)) !== undefined || !(await this.exists());
  }

  async writeReport(report: Report): Promise<void> {
    await writeFileAtomic(this.#report, JSON.stringify(report));
  }

  async readReport(): Promise<Report | undefined> {
    let value: unknown;
    try {
      value = JSON.parse(await readFile(this.#report, 'utf8'));
    } catch {
      return undefined;
    }
    if (!isRecord(value)) return undefined;
    const number = (name: string): number => (typeof value[name] === 'number' ? value[name] : 0);
    return {
      repositories: number('repositories'),
      tags: number('tags'),
      blobs: number('blobs'),
      bytes: number('bytes'),
    };
  }

  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true, maxRetries: 5 });
  }

  get #alive(): string {
    return join(this.path, 'alive');
  }

  get #stop(): string {
    return join(this.path, 'stop');
  }

  get #report(): string {
    return join(this.path, 'report.json');
  }
}

/** Milliseconds since 1970; undefined when the path does not exist. */
async function modifiedAt(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw fileSystemError(error, `read the status of ${path}`);
  }
}
