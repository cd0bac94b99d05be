import { join } from 'node:path';
import { Semaphore } from '../concurrency/index.ts';
import { errnoOf, kindOf, LockFile, type HeldLock, type LockOptions } from '../fs/index.ts';
import { isOciError, OciError, throwIfAborted } from '../spec/index.ts';
import type { FolderFlushes } from './folder-flushes.ts';
import { addedBytes, IndexDocument, parseIndexDocument, type IndexChange } from './index-document.ts';
import { IndexJournal, journalStart, type JournalPosition } from './index-journal.ts';
import type { PendingIndexes } from './pending-indexes.ts';
import {
  isSettled,
  readPlainFile,
  removeFile,
  timestampGranularityMs,
  type FileState,
  type StatCoalescer,
} from './plain-file.ts';
import { StagedFile } from './staged-file.ts';

/** Maximum size of `index.json`, bytes: about 200,000 manifests. */
const maxIndexBytes = 64 * 1024 * 1024;
/** Minimum size of a journal that is merged before the layout is idle, bytes. */
const minLargeJournal = 1024 * 1024;
/** Maximum number of attempts to read or write while other processes change the index. */
const maxAttempts = 20;

export interface IndexFileOptions extends LockOptions {
  /** Flushes each change to disk. */
  readonly sync: boolean;
  readonly flushes: FolderFlushes;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly stats: StatCoalescer;
  /** Records changes in a journal, and replaces `index.json` later. @default each change replaces it */
  readonly pending?: PendingIndexes | undefined;
}

interface LoadedIndex {
  readonly document: IndexDocument;
  /** `FileState.contentFingerprint` of `index.json`; undefined when it may change without a new fingerprint. */
  base: string | undefined;
  /** Size of `index.json`, bytes. It may be larger than needed. */
  bytes: number;
  /** The end of the changes that the document contains. */
  journal: JournalPosition;
}

/**
 * The index of an image layout: `index.json`, and a journal of the changes that it does not contain yet. Every process
 * reads both. Changes are made under a lock.
 */
export class IndexFile {
  readonly #path: string;
  readonly #folder: string;
  readonly #staging: string;
  readonly #options: IndexFileOptions;
  readonly #lock: LockFile;
  readonly #journal: IndexJournal;
  /** Allows one change of {@link #loaded} at a time. */
  readonly #semaphore = new Semaphore(1);
  #loaded: LoadedIndex | undefined;
  /** This object holds the lock and changes the files, so no other process does. */
  #committing = false;

  constructor(folder: string, staging: string, options: IndexFileOptions) {
    this.#folder = folder;
    this.#path = join(folder, 'index.json');
    this.#staging = staging;
    this.#options = options;
    this.#journal = new IndexJournal(folder, staging, options.sync);
    // A part of a repository name cannot start with a dot, so the lock cannot be the folder of a nested repository.
    this.#lock = new LockFile(join(folder, '.index.json.lock'), options);
  }

  /**
   * Returns the current document. It follows later changes.
   *
   * @throws OciError `NOT_FOUND`, `MANIFEST_INVALID`, `FILE_SYSTEM`, `SIZE_LIMIT`
   */
  async read(signal?: AbortSignal): Promise<IndexDocument> {
    throwIfAborted(signal);
    const loaded = this.#loaded;
    if (loaded !== undefined && (this.#committing || (await this.#isCurrent(loaded)))) return loaded.document;
    return (await this.#semaphore.run(() => this.#refresh())).document;
  }

  /**
   * Changes the document under the lock.
   *
   * @param change gets the current document and returns the change; undefined for none. It may be called again
   * @param afterwards runs under the same lock after the change is on disk
   * @throws OciError as {@link read}; `TIMEOUT` of the lock, `ABORTED`
   */
  async update(
    change: (document: IndexDocument) => Promise<IndexChange | undefined>,
    signal?: AbortSignal,
    afterwards?: (document: IndexDocument) => Promise<void>,
  ): Promise<void> {
    await this.#locked(async (lock) => {
      let loaded = await this.#semaphore.run(() => this.#refresh());
      let made = await change(loaded.document);
      // Another tool has replaced `index.json` without the lock.
      for (let attempt = 1; this.#loaded !== loaded && attempt < 3; attempt++) {
        loaded = await this.#semaphore.run(() => this.#refresh());
        made = await change(loaded.document);
      }
      throwIfAborted(signal);
      if (made !== undefined) await this.#commit(loaded, made, lock);
      // Another process may have made this change and ended, or failed, before its flush.
      else if (this.#options.sync) {
        await this.#journal.flush();
        await this.#options.flushes.flush(this.#folder);
      }
      await afterwards?.(loaded.document);
    }, signal);
  }

  /** Writes an empty document unless the file exists. `finish` runs under the same lock. */
  async create(finish: () => Promise<void>, signal?: AbortSignal): Promise<void> {
    await this.#locked(async (lock) => {
      if ((await readPlainFile(this.#path, maxIndexBytes)) === undefined) {
        await using staged = await this.#stage(new IndexDocument().encode());
        await this.#replace(staged, lock);
      }
      await finish();
    }, signal);
  }

  /**
   * Removes the files of an index without entries.
   *
   * @param isUnused runs under the lock before the removal; false prevents it
   * @param finish runs under the lock after the removal
   * @returns whether the files were removed
   */
  async remove(isUnused: () => Promise<boolean>, finish: () => Promise<void>, signal?: AbortSignal): Promise<boolean> {
    return this.#locked(async (lock) => {
      const { document } = await this.#semaphore.run(() => this.#refresh());
      if (document.size > 0 || !(await isUnused())) return false;
      await lock.check();
      await removeFile(this.#path);
      await removeFile(this.#journal.path);
      this.#loaded = undefined;
      await finish();
      return true;
    }, signal);
  }

  /** Writes the changes in the journal to `index.json`. @throws OciError as {@link update} */
  async flush(signal?: AbortSignal): Promise<void> {
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const loaded = await this.#semaphore.run(() => this.#refresh());
      const { base, document, journal } = loaded;
      if (journal.offset === 0) return;
      // A large document takes time, so it is encoded before the lock is acquired.
      await using staged = await this.#stage(document.encode());
      const isWritten = await this.#locked(async (lock) => {
        const current = await this.#semaphore.run(() => this.#refresh());
        if (current !== loaded || current.base !== base) return false;
        await this.#exclusively(loaded, async () => {
          await this.#replace(staged, lock, loaded);
          loaded.journal = await this.#journal.removeBefore(journal, loaded.journal);
        });
        return true;
      }, signal);
      if (isWritten) return;
    }
    throw new OciError('TIMEOUT', `cannot write ${this.#path}: other processes change it all the time; try again`);
  }

  async #commit(loaded: LoadedIndex, change: IndexChange, lock: HeldLock): Promise<void> {
    const { pending } = this.#options;
    const bytes = loaded.bytes + addedBytes(change);
    await this.#exclusively(loaded, async () => {
      if (pending !== undefined && bytes <= maxIndexBytes) {
        await lock.check();
        loaded.journal = await this.#journal.append(change, loaded.journal);
        loaded.bytes = bytes;
      } else {
        await using staged = await this.#stage(loaded.document.encode(change));
        await this.#replace(staged, lock, loaded);
        loaded.journal = await this.#journal.removeBefore(loaded.journal, loaded.journal);
      }
      loaded.document.apply(change);
    });
    const { offset } = loaded.journal;
    if (offset > 0) pending?.add(this, offset > Math.max(minLargeJournal, loaded.bytes / 4));
  }

  async #locked<T>(work: (lock: HeldLock) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    try {
      return await this.#lock.run(work, signal);
    } catch (error) {
      // A garbage collection has removed the layout, so the lock has no folder.
      const isRemoved = isOciError(error, 'FILE_SYSTEM') && errnoOf(error.cause) === 'ENOENT';
      throw isRemoved && (await kindOf(this.#folder)) === 'absent' ? this.#missing() : error;
    }
  }

  #missing(): OciError {
    return new OciError('NOT_FOUND', `${this.#folder} is not a complete image layout: ${this.#path} does not exist`);
  }

  /** Runs a change of the files. Reads return the current document meanwhile. */
  async #exclusively(loaded: LoadedIndex, work: () => Promise<void>): Promise<void> {
    await this.#semaphore.run(async () => {
      this.#loaded = loaded;
      this.#committing = true;
      try {
        await work();
      } finally {
        this.#committing = false;
      }
    });
  }

  async #stage(content: AsyncIterable<Uint8Array>): Promise<StagedFile> {
    const staged = await StagedFile.create(this.#staging);
    try {
      await staged.fill(content);
      if (staged.size <= maxIndexBytes) return staged;
      throw new OciError(
        'SIZE_LIMIT',
        `cannot write ${this.#path}: it would be over the limit of ${maxIndexBytes} bytes; delete manifests, ` +
          'or use one layout for each repository',
      );
    } catch (error) {
      await staged[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Replaces `index.json`. It is on disk afterwards, so that the journal can be removed. */
  async #replace(staged: StagedFile, lock: HeldLock, loaded?: LoadedIndex): Promise<void> {
    const { sync, flushes } = this.#options;
    await lock.check();
    // The date is unique with high probability, and older than the date of every later write. The fingerprint of the
    // new file is therefore reliable at once.
    const { contentFingerprint } = await staged.commit(this.#path, sync, timestampGranularityMs * (1 + Math.random()));
    flushes.recordChange(this.#folder);
    if (sync) await flushes.flush(this.#folder);
    if (loaded === undefined) return;
    loaded.base = contentFingerprint;
    loaded.bytes = staged.size;
  }

  async #isCurrent({ base, journal }: LoadedIndex): Promise<boolean> {
    const { stats } = this.#options;
    if (base === undefined) return false;
    const states = await Promise.all([stats.state(this.#path), stats.state(this.#journal.path)]);
    return states[0]?.contentFingerprint === base && states[1]?.contentFingerprint === journal.fingerprint;
  }

  async #refresh(): Promise<LoadedIndex> {
    const known = this.#loaded;
    if (known !== undefined && (await this.#isCurrent(known))) return known;
    if (known?.base !== undefined && (await this.#readTail(known))) return known;
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const loaded = await this.#load();
      if (loaded === undefined) continue;
      // A process that was killed may have left the journal.
      if (known === undefined && loaded.journal.offset > 0) this.#options.pending?.add(this);
      this.#loaded = loaded;
      return loaded;
    }
    throw new OciError('TIMEOUT', `cannot read ${this.#path}: other processes change it all the time; try again`);
  }

  /** Reads the changes that other processes have appended. @returns false when the files were replaced */
  async #readTail(known: LoadedIndex): Promise<boolean> {
    const tail = await this.#journal.read(known.journal);
    // `index.json` is replaced before the journal is, so its state is checked last.
    if (tail === undefined || (await this.#state())?.contentFingerprint !== known.base) return false;
    for (const change of tail.changes) {
      known.bytes += addedBytes(change);
      known.document.apply(change);
    }
    known.journal = tail.position;
    return true;
  }

  /** Reads both files. @returns undefined when `index.json` was replaced meanwhile */
  async #load(): Promise<LoadedIndex | undefined> {
    const before = await this.#state();
    const part = await this.#journal.read(journalStart);
    const bytes = await readPlainFile(this.#path, maxIndexBytes);
    if (bytes === undefined || part === undefined) throw this.#missing();
    const after = await this.#state();
    const isUnchanged = before !== undefined && before.contentFingerprint === after?.contentFingerprint;
    // Without a journal the file is complete, whichever version it is. Old changes must not be added to a new version.
    if (!isUnchanged && part.position.offset > 0) return undefined;
    const document = parseIndexDocument(bytes, this.#path);
    for (const change of part.changes) document.apply(change);
    const isReliable = isUnchanged && isSettled(before, this.#options.now());
    return {
      document,
      base: isReliable ? before.contentFingerprint : undefined,
      bytes: bytes.byteLength,
      journal: part.position,
    };
  }

  #state(): Promise<FileState | undefined> {
    return this.#options.stats.state(this.#path);
  }
}
