import { join } from 'node:path';
import { LockFile, syncDirectory, type HeldLock, type LockOptions } from '../fs/index.ts';
import { OciError, throwIfAborted } from '../spec/index.ts';
import { emptyIndexDocument, encodeIndexDocument, parseIndexDocument, type IndexDocument } from './index-document.ts';
import { isSettled, readPlainFile, type StatCoalescer } from './plain-file.ts';
import { StagedFile } from './staged-file.ts';

/** Maximum size of `index.json`, bytes: about 200,000 manifests. */
const maxIndexBytes = 64 * 1024 * 1024;

export interface IndexFileOptions extends LockOptions {
  /** Flushes each change to disk. */
  readonly sync: boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly stats: StatCoalescer;
}

/** `index.json` of an image layout. Each change reads the file under a lock and replaces it atomically. */
export class IndexFile {
  readonly #path: string;
  readonly #folder: string;
  readonly #staging: string;
  readonly #options: IndexFileOptions;
  readonly #lock: LockFile;
  #cached: { readonly fingerprint: string; readonly document: IndexDocument } | undefined;

  constructor(folder: string, staging: string, options: IndexFileOptions) {
    this.#folder = folder;
    this.#path = join(folder, 'index.json');
    this.#staging = staging;
    this.#options = options;
    // A part of a repository name cannot start with a dot, so the lock cannot be the folder of a nested repository.
    this.#lock = new LockFile(join(folder, '.index.json.lock'), options);
  }

  /** @throws OciError `NOT_FOUND`, `MANIFEST_INVALID`, `FILE_SYSTEM`, `SIZE_LIMIT` */
  async read(signal?: AbortSignal): Promise<IndexDocument> {
    throwIfAborted(signal);
    const before = await this.#fingerprint();
    if (before !== undefined && this.#cached?.fingerprint === before) return this.#cached.document;
    const bytes = await readPlainFile(this.#path, maxIndexBytes);
    if (bytes === undefined)
      throw new OciError('NOT_FOUND', `${this.#folder} is not a complete image layout: ${this.#path} does not exist`);
    const document = parseIndexDocument(bytes, this.#path);
    const isUnchanged = before !== undefined && before === (await this.#fingerprint());
    this.#cached = isUnchanged ? { fingerprint: before, document } : undefined;
    return document;
  }

  /**
   * Changes the document under the lock.
   *
   * @param change gets the current document and returns the new one; the same object means no change
   * @param afterwards runs under the same lock after the change is on disk
   * @throws OciError as {@link read}; `TIMEOUT` of the lock, `ABORTED`
   */
  async update(
    change: (document: IndexDocument) => Promise<IndexDocument>,
    signal?: AbortSignal,
    afterwards?: (document: IndexDocument) => Promise<void>,
  ): Promise<void> {
    await this.#lock.run(async (lock) => {
      const before = await this.read(signal);
      const after = await change(before);
      throwIfAborted(signal);
      if (after !== before) await this.#write(after, lock);
      await afterwards?.(after);
    }, signal);
  }

  /** Writes an empty document unless the file exists. `finish` runs under the same lock. */
  async create(finish: () => Promise<void>, signal?: AbortSignal): Promise<void> {
    await this.#lock.run(async (lock) => {
      if ((await readPlainFile(this.#path, maxIndexBytes)) === undefined) await this.#write(emptyIndexDocument, lock);
      await finish();
    }, signal);
  }

  async #write(document: IndexDocument, lock: HeldLock): Promise<void> {
    const bytes = encodeIndexDocument(document);
    if (bytes.byteLength > maxIndexBytes)
      throw new OciError(
        'SIZE_LIMIT',
        `cannot write ${this.#path}: it would be over the limit of ${maxIndexBytes} bytes; delete manifests, ` +
          'or use one layout for each repository',
      );
    const { sync } = this.#options;
    await using staged = await StagedFile.create(this.#staging);
    await staged.append([bytes]);
    await lock.check();
    await staged.commit(this.#path, sync);
    if (sync) await syncDirectory(this.#folder);
  }

  /** The fingerprint of the file; undefined for a very new file, whose next version may have the same fingerprint. */
  async #fingerprint(): Promise<string | undefined> {
    const state = await this.#options.stats.state(this.#path);
    return state !== undefined && isSettled(state, this.#options.now()) ? state.fingerprint : undefined;
  }
}
