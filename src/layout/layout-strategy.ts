import { rmdir } from 'node:fs/promises';
import { LRUCache } from 'lru-cache';
import { pageOf, sortNames } from '../registry/index.ts';
import { OciError, type Digest } from '../spec/index.ts';
import { RepositoryCatalog, type CatalogOptions } from './catalog.ts';
import { LayoutFolder, type FolderOptions } from './folder.ts';
import type { IndexDocument, IndexEntry } from './index-document.ts';
import { hasBlobs, isLayout } from './layout-file.ts';
import { repositoryOfRefName, sharedNames, tagNames } from './ref-names.ts';
import { existingOrNewFolder, findFolder, folderOf } from './repository-folders.ts';
import { RepositoryView } from './repository-view.ts';

/** How a registry distributes its repositories among image layouts. */
export interface LayoutStrategy {
  /** Returns the repository when its layout exists. The layout may be empty. */
  find(repository: string): Promise<RepositoryView | undefined>;
  /** Returns the repository, and creates its layout when it does not exist. */
  create(repository: string): Promise<RepositoryView>;
  /** The names of the repositories with a blob or a manifest, in byte order. */
  repositories(options?: CatalogOptions): AsyncIterable<string>;
  /** Repositories that probably have a blob. The list may be incomplete. */
  repositoriesWith(digest: Digest): Promise<readonly string[]>;
  /** Whether a repository exists: whether it has a manifest or a blob. */
  exists(view: RepositoryView): Promise<boolean>;
  /** Whether an entry of a layout has a tag. */
  isTagged(entry: IndexEntry): boolean;
  /** All layouts. */
  folders(): AsyncIterable<LayoutFolder>;
  /** Removes a layout without content, if an empty repository has no layout. */
  removeIfEmpty(folder: LayoutFolder, signal?: AbortSignal): Promise<void>;
}

type LayoutMode = 'per-repository' | 'shared' | 'single';

/**
 * Opens the layouts of a registry.
 *
 * @throws OciError as `LayoutFolder.open`; `INPUT_INVALID` when the name of a single repository is missing
 */
export async function openLayouts(
  root: string,
  options: FolderOptions,
  mode: LayoutMode = 'per-repository',
  repository?: string,
): Promise<LayoutStrategy> {
  if (mode === 'shared') return new Shared(await LayoutFolder.open(root, options), repository);
  // Other callers may wait for the same layout, so the signal of one caller must not abort its opening.
  if (mode === 'per-repository') return new PerRepository(root, { ...options, signal: undefined });
  if (repository === undefined)
    throw new OciError(
      'INPUT_INVALID',
      `cannot open the image layout ${root} as one repository: its name is missing; set the option "repository"`,
    );
  return new Single(await LayoutFolder.open(root, options), repository);
}

/** Maximum number of open repositories. The indexes of open repositories are cached. */
const maxOpenRepositories = 500;

/** One layout for each repository, in a folder with its name. */
export class PerRepository implements LayoutStrategy {
  readonly #root: string;
  readonly #options: FolderOptions;
  readonly #catalog: RepositoryCatalog;
  readonly #names = new WeakMap<LayoutFolder, string>();
  /** The next use opens an evicted repository again. Eviction does not affect work in progress; see `SharedState`. */
  readonly #open: LRUCache<string, Promise<RepositoryView>>;

  constructor(root: string, options: FolderOptions, maxOpen: number = maxOpenRepositories) {
    this.#root = root;
    this.#options = options;
    this.#catalog = new RepositoryCatalog(root, options.now ?? Date.now);
    this.#open = new LRUCache({ max: maxOpen });
  }

  /** Number of open repositories. */
  get openRepositories(): number {
    return this.#open.size;
  }

  async find(repository: string): Promise<RepositoryView | undefined> {
    const isKnown = this.#open.has(repository) || (await findFolder(this.#root, repository)) !== undefined;
    return isKnown ? this.create(repository) : undefined;
  }

  async create(repository: string): Promise<RepositoryView> {
    const known = this.#open.get(repository);
    if (known !== undefined) return known;
    const onPresent = (digest: Digest): void => {
      this.#options.shared?.sources.add(digest, repository);
    };
    const opening = existingOrNewFolder(this.#root, repository)
      .then((path) => LayoutFolder.open(path, { ...this.#options, onPresent }))
      .then((folder) => {
        this.#names.set(folder, repository);
        return new RepositoryView(folder, tagNames, repository);
      });
    this.#open.set(repository, opening);
    try {
      return await opening;
    } catch (error) {
      this.#open.delete(repository);
      throw error;
    }
  }

  repositories(options?: CatalogOptions): AsyncIterable<string> {
    return this.#catalog.names(options);
  }

  async repositoriesWith(digest: Digest): Promise<readonly string[]> {
    return this.#options.shared?.sources.get(digest) ?? [];
  }

  async exists(view: RepositoryView): Promise<boolean> {
    const { path } = view.folder;
    if (await hasBlobs(path)) return true;
    if (await isLayout(path)) return view.hasManifests();
    this.#forget(view.folder);
    return false;
  }

  isTagged({ refName }: IndexEntry): boolean {
    return refName !== undefined;
  }

  async removeIfEmpty(folder: LayoutFolder, signal?: AbortSignal): Promise<void> {
    if (!(await folder.removeIfEmpty(signal))) return;
    const repository = this.#forget(folder);
    const parents = repository.split('/').slice(0, -1);
    for (; parents.length > 0; parents.pop()) {
      // The removal fails when the folder has other content.
      await rmdir(folderOf(this.#root, parents.join('/'))).catch(() => undefined);
    }
  }

  /** Evicts the repository of a layout that was removed. @returns its name */
  #forget(folder: LayoutFolder): string {
    const repository = this.#names.get(folder) ?? '';
    this.#open.delete(repository);
    return repository;
  }

  async *folders(): AsyncGenerator<LayoutFolder, void, undefined> {
    for await (const repository of this.#catalog.layouts()) {
      // Another process may have removed the layout.
      const view = await this.find(repository);
      if (view !== undefined) yield view.folder;
    }
  }
}

/** One layout for all repositories. */
export class Shared implements LayoutStrategy {
  readonly #folder: LayoutFolder;
  readonly #default: string | undefined;
  /** Views are cheap to create, also for names that do not exist. */
  readonly #views = new LRUCache<string, RepositoryView>({ max: maxOpenRepositories });
  #names: { document: IndexDocument; version: number; sorted: readonly string[] } | undefined;

  /** @param defaultRepository owns the entries whose names have no repository */
  constructor(folder: LayoutFolder, defaultRepository: string | undefined) {
    this.#folder = folder;
    this.#default = defaultRepository;
  }

  async find(repository: string): Promise<RepositoryView> {
    const known = this.#views.get(repository);
    if (known !== undefined) return known;
    const view = new RepositoryView(this.#folder, sharedNames(repository, repository === this.#default), repository);
    this.#views.set(repository, view);
    return view;
  }

  create(repository: string): Promise<RepositoryView> {
    return this.find(repository);
  }

  async *repositories({ startAfter, signal }: CatalogOptions = {}): AsyncGenerator<string, void, undefined> {
    yield* pageOf(this.#namesIn(await this.#folder.index.read(signal)), { startAfter });
  }

  /** All repositories have all blobs. */
  async repositoriesWith(digest: Digest): Promise<readonly string[]> {
    if ((await this.#folder.blobs.size(digest)) === undefined) return [];
    return this.#namesIn(await this.#folder.index.read());
  }

  exists(view: RepositoryView): Promise<boolean> {
    return view.hasManifests();
  }

  isTagged({ refName, descriptor }: IndexEntry): boolean {
    return refName !== undefined && !refName.endsWith(`@${descriptor.digest}`);
  }

  async removeIfEmpty(): Promise<void> {}

  #namesIn(document: IndexDocument): readonly string[] {
    const { version } = document;
    if (this.#names?.document === document && this.#names.version === version) return this.#names.sorted;
    const ofDefault = this.#default === undefined ? undefined : sharedNames(this.#default, true);
    const names = document.entries().flatMap(({ refName }) => {
      const repository = repositoryOfRefName(refName);
      if (repository !== undefined) return [repository];
      return this.#default !== undefined && ofDefault?.includes(refName) === true ? [this.#default] : [];
    });
    const sorted = sortNames(names);
    this.#names = { document, version, sorted };
    return sorted;
  }

  async *folders(): AsyncGenerator<LayoutFolder, void, undefined> {
    yield this.#folder;
  }
}

/** One layout with one repository. */
class Single implements LayoutStrategy {
  readonly #view: RepositoryView;
  readonly #repository: string;

  constructor(folder: LayoutFolder, repository: string) {
    this.#view = new RepositoryView(folder, tagNames, repository);
    this.#repository = repository;
  }

  async find(repository: string): Promise<RepositoryView | undefined> {
    return repository === this.#repository ? this.#view : undefined;
  }

  async create(repository: string): Promise<RepositoryView> {
    if (repository === this.#repository) return this.#view;
    throw new OciError(
      'NAME_UNKNOWN',
      `the repository ${repository} does not exist: this registry is one image layout with only the repository ` +
        this.#repository,
      { detail: { name: repository } },
    );
  }

  async *repositories({ startAfter }: CatalogOptions = {}): AsyncGenerator<string, void, undefined> {
    yield* pageOf([this.#repository], { startAfter });
  }

  async repositoriesWith(digest: Digest): Promise<readonly string[]> {
    return (await this.#view.folder.blobs.size(digest)) === undefined ? [] : [this.#repository];
  }

  async exists(): Promise<boolean> {
    return true;
  }

  isTagged({ refName }: IndexEntry): boolean {
    return refName !== undefined;
  }

  async removeIfEmpty(): Promise<void> {}

  async *folders(): AsyncGenerator<LayoutFolder, void, undefined> {
    yield this.#view.folder;
  }
}
