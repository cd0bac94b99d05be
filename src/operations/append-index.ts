import type { CallOptions, Repository } from '../registry/index.ts';
import {
  formatLocation,
  isNotFound,
  OciError,
  plainLabel,
  repositoryOf,
  type Descriptor,
  type EventOptions,
  type InputLabel,
  type Location,
} from '../spec/index.ts';
import {
  appendEntries,
  pushAppended,
  readStoredIndex,
  writeTagsTo,
  type AppendOptions,
  type StoredIndex,
} from '../transfer/index.ts';

/** Attempts of an append while other runs change the same tag. */
const maxAttempts = 5;

export interface AppendIndexOptions extends CallOptions, EventOptions, Partial<Omit<AppendOptions, 'name' | 'label'>> {
  readonly target: Location;
  /** Names options in error messages. @default their names */
  readonly label?: InputLabel | undefined;
}

/** An append to the index of a tag. */
export class IndexAppend {
  readonly #repository: Repository;
  readonly #tags: readonly string[];
  readonly #options: AppendIndexOptions;
  readonly #name: string;
  #index: StoredIndex;

  private constructor(
    repository: Repository,
    tags: readonly string[],
    options: AppendIndexOptions,
    name: string,
    index: StoredIndex,
  ) {
    this.#repository = repository;
    this.#tags = tags;
    this.#options = options;
    this.#name = name;
    this.#index = index;
  }

  /**
   * Reads the index of the first tag.
   *
   * @throws OciError `NOT_FOUND`, `UNSUPPORTED` for a manifest that is not an index
   */
  static async begin(
    repository: Repository,
    tags: readonly string[],
    options: AppendIndexOptions,
  ): Promise<IndexAppend> {
    const [tag = ''] = tags;
    const name = formatLocation({ ...repositoryOf(options.target), tag });
    const { label = plainLabel, signal } = options;
    try {
      const index = await readStoredIndex(repository, await repository.resolve(tag, { signal }), name, { signal });
      return new IndexAppend(repository, tags, options, name, index);
    } catch (error) {
      if (!isNotFound(error)) throw error;
      const problem = `there is no index ${name}; omit ${label('append')} to create it`;
      throw new OciError('NOT_FOUND', `${label('append')}: ${problem}`, { cause: error, detail: { input: 'append' } });
    }
  }

  /** Checks, before anything is written, that children can be added. @throws OciError `INPUT_INVALID` */
  check(children: readonly Descriptor[]): void {
    appendEntries(this.#index, children, this.#appendOptions());
  }

  /**
   * Writes the index with further entries, and its tags. If another run moved the tag, the entries are added to the
   * index of that run.
   *
   * @returns the index and its entries
   * @throws OciError `INPUT_INVALID`; `ALREADY_EXISTS` if the tag changes again and again
   */
  async write(
    children: readonly Descriptor[],
  ): Promise<{ readonly index: Descriptor; readonly children: readonly Descriptor[] }> {
    const { signal, onEvent, target } = this.#options;
    for (let attempt = 1; attempt <= maxAttempts; attempt++) {
      const appended = appendEntries(this.#index, children, this.#appendOptions());
      const index = await pushAppended(this.#repository, this.#index, appended, { signal });
      if (await this.#hasMoved(this.#index.descriptor)) continue;
      const name = formatLocation(repositoryOf(target));
      await writeTagsTo(this.#repository, index, this.#tags, { name, signal, onEvent });
      // Another run may have read the tag before it was written here.
      if (await this.#hasMoved(index, this.#index.descriptor)) continue;
      return { index, children: appended.children };
    }
    throw new OciError(
      'ALREADY_EXISTS',
      `cannot append to ${this.#name}: other runs changed it ${maxAttempts} times; let one run at a time append to it`,
    );
  }

  /** Whether the tag points to other content; that index is then the next to append to. */
  async #hasMoved(...expected: readonly Descriptor[]): Promise<boolean> {
    const { signal, onEvent } = this.#options;
    const [tag = ''] = this.#tags;
    const current = await this.#repository.resolve(tag, { signal });
    if (expected.some(({ digest }) => digest === current.digest)) return false;
    onEvent?.({
      kind: 'notice',
      text: `${this.#name} was changed by another run; the manifests are added to ${current.digest}`,
    });
    this.#index = await readStoredIndex(this.#repository, current, this.#name, { signal });
    return true;
  }

  #appendOptions(): AppendOptions {
    const { label = plainLabel, replace, annotations, removeAnnotations, artifactType } = this.#options;
    return { label, replace, annotations, removeAnnotations, artifactType, name: this.#name };
  }
}
