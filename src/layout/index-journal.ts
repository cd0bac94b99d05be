import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { errnoOf, fileSystemError, readRange, syncDirectory } from '../fs/index.ts';
import { isRecord, OciError } from '../spec/index.ts';
import { collect } from '../streams/index.ts';
import { parseEntry, type IndexChange } from './index-document.ts';
import { fileState, openPlainFile, removeFile, statPlainFile } from './plain-file.ts';
import { StagedFile } from './staged-file.ts';

/** Maximum size of the journal, bytes. It is merged into `index.json` long before it has this size. */
const maxJournalBytes = 256 * 1024 * 1024;

/** The end of the last record that was read or appended. */
export interface JournalPosition {
  /** Bytes; 0 when the journal does not exist. */
  readonly offset: number;
  /** Checksum of all records before it. */
  readonly checksum: number;
  /** The start of that record, which is read again to detect another file. */
  readonly last: { readonly offset: number; readonly checksum: number };
  /** `FileState.contentFingerprint` of the file; undefined when it does not exist. */
  readonly fingerprint: string | undefined;
}

export const journalStart: JournalPosition = {
  offset: 0,
  checksum: 0,
  last: { offset: 0, checksum: 0 },
  fingerprint: undefined,
};

interface JournalPart {
  readonly changes: readonly IndexChange[];
  readonly position: JournalPosition;
}

const lineBreak = 0x0a;
/** Hexadecimal digits. */
const checksumLength = 8;

/**
 * The changes of a layout that `index.json` does not contain yet: one line for each change, with a checksum of this and
 * all earlier lines. The checksum detects an incomplete last line, and a file that was replaced since the last read.
 * Replaying changes that `index.json` contains already has no effect.
 */
export class IndexJournal {
  readonly path: string;
  readonly #folder: string;
  readonly #staging: string;
  readonly #sync: boolean;

  constructor(folder: string, staging: string, sync: boolean) {
    this.#folder = folder;
    this.#staging = staging;
    this.#sync = sync;
    // A part of a repository name cannot start with a dot, so this cannot be the folder of a nested repository.
    this.path = join(folder, '.index.json.journal');
  }

  /**
   * Reads the changes after a position.
   *
   * @returns undefined when the position does not belong to the current file
   * @throws OciError `MANIFEST_INVALID` for a damaged record that is not the last one; `SIZE_LIMIT`, `FILE_SYSTEM`
   */
  async read(from: JournalPosition): Promise<JournalPart | undefined> {
    const file = (await statPlainFile(this.path)) === undefined ? undefined : await openPlainFile(this.path);
    if (file === undefined) return from.offset === 0 ? { changes: [], position: journalStart } : undefined;
    await using handle = file.handle;
    const { size, contentFingerprint: fingerprint } = file.state;
    if (size < from.offset) return undefined;
    const { offset: start, checksum } = from.last;
    const bytes = await collect(readRange(handle, start, size, this.path), maxJournalBytes, this.path);
    const records = parseRecords(bytes, start, checksum);
    if (from.offset > 0) {
      const last = records.shift();
      if (last?.end.offset !== from.offset || last.end.checksum !== from.checksum) return undefined;
    }
    const position = records.at(-1)?.end ?? from;
    // Each record is on disk before the next one is written, so only the last one can be incomplete.
    const damaged = bytes.indexOf(lineBreak, position.offset - start);
    if (damaged !== -1 && damaged < bytes.byteLength - 1)
      throw new OciError(
        'MANIFEST_INVALID',
        `cannot read ${this.path}: the record at byte ${position.offset} is damaged; ` +
          'restore the file, or delete it to lose the changes in it',
      );
    const changes = records.map(({ text }) => parseRecord(text, this.path));
    return { changes, position: { ...position, fingerprint } };
  }

  /** Appends a change and flushes it to disk. A failed write has no effect. @throws OciError `FILE_SYSTEM` */
  async append(change: IndexChange, at: JournalPosition): Promise<JournalPosition> {
    const put = change.added.map((entry) => entry.json).join(',');
    const record = `{"remove":${JSON.stringify(change.removed)},"put":[${put}]}`;
    const { line, checksum } = encodeRecord(record, at.checksum);
    try {
      await using handle = await this.#open();
      try {
        // Removes the incomplete record of a process that was killed.
        await handle.truncate(at.offset);
        for (let done = 0; done < line.byteLength;) {
          const { bytesWritten } = await handle.write(line, done, line.byteLength - done, at.offset + done);
          done += bytesWritten;
        }
        if (this.#sync) await handle.datasync();
        if (this.#sync && at.offset === 0) await syncDirectory(this.#folder);
      } catch (error) {
        await handle.truncate(at.offset).catch(() => undefined);
        if (at.offset === 0) await removeFile(this.path);
        throw error;
      }
      const { contentFingerprint: fingerprint } = fileState(await handle.stat({ bigint: true }));
      return {
        offset: at.offset + line.byteLength,
        checksum,
        last: { offset: at.offset, checksum: at.checksum },
        fingerprint,
      };
    } catch (error) {
      throw fileSystemError(error, `write ${this.path}`);
    }
  }

  /** Flushes the records of a process that may have ended before its flush. @throws OciError `FILE_SYSTEM` */
  async flush(): Promise<void> {
    try {
      const file = await openPlainFile(this.path);
      if (file === undefined) return;
      await using handle = file.handle;
      await handle.datasync();
    } catch (error) {
      throw fileSystemError(error, `write ${this.path}`);
    }
  }

  /** Removes the changes before `position`, which `index.json` on disk contains. Returns the position of its end. */
  async removeBefore(position: JournalPosition, end: JournalPosition): Promise<JournalPosition> {
    if (position.offset === end.offset) {
      await removeFile(this.path);
      return journalStart;
    }
    const file = await openPlainFile(this.path);
    if (file === undefined) return journalStart;
    await using handle = file.handle;
    const bytes = await collect(readRange(handle, position.offset, end.offset, this.path), maxJournalBytes, this.path);
    await using staged = await StagedFile.create(this.#staging);
    let last = journalStart.last;
    let checksum = 0;
    for (const { text } of parseRecords(bytes, position.offset, position.checksum)) {
      last = { offset: staged.size, checksum };
      const record = encodeRecord(text, checksum);
      await staged.append([record.line]);
      checksum = record.checksum;
    }
    const { contentFingerprint: fingerprint } = await staged.commit(this.path, this.#sync);
    if (this.#sync) await syncDirectory(this.#folder);
    return { offset: staged.size, checksum, last, fingerprint };
  }

  async #open(): Promise<FileHandle> {
    const noFollow = constants.O_NOFOLLOW ?? 0;
    // The lookup rejects a link, also on systems without O_NOFOLLOW.
    await statPlainFile(this.path);
    try {
      return await open(this.path, constants.O_WRONLY | noFollow);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
      return open(this.path, constants.O_WRONLY | constants.O_CREAT | noFollow, 0o666);
    }
  }
}

function formatChecksum(checksum: number): string {
  return checksum.toString(16).padStart(checksumLength, '0');
}

function encodeRecord(record: string, previous: number): { readonly line: Uint8Array; readonly checksum: number } {
  const checksum = crc32(record, previous);
  return { line: new TextEncoder().encode(`${formatChecksum(checksum)} ${record}\n`), checksum };
}

interface JournalRecord {
  readonly text: string;
  readonly end: Omit<JournalPosition, 'fingerprint'>;
}

/** The first records with valid checksums. */
function parseRecords(bytes: Uint8Array, start: number, previous: number): JournalRecord[] {
  const records: JournalRecord[] = [];
  let last = { offset: start, checksum: previous };
  for (let from = 0, to = bytes.indexOf(lineBreak); to !== -1; from = to + 1, to = bytes.indexOf(lineBreak, from)) {
    const line = new TextDecoder().decode(bytes.subarray(from, to));
    const text = line.slice(checksumLength + 1);
    const checksum = crc32(text, last.checksum);
    if (line.slice(0, checksumLength + 1) !== `${formatChecksum(checksum)} `) break;
    const offset = start + to + 1;
    records.push({ text, end: { offset, checksum, last } });
    last = { offset, checksum };
  }
  return records;
}

function parseRecord(record: string, path: string): IndexChange {
  const value: unknown = JSON.parse(record);
  if (!isRecord(value) || !Array.isArray(value['remove']) || !Array.isArray(value['put']))
    throw new OciError('MANIFEST_INVALID', `cannot read ${path}: it has a record of another format`);
  return {
    removed: value['remove'].map(String),
    added: value['put'].map((entry: unknown) => parseEntry(entry, path)),
  };
}
