import { readFile } from 'node:fs/promises';
import { fileSystemError, isMissing, writeFileAtomic } from '../../fs/index.ts';
import { isRecord, isRfc3339, OciError, parseJson, type Digest } from '../../spec/index.ts';
import type { PruneGraph } from './graph.ts';

/** The content of the file, version 1: for each repository, when each manifest was seen first. */
interface StateFile {
  readonly schemaVersion: 1;
  /** Dates of RFC 3339 by repository and digest. */
  readonly repositories: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Records in a file when `prune` first saw each manifest of a repository. */
export class FirstSeen {
  readonly #path: string;
  readonly #repository: string;
  #file: StateFile;

  private constructor(path: string, repository: string, file: StateFile) {
    this.#path = path;
    this.#repository = repository;
    this.#file = file;
  }

  /**
   * Reads the file. It need not exist.
   *
   * @throws OciError `FILE_SYSTEM`; `INPUT_INVALID` for another content
   */
  static async open(path: string, repository: string): Promise<FirstSeen> {
    return new FirstSeen(path, repository, await read(path));
  }

  /** Milliseconds since 1970; undefined for a manifest that is not recorded. */
  get(digest: Digest): number | undefined {
    const date = this.#file.repositories[this.#repository]?.[digest];
    return date === undefined ? undefined : Date.parse(date);
  }

  /** Records new manifests, and forgets those that do not exist any more. @param now milliseconds since 1970 */
  update(graph: PruneGraph, now: number): void {
    const known = this.#file.repositories[this.#repository] ?? {};
    const today = new Date(now).toISOString();
    const seen = [...graph.nodes.keys()].sort().map((digest) => [digest, known[digest] ?? today] as const);
    this.#file = {
      schemaVersion: 1,
      repositories: { ...this.#file.repositories, [this.#repository]: Object.fromEntries(seen) },
    };
  }

  /** Writes the file. @throws OciError `FILE_SYSTEM` */
  async save(): Promise<void> {
    await writeFileAtomic(this.#path, `${JSON.stringify(this.#file, null, 1)}\n`);
  }
}

async function read(path: string): Promise<StateFile> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if (isMissing(error)) return { schemaVersion: 1, repositories: {} };
    throw fileSystemError(error, `read the state ${path}`);
  }
  let value: unknown;
  try {
    value = parseJson(bytes);
  } catch {
    // The content is reported below.
  }
  if (isState(value)) return value;
  throw new OciError(
    'INPUT_INVALID',
    `cannot read the state ${path}: it was not written by prune, or is damaged; delete the file, or give another path`,
  );
}

function isState(value: unknown): value is StateFile {
  if (!isRecord(value) || value['schemaVersion'] !== 1 || !isRecord(value['repositories'])) return false;
  return Object.values(value['repositories']).every(
    (dates) => isRecord(dates) && Object.values(dates).every((date) => typeof date === 'string' && isRfc3339(date)),
  );
}
