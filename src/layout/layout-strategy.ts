import { compareBytes, OciError } from '../spec/index.ts';
import { LayoutFolder, type FolderOptions } from './folder.ts';
import { VerifiedBlobs } from './verified-blobs.ts';
import { isLayout } from './layout-file.ts';
import { folderOf, repositoriesBelow } from './places.ts';
import { repositoryOfRefName, sharedNames, tagNames } from './ref-names.ts';
import { RepositoryView } from './repository-view.ts';

/** How the repositories of a registry are spread over image layouts. */
export interface LayoutStrategy {
  /** The repository, when its layout is there. That does not say that anything was stored in it. */
  find(repository: string): Promise<RepositoryView | undefined>;
  /** The repository, whose layout is made when it is not there. */
  make(repository: string): Promise<RepositoryView>;
  repositories(signal?: AbortSignal): Promise<readonly string[]>;
  /** Every layout folder there is. */
  folders(): AsyncIterable<LayoutFolder>;
}

/** One layout for each repository, in a folder of its name. */
export class PerRepository implements LayoutStrategy {
  readonly #root: string;
  readonly #options: FolderOptions;
  readonly #open = new Map<string, Promise<RepositoryView>>();

  constructor(root: string, options: FolderOptions) {
    this.#root = root;
    this.#options = { ...options, known: new VerifiedBlobs() };
  }

  async find(repository: string): Promise<RepositoryView | undefined> {
    const path = folderOf(this.#root, repository);
    return this.#open.has(repository) || (await isLayout(path)) ? this.make(repository) : undefined;
  }

  async make(repository: string): Promise<RepositoryView> {
    const known = this.#open.get(repository);
    if (known !== undefined) return known;
    const opening = LayoutFolder.open(folderOf(this.#root, repository), this.#options).then(
      (folder) => new RepositoryView(folder, tagNames, repository),
    );
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
    for (const repository of await this.repositories()) yield (await this.make(repository)).folder;
  }
}

/** Views of a shared layout kept for the next request: also a repository that is asked for in vain has one. */
const maxViews = 1000;

/** One layout for all repositories. */
export class Shared implements LayoutStrategy {
  readonly #folder: LayoutFolder;
  readonly #default: string | undefined;
  readonly #views = new Map<string, RepositoryView>();

  /** @param defaultRepository has the entries whose name is a tag alone, or that have none */
  constructor(folder: LayoutFolder, defaultRepository: string | undefined) {
    this.#folder = folder;
    this.#default = defaultRepository;
  }

  async find(repository: string): Promise<RepositoryView> {
    const known = this.#views.get(repository);
    if (known !== undefined) return known;
    const view = new RepositoryView(this.#folder, sharedNames(repository, repository === this.#default), repository);
    const [oldest] = this.#views.keys();
    if (this.#views.size >= maxViews && oldest !== undefined) this.#views.delete(oldest);
    this.#views.set(repository, view);
    return view;
  }

  make(repository: string): Promise<RepositoryView> {
    return this.find(repository);
  }

  async repositories(signal?: AbortSignal): Promise<readonly string[]> {
    const { entries } = await this.#folder.index.read(signal);
    const own = this.#default === undefined ? undefined : sharedNames(this.#default, true);
    const names = entries.flatMap(
      (entry) =>
        repositoryOfRefName(entry.refName) ?? (own?.includes(entry.refName) === true ? (this.#default ?? []) : []),
    );
    return [...new Set(names)].sort(compareBytes);
  }

  async *folders(): AsyncGenerator<LayoutFolder, void, undefined> {
    yield this.#folder;
  }
}

/** One layout that is one repository. */
export class Single implements LayoutStrategy {
  readonly #view: RepositoryView;
  readonly #repository: string;

  constructor(folder: LayoutFolder, repository: string) {
    this.#view = new RepositoryView(folder, tagNames, repository);
    this.#repository = repository;
  }

  async find(repository: string): Promise<RepositoryView | undefined> {
    return repository === this.#repository ? this.#view : undefined;
  }

  async make(repository: string): Promise<RepositoryView> {
    if (repository === this.#repository) return this.#view;
    throw new OciError(
      'NAME_UNKNOWN',
      `this registry is one image layout and has the repository ${this.#repository} alone, not ${repository}`,
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
