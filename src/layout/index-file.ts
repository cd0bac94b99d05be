import { join } from 'node:path';
import { LockFile, syncDirectory, type HeldLock, type LockOptions } from '../fs/index.ts';
import { OciError, throwIfAborted } from '../spec/index.ts';
import { isSettled, type StatCoalescer } from './file-state.ts';
import { emptyIndexDocument, encodeIndexDocument, parseIndexDocument, type IndexDocument } from './index-document.ts';
import { readPlainFile } from './plain-file.ts';
import { StagedFile } from './staged-file.ts';

/** Largest `index.json` that is read, bytes: some 200,000 manifests. */
const maxIndexBytes = 64 * 1024 * 1024;

interface Loaded {
  readonly mark: string;
  readonly document: IndexDocument;
}

/** `index.json` of an image layout. Every change is made to what is on disk at that moment, under a lock, and becomes visible at once and whole. */
export class IndexFile {
  readonly #path: string;
  readonly #folder: string;
  readonly #staging: string;
  readonly #sync: boolean;
  readonly #looks: StatCoalescer;
  readonly #now: () => number;
  readonly #lock: LockFile;
  #loaded: Loaded | undefined;

  constructor(
    folder: string,
    staging: string,
    options: LockOptions & { readonly sync: boolean; readonly looks: StatCoalescer },
  ) {
    this.#folder = folder;
    this.#path = join(folder, 'index.json');
    this.#staging = staging;
    this.#sync = options.sync;
    this.#looks = options.looks;
    this.#now = options.now ?? Date.now;
    // The point keeps it apart from repositories whose layout lies below this one: their names never begin so.
    this.#lock = new LockFile(join(folder, '.index.json.lock'), options);
  }

  /** @throws OciError `NOT_FOUND`, `MANIFEST_INVALID`, `FILE_SYSTEM`, `SIZE_LIMIT` */
  async read(signal?: AbortSignal): Promise<IndexDocument> {
    throwIfAborted(signal);
    const before = await this.#mark();
    if (before !== undefined && this.#loaded?.mark === before) return this.#loaded.document;
    const bytes = await readPlainFile(this.#path, maxIndexBytes);
    if (bytes === undefined)
      throw new OciError(
        'NOT_FOUND',
        `${this.#path} does not exist, so ${this.#folder} is not a complete image layout`,
      );
    const document = parseIndexDocument(bytes, this.#path);
    this.#loaded = before !== undefined && before === (await this.#mark()) ? { mark: before, document } : undefined;
    return document;
  }

  /**
   * Changes the document.
   *
   * @param change gets what is on disk and returns what shall be there; the same object means no change
   * @param afterwards runs under the same lock, when the change is on disk
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

  /** Writes an empty document unless there is one. */
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
        `${this.#path} would be over the limit of ${maxIndexBytes} bytes; delete manifests that nobody needs, or use one layout for each repository`,
      );
    await using staged = await StagedFile.create(this.#staging);
    await staged.append([bytes]);
    await lock.check();
    await staged.commit(this.#path, this.#sync);
    if (this.#sync) await syncDirectory(this.#folder);
  }

  /** What changes whenever the file is replaced; undefined when that cannot be told yet, because it was replaced just now. */
  async #mark(): Promise<string | undefined> {
    const state = await this.#looks.state(this.#path);
    return state !== undefined && isSettled(state, this.#now()) ? state.mark : undefined;
  }
}
