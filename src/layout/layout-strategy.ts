import { LRUCache } from 'lru-cache';
import { sortNames } from '../registry/index.ts';
import { OciError } from '../spec/index.ts';
import { LayoutFolder, type FolderOptions } from './folder.ts';
import { repositoryOfRefName, sharedNames, tagNames } from './ref-names.ts';
import { existingOrNewFolder, findFolder, repositoriesBelow } from './repository-folders.ts';
import { RepositoryView } from './repository-view.ts';

/** How a registry distributes its repositories among image layouts. */
export interface LayoutStrategy {
  /** Returns the repository when its layout exists. The layout may be empty. */
  find(repository: string): Promise<RepositoryView | undefined>;
  /** Returns the repository, and creates its layout when it does not exist. */
  create(repository: string): Promise<RepositoryView>;
  /** The names of all repositories in byte order. */
  repositories(signal?: AbortSignal): Promise<readonly string[]>;
  /** All layouts. */
  folders(): AsyncIterable<LayoutFolder>;
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
  /** The next use opens an evicted repository again. Eviction does not affect work in progress; see `SharedState`. */
  readonly #open: LRUCache<string, Promise<RepositoryView>>;

  constructor(root: string, options: FolderOptions, maxOpen: number = maxOpenRepositories) {
    this.#root = root;
    this.#options = options;
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
    const opening = existingOrNewFolder(this.#root, repository)
      .then((path) => LayoutFolder.open(path, this.#options))
      .then((folder) => new RepositoryView(folder, tagNames, repository));
    this.#open.set(repository, opening);
    try {
      return await opening;
    } catch (error) {
      this.#open.delete(repository);
      throw error;
    }
  }

  repositories(): Promise<readonly string[]> {
    return repositoriesBelow(this.#root);
  }

  async *folders(): AsyncGenerator<LayoutFolder, void, undefined> {
    for (const repository of await this.repositories()) yield (await this.create(repository)).folder;
  }
}

/** One layout for all repositories. */
export class Shared implements LayoutStrategy {
  readonly #folder: LayoutFolder;
  readonly #default: string | undefined;
  /** Views are cheap to create, also for names that do not exist. */
  readonly #views = new LRUCache<string, RepositoryView>({ max: maxOpenRepositories });

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

  async repositories(signal?: AbortSignal): Promise<readonly string[]> {
    const document = await this.#folder.index.read(signal);
    const ofDefault = this.#default === undefined ? undefined : sharedNames(this.#default, true);
    const names = document.entries().flatMap(({ refName }) => {
      const repository = repositoryOfRefName(refName);
      if (repository !== undefined) return [repository];
      return this.#default !== undefined && ofDefault?.includes(refName) === true ? [this.#default] : [];
    });
    return sortNames(names);
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

  async repositories(): Promise<readonly string[]> {
    return [this.#repository];
  }

  async *folders(): AsyncGenerator<LayoutFolder, void, undefined> {
    yield this.#view.folder;
  }
}
