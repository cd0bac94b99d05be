import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { UnpackBudget } from '../archive/index.ts';
import { KeyedMutex } from '../concurrency/index.ts';
import { fileSystemError, PendingFile } from '../fs/index.ts';
import {
  bytesReader,
  readerBody,
  type BlobReader,
  type CallOptions,
  type GraphTarget,
  type PushOptions,
  type Storage,
} from '../registry/index.ts';
import {
  checkNumbers,
  annotationContentDigest,
  annotationContentUnpack,
  annotationTitle,
  isDigest,
  isManifestMediaType,
  maxManifestBytes,
  mediaTypeImageLayer,
  mediaTypeImageLayerGzip,
  OciError,
  parseManifest,
  plainDescriptor,
  printable,
  successorsOf,
  throwIfAborted,
  type Descriptor,
  type Digest,
  type Manifest,
} from '../spec/index.ts';
import type { Body } from '../streams/index.ts';
import { MemoryStorage, readVerified, verifiedBody } from './fallback-storage.ts';
import type { FileStoreOptions } from './file-store-options.ts';
import { hashFile, openFile, readerOf } from './open-file.ts';
import { packDirectory } from './pack-directory.ts';
import { checkReference, References } from './references.ts';
import { unpackDirectory } from './unpack-directory.ts';
import { writePath } from './write-path.ts';

/** The default of oras-go, bytes. */
const defaultFallbackLimit = 4 * 1024 * 1024;

/**
 * A working directory as content-addressed storage, as oras-go's file store. Content with a title is a file or an
 * unpacked directory with this name. Other content is in a fallback storage. {@link add} makes existing files available
 * as content. Names, tags and predecessors are only in memory, so a new store for the directory does not have them.
 * {@link close} the store at the end.
 */
export class FileStore implements GraphTarget, AsyncDisposable {
  /** Absolute path. */
  readonly workingDir: string;
  readonly #options: FileStoreOptions;
  readonly #fallback: Storage;
  /** Serialises operations on a name. */
  readonly #nameLocks = new KeyedMutex();
  readonly #digests = new Map<string, Digest>();
  readonly #paths = new Map<Digest, string>();
  readonly #references = new References();
  readonly #budget: UnpackBudget | undefined;
  #temporary: Promise<string> | undefined;
  #archives = 0;
  #closed = false;

  /** @param workingDir the directory to which names are relative; created with the first file */
  constructor(workingDir: string, options: FileStoreOptions = {}) {
    checkNumbers(options, { maxUnpackedSize: 0, fallbackLimit: 0 });
    this.workingDir = resolve(workingDir);
    const { maxUnpackedSize: totalSize } = options;
    this.#options = options;
    // Without a limit, each archive may fill the disk, because its free space changes while a store is open.
    this.#budget = totalSize === undefined ? undefined : new UnpackBudget({ totalSize });
    this.#fallback = options.fallbackStorage ?? new MemoryStorage(options.fallbackLimit ?? defaultFallbackLimit);
  }

  /**
   * Makes a file or directory available as content with the title `name`. A directory is archived, and its descriptor
   * requests unpacking.
   *
   * @param mediaType if empty, the media type of an image layer: an uncompressed tar for a file, and a gzip-compressed
   *   tar for a directory
   * @param path absolute, or relative to the working directory; if empty, the name
   * @throws OciError `INPUT_INVALID` "missing name", `ALREADY_EXISTS` "duplicate name", `FILE_SYSTEM`, `ABORTED`; for a
   *   directory also the errors of packing
   */
  async add(name: string, mediaType = '', path = '', options: CallOptions = {}): Promise<Descriptor> {
    this.#check(options);
    if (name === '') throw new OciError('INPUT_INVALID', 'missing name: content of a file store needs a name');
    return this.#nameLocks.run(name, async () => {
      if (this.#digests.has(name)) throw duplicateName(name);
      const source = resolve(this.workingDir, path === '' ? name : path);
      const descriptor = (await isDirectory(source))
        ? await this.#addDirectory(source, name, mediaType === '' ? mediaTypeImageLayerGzip : mediaType, options)
        : await this.#addFile(source, name, mediaType === '' ? mediaTypeImageLayer : mediaType, options);
      this.#references.addContent(descriptor);
      this.#digests.set(name, descriptor.digest);
      return descriptor;
    });
  }

  async #addFile(path: string, name: string, mediaType: string, { signal }: CallOptions): Promise<Descriptor> {
    await using file = await openFile(path);
    if (file === undefined)
      throw new OciError(
        'FILE_SYSTEM',
        `cannot add "${printable(name, 300)}": the file ${printable(path, 300)} does not exist`,
      );
    const { digest, size } = await hashFile(file, signal);
    this.#paths.set(digest, path);
    return { mediaType, digest, size, annotations: { [annotationTitle]: name } };
  }

  async #addDirectory(path: string, name: string, mediaType: string, { signal }: CallOptions): Promise<Descriptor> {
    const archive = await this.#newArchive();
    const reproducible = this.#options.tarReproducible ?? false;
    const descriptor = await packDirectory({ path, name, mediaType, archive, reproducible, signal });
    this.#paths.set(descriptor.digest, archive);
    return descriptor;
  }

  /**
   * Opens content.
   *
   * @throws OciError `BLOB_UNKNOWN`, `MANIFEST_UNKNOWN`, `FILE_SYSTEM`; reading throws `SIZE_MISMATCH`,
   *   `DIGEST_MISMATCH`
   */
  async fetch(target: Descriptor, options: CallOptions = {}): Promise<BlobReader> {
    this.#check(options);
    const name = titleOf(target);
    if (name !== '' && !this.#digests.has(name))
      throw unknownContent(target, `no content named "${printable(name, 300)}"`);
    const path = this.#paths.get(target.digest);
    if (path === undefined) return this.#fallback.fetch(target, options);
    const file = await openFile(path);
    if (file === undefined) throw unknownContent(target, `no file ${path} any more`);
    return readerOf(file, target, options);
  }

  /** Whether the store has the content. */
  async exists(target: Descriptor, options: CallOptions = {}): Promise<boolean> {
    this.#check(options);
    const name = titleOf(target);
    if (name !== '' && this.#digests.get(name) !== target.digest) return false;
    if (this.#paths.has(target.digest)) return this.#references.content(target.digest)?.size === target.size;
    return this.#fallback.exists(target, options);
  }

  /**
   * Writes content with a title to its file by one rename, or unpacks it into its directory. Writes other content to
   * the fallback storage.
   *
   * @throws OciError `ALREADY_EXISTS` "duplicate name" when other content has the name, "overwrite disallowed";
   *   `ARCHIVE_INVALID` "path traversal disallowed", and for an unsafe archive; `SIZE_LIMIT` from the fallback storage
   *   and above `maxUnpackedSize`; `DIGEST_INVALID`, `SIZE_INVALID`, `DIGEST_MISMATCH`, `MANIFEST_INVALID`,
   *   `FILE_SYSTEM`, `ABORTED`
   */
  async push(expected: Descriptor, body: Body, options: PushOptions = {}): Promise<void> {
    this.#check(options);
    const { signal, tags = [] } = options;
    if (!isManifestMediaType(expected.mediaType)) {
      await this.#store(expected, body, signal);
      return;
    }
    const bytes = await readVerified(body, expected, maxManifestBytes, signal);
    const manifest = parseManifest(bytes, expected.mediaType);
    const content = readerBody(async () => bytesReader(expected, bytes));
    if (!(await this.#store(expected, content, signal))) return;
    if (this.#options.forceCas !== true) await this.#restoreDuplicates(manifest, signal);
    this.#references.addManifest(expected, manifest);
    for (const tag of tags) await this.tag(expected, tag, { signal });
  }

  /** Stores content. @returns false if the content was discarded */
  async #store(expected: Descriptor, body: Body, signal: AbortSignal | undefined): Promise<boolean> {
    const name = titleOf(expected);
    if (name === '') {
      if (this.#options.ignoreNoName === true) return false;
      await this.#fallback.push(plainDescriptor(expected), body, { signal });
      this.#references.addContent(expected);
      return true;
    }
    await this.#nameLocks.run(name, async () => {
      const existing = this.#digests.get(name);
      if (existing === expected.digest) return;
      if (existing !== undefined) throw duplicateName(name);
      const content = verifiedBody(body, expected, `"${printable(name, 300)}"`, signal);
      const unpack = expected.annotations?.[annotationContentUnpack] === 'true' && this.#options.skipUnpack !== true;
      const path = unpack
        ? await this.#writeDirectory(name, expected, content, signal)
        : await this.#writeFile(name, expected, content);
      this.#paths.set(expected.digest, path);
      this.#references.addContent(expected);
      this.#digests.set(name, expected.digest);
    });
    return true;
  }

  async #writeFile(name: string, expected: Descriptor, content: AsyncIterable<Uint8Array>): Promise<string> {
    const path = await this.#writePath(name, 'file');
    this.#budget?.reserveFile(expected.size, `"${printable(name, 200)}"`);
    await using file = await PendingFile.create(dirname(path), path, '.file');
    for await (const chunk of content) await file.write(chunk);
    await file.commit(path);
    return path;
  }

  /** Unpacks content into a directory. @returns the path of the archive, from which the content can be read again */
  async #writeDirectory(
    name: string,
    expected: Descriptor,
    content: AsyncIterable<Uint8Array>,
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const target = await this.#writePath(name, 'directory');
    const archive = await this.#newArchive();
    try {
      await writeFile(archive, content, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      throw fileSystemError(error, `write the archive of "${printable(name, 300)}"`);
    }
    const digest = expected.annotations?.[annotationContentDigest];
    const contentDigest = isDigest(digest) ? digest : undefined;
    const { preservePermissions = false } = this.#options;
    await unpackDirectory(archive, {
      target,
      name,
      contentDigest,
      preservePermissions,
      budget: this.#budget,
      signal,
    });
    return archive;
  }

  /** Adds the other names of content in a manifest, because a copy pushes content with several names only once. */
  async #restoreDuplicates(manifest: Manifest, signal: AbortSignal | undefined): Promise<void> {
    for (const successor of successorsOf(manifest)) {
      const name = titleOf(successor);
      const plain = plainDescriptor(successor);
      // Some clients push content after its manifest.
      if (name === '' || this.#digests.has(name) || !(await this.exists(plain, { signal }))) continue;
      const content = readerBody(() => this.fetch(plain, { signal }));
      await this.#store(successor, content, signal);
    }
  }

  /** Resolves a tag or digest. @throws OciError `REFERENCE_INVALID`, `NOT_FOUND`, `ABORTED` */
  async resolve(reference: string, options: CallOptions = {}): Promise<Descriptor> {
    this.#check(options);
    const descriptor = this.#references.resolve(reference);
    if (descriptor === undefined)
      throw new OciError('NOT_FOUND', `${printable(reference, 300)}: not found in the file store ${this.workingDir}`);
    return descriptor;
  }

  /**
   * Makes a tag point to content.
   *
   * @throws OciError `BLOB_UNKNOWN`, `MANIFEST_UNKNOWN`; `REFERENCE_INVALID`; `TAG_INVALID` for the digest of other
   *   content; `ABORTED`
   */
  async tag(target: Descriptor, reference: string, options: CallOptions = {}): Promise<void> {
    this.#check(options);
    checkReference(target, reference);
    if (!(await this.exists(target, options))) throw unknownContent(target, `no ${target.digest}`);
    this.#references.tag(target, reference);
  }

  /** Lists the pushed manifests with `node` as their subject or content, with artifact type and annotations. */
  async predecessors(node: Descriptor, options: CallOptions = {}): Promise<readonly Descriptor[]> {
    this.#check(options);
    return this.#references.predecessors(node.digest);
  }

  /** Removes temporary files, but not files in the working directory. The store cannot be used afterwards. */
  async close(): Promise<void> {
    this.#closed = true;
    const temporary = await this.#temporary;
    this.#temporary = undefined;
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  }

  /** Calls {@link FileStore.close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #writePath(name: string, kind: 'file' | 'directory'): Promise<string> {
    const { allowPathTraversalOnWrite = false, disableOverwrite = false } = this.#options;
    return writePath(this.workingDir, name, kind, { allowPathTraversal: allowPathTraversalOnWrite, disableOverwrite });
  }

  async #newArchive(): Promise<string> {
    const parent = this.#options.temporaryDir ?? tmpdir();
    try {
      this.#temporary ??= mkdtemp(join(parent, 'file-store-'));
      return join(await this.#temporary, `${++this.#archives}.tar.gz`);
    } catch (error) {
      this.#temporary = undefined;
      throw fileSystemError(error, `create a directory in ${parent}`);
    }
  }

  #check(options: CallOptions): void {
    if (this.#closed)
      throw new OciError('UNSUPPORTED', `cannot use the file store ${this.workingDir}: it is closed; open a new one`);
    throwIfAborted(options.signal);
  }
}

/** @throws OciError `FILE_SYSTEM` when the path does not exist */
async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    throw fileSystemError(error, `add ${path}`);
  }
}

function titleOf(target: Descriptor): string {
  return target.annotations?.[annotationTitle] ?? '';
}

function duplicateName(name: string): OciError {
  return new OciError(
    'ALREADY_EXISTS',
    `duplicate name: the file store has other content named "${printable(name, 300)}"`,
  );
}

function unknownContent(target: Descriptor, what: string): OciError {
  const code = isManifestMediaType(target.mediaType) ? 'MANIFEST_UNKNOWN' : 'BLOB_UNKNOWN';
  return new OciError(code, `the file store has ${what} (${printable(target.mediaType, 200)})`, {
    detail: { digest: target.digest },
  });
}
