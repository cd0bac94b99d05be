import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { abortable, Semaphore } from '../concurrency/index.ts';
import { collect, once, verified, type Body } from '../streams/index.ts';
import { fileSystemError, PendingFile } from '../fs/index.ts';
import {
  blobReader,
  type BlobReader,
  type CallOptions,
  type GraphTarget,
  type PushOptions,
  type Storage,
} from '../registry/index.ts';
import {
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
  referrerDescriptor,
  successorsOf,
  throwIfAborted,
  type Descriptor,
  type Digest,
  type Manifest,
} from '../spec/index.ts';
import { describeFile, isDirectory } from './describe-file.ts';
import type { FileStoreOptions } from './file-store-options.ts';
import { MemoryStorage } from './memory-storage.ts';
import { openFile } from './open-file.ts';
import { packDirectory } from './pack-directory.ts';
import { Predecessors } from './predecessors.ts';
import { unpackDirectory } from './unpack-directory.ts';
import { writePath } from './write-path.ts';

/** Bytes; what oras-go takes. */
const defaultFallbackLimit = 4 * 1024 * 1024;

/** A name, and what is known by it. One at a time works on it. */
interface NamedContent {
  readonly gate: Semaphore;
  digest: Digest | undefined;
}

/**
 * A working directory as content-addressed storage, as oras-go's file store: content with a title is a file (or an unpacked directory) of
 * that name, all else lies in a fallback storage. Files that are there become content by {@link add}. Names, tags and who points to whom
 * are known to this object alone; they cannot be read back from the directory. {@link close} it in the end.
 */
export class FileStore implements GraphTarget, AsyncDisposable {
  /** Absolute. */
  readonly workingDir: string;
  readonly #options: FileStoreOptions;
  readonly #fallback: Storage;
  readonly #names = new Map<string, NamedContent>();
  readonly #paths = new Map<Digest, string>();
  readonly #known = new Map<Digest, Descriptor>();
  readonly #tags = new Map<string, Descriptor>();
  readonly #predecessors = new Predecessors();
  #temporary: Promise<string> | undefined;
  #archives = 0;
  #closed = false;

  /** @param workingDir names are relative to it; made with the first file that is written */
  constructor(workingDir: string, options: FileStoreOptions = {}) {
    this.workingDir = resolve(workingDir);
    this.#options = options;
    this.#fallback = options.fallbackStorage ?? new MemoryStorage(options.fallbackLimit ?? defaultFallbackLimit);
  }

  /**
   * Makes a file or a directory known as content with the title `name`. A directory is archived: its descriptor asks to be unpacked.
   *
   * @param mediaType empty means an image layer's: of a plain tar for a file, of a gzip-compressed one for a directory
   * @param path absolute or relative to the working directory; empty means the name
   * @throws OciError `INPUT_INVALID` "missing name", `ALREADY_EXISTS` "duplicate name", `FILE_SYSTEM`, `ABORTED`, and for a directory what
   *   packaging throws
   */
  async add(name: string, mediaType = '', path = '', options: CallOptions = {}): Promise<Descriptor> {
    this.#check(options);
    if (name === '') throw new OciError('INPUT_INVALID', 'missing name: content is added to a file store under a name');
    const named = this.#named(name);
    return named.gate.run(async () => {
      if (named.digest !== undefined) throw duplicateName(name);
      const place = resolve(this.workingDir, path === '' ? name : path);
      const descriptor = (await isDirectory(place))
        ? await this.#addDirectory(place, name, mediaType === '' ? mediaTypeImageLayerGzip : mediaType, options)
        : await this.#addFile(place, name, mediaType === '' ? mediaTypeImageLayer : mediaType, options);
      this.#known.set(descriptor.digest, plainDescriptor(descriptor));
      named.digest = descriptor.digest;
      return descriptor;
    });
  }

  async fetch(target: Descriptor, options: CallOptions = {}): Promise<BlobReader> {
    this.#check(options);
    const name = titleOf(target);
    if (name !== '' && this.#names.get(name)?.digest === undefined)
      throw unknown(target, `no content named "${printable(name, 300)}"`);
    const path = this.#paths.get(target.digest);
    if (path === undefined) return this.#fallback.fetch(target, options);
    const file = await openFile(path);
    if (file === undefined) throw unknown(target, `no file ${path} any more`);
    return blobReader({ ...target, size: file.size }, abortable(verified(file.content, target, path), options.signal), {
      free: () => file.close(),
    });
  }

  async exists(target: Descriptor, options: CallOptions = {}): Promise<boolean> {
    this.#check(options);
    const name = titleOf(target);
    if (name !== '' && this.#names.get(name)?.digest !== target.digest) return false;
    if (this.#paths.has(target.digest)) return this.#known.get(target.digest)?.size === target.size;
    return this.#fallback.exists(target, options);
  }

  /**
   * Writes content with a title to its file, by one rename, or unpacks it into its directory; gives other content to the fallback storage.
   *
   * @throws OciError `ALREADY_EXISTS` "duplicate name" when the name stands for other content, "overwrite disallowed"; `ARCHIVE_INVALID`
   *   "path traversal disallowed", and for an archive that must not be unpacked; `SIZE_LIMIT` from the fallback storage;
   *   `DIGEST_INVALID`, `SIZE_INVALID`, `DIGEST_MISMATCH`, `MANIFEST_INVALID`, `FILE_SYSTEM`
   */
  async push(expected: Descriptor, body: Body, options: PushOptions = {}): Promise<void> {
    this.#check(options);
    const { signal, tags = [] } = options;
    if (!isManifestMediaType(expected.mediaType)) {
      await this.#store(expected, body, signal);
      return;
    }
    const bytes = await collect(
      verified(abortable(body(), signal), expected, expected.digest, 'sender'),
      maxManifestBytes,
      expected.digest,
    );
    const manifest = parseManifest(bytes, expected.mediaType);
    if (!(await this.#store(expected, () => once(bytes), signal))) return;
    if (this.#options.forceCas !== true) await this.#restoreDuplicates(manifest, signal);
    this.#predecessors.add(referrerDescriptor(expected, manifest), successorsOf(manifest));
    for (const tag of tags) await this.tag(expected, tag, { signal });
  }

  async resolve(reference: string, options: CallOptions = {}): Promise<Descriptor> {
    this.#check(options);
    if (reference === '') throw missingReference();
    const found = this.#tags.get(reference) ?? (isDigest(reference) ? this.#known.get(reference) : undefined);
    if (found === undefined)
      throw new OciError('NOT_FOUND', `${printable(reference, 300)}: not found in the file store ${this.workingDir}`);
    return found;
  }

  /** @throws OciError `BLOB_UNKNOWN` for content that is not here; `REFERENCE_INVALID`; `TAG_INVALID` for the digest of other content */
  async tag(target: Descriptor, reference: string, options: CallOptions = {}): Promise<void> {
    this.#check(options);
    if (reference === '') throw missingReference();
    if (isDigest(reference) && reference !== target.digest)
      throw new OciError(
        'TAG_INVALID',
        `${reference} cannot be a tag of ${target.digest}: it is the digest of other content`,
      );
    if (!(await this.exists(target, options))) throw unknown(target, `no ${target.digest}`);
    this.#tags.set(reference, target);
  }

  /** Every manifest pushed here that points to `node`: as its subject, or because it holds it. With artifact type and annotations. */
  async predecessors(node: Descriptor, options: CallOptions = {}): Promise<readonly Descriptor[]> {
    this.#check(options);
    return this.#predecessors.of(node.digest);
  }

  /** Removes what was written for the store's own use. The store cannot be used after that; files in the working directory stay. */
  async close(): Promise<void> {
    this.#closed = true;
    const temporary = await this.#temporary;
    this.#temporary = undefined;
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #addFile(path: string, name: string, mediaType: string, { signal }: CallOptions): Promise<Descriptor> {
    const descriptor = await describeFile(path, name, mediaType, signal);
    this.#paths.set(descriptor.digest, path);
    return descriptor;
  }

  async #addDirectory(path: string, name: string, mediaType: string, { signal }: CallOptions): Promise<Descriptor> {
    const archive = await this.#newArchive();
    const descriptor = await packDirectory({
      path,
      name,
      mediaType,
      archive,
      reproducible: this.#options.tarReproducible ?? false,
      signal,
    });
    this.#paths.set(descriptor.digest, archive);
    return descriptor;
  }

  /** @returns whether the content is kept */
  async #store(expected: Descriptor, body: Body, signal: AbortSignal | undefined): Promise<boolean> {
    const name = titleOf(expected);
    if (name === '') {
      if (this.#options.ignoreNoName === true) return false;
      await this.#fallback.push(plainDescriptor(expected), body, { signal });
      this.#known.set(expected.digest, plainDescriptor(expected));
      return true;
    }
    const named = this.#named(name);
    await named.gate.run(async () => {
      if (named.digest === expected.digest) return;
      if (named.digest !== undefined) throw duplicateName(name);
      const open: Body = () => verified(abortable(body(), signal), expected, `"${printable(name, 300)}"`, 'sender');
      const unpack = expected.annotations?.[annotationContentUnpack] === 'true' && this.#options.skipUnpack !== true;
      this.#paths.set(
        expected.digest,
        unpack ? await this.#writeDirectory(name, expected, open, signal) : await this.#writeFile(name, open),
      );
      this.#known.set(expected.digest, plainDescriptor(expected));
      named.digest = expected.digest;
    });
    return true;
  }

  async #writeFile(name: string, body: Body): Promise<string> {
    const path = await this.#writePath(name, 'file');
    await using file = await PendingFile.create(dirname(path), '.file');
    for await (const chunk of body()) await file.write(chunk);
    await file.commit(path);
    return path;
  }

  /** @returns where the archive lies, from which the content can be read again */
  async #writeDirectory(
    name: string,
    expected: Descriptor,
    body: Body,
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const target = await this.#writePath(name, 'directory');
    const archive = await this.#newArchive();
    try {
      await writeFile(archive, body(), { flag: 'wx', mode: 0o600 });
    } catch (error) {
      throw fileSystemError(error, `write the archive ${archive}`);
    }
    const file = await openFile(archive);
    if (file === undefined) throw unknown(expected, `no archive ${archive} any more`);
    const digest = expected.annotations?.[annotationContentDigest];
    const contentDigest = isDigest(digest) ? digest : undefined;
    try {
      await unpackDirectory(file.content, {
        target,
        name,
        contentDigest,
        preservePermissions: this.#options.preservePermissions ?? false,
        signal,
      });
    } finally {
      await file.close();
    }
    return archive;
  }

  /** Content is copied once however often it occurs; here it gets its other names. */
  async #restoreDuplicates(manifest: Manifest, signal: AbortSignal | undefined): Promise<void> {
    for (const successor of successorsOf(manifest)) {
      const name = titleOf(successor);
      const plain = plainDescriptor(successor);
      // What is absent may be pushed after its manifest.
      if (name === '' || this.#names.get(name)?.digest !== undefined || !(await this.exists(plain, { signal })))
        continue;
      const fetchPlain = (): Promise<BlobReader> => this.fetch(plain, { signal });
      await this.#store(
        successor,
        async function* open() {
          yield* await fetchPlain();
        },
        signal,
      );
    }
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
      throw fileSystemError(error, `make a directory in ${parent}`);
    }
  }

  #named(name: string): NamedContent {
    const named = this.#names.get(name) ?? { gate: new Semaphore(1), digest: undefined };
    this.#names.set(name, named);
    return named;
  }

  #check(options: CallOptions): void {
    if (this.#closed)
      throw new OciError('UNSUPPORTED', `the file store ${this.workingDir} is closed already: open another one`);
    throwIfAborted(options.signal);
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

function missingReference(): OciError {
  return new OciError('REFERENCE_INVALID', 'missing reference: give the tag or digest of content in the file store');
}

function unknown(target: Descriptor, what: string): OciError {
  const code = isManifestMediaType(target.mediaType) ? 'MANIFEST_UNKNOWN' : 'BLOB_UNKNOWN';
  return new OciError(code, `the file store has ${what} (${printable(target.mediaType, 200)})`, {
    detail: { digest: target.digest },
  });
}
