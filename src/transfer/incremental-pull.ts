import { setTimeout as pause } from 'node:timers/promises';
import { byteStringOf, joinName, printableName, type ByteString } from '../fs/index.ts';
import { pullStateName } from '../archive/index.ts';
import { messageOf, OciError } from '../spec/index.ts';
import type { LayerPlacement } from './pull-plan.ts';
import { isPullState, readPullState, writePullState, type WrittenLayers } from './pull-state.ts';
import type { Staging } from './stage.ts';
import {
  clockTickMs,
  currentEntries,
  directoryMode,
  EntryLookup,
  hasEntries,
  isDirectoryMark,
  setMode,
  treeEntries,
  type Entries,
} from './written-entries.ts';

/** Maximum number of changed files that a warning names. */
const maxNames = 5;

export interface IncrementalOptions {
  /** Options that determine what a layer writes. */
  readonly selection: readonly unknown[];
  readonly onWarning?: ((text: string) => void) | undefined;
}

/** Modes of a directory before and after a commit. */
interface DirectoryModes {
  readonly before: number;
  readonly after: number;
}

/**
 * A pull that skips the layers whose content an earlier one wrote into the output directory. Layers whose entries
 * overlap are always written together, because the order of the layers decides which entry remains.
 */
export class IncrementalPull {
  readonly #options: IncrementalOptions;
  readonly #placements: readonly LayerPlacement[];
  readonly #keys: readonly string[];
  readonly #earlier: readonly WrittenLayers[];
  readonly #target: string;
  /** The entries of layers by the index of their placement. */
  readonly #kept = new Map<number, Entries>();
  readonly #fetched = new Map<number, Map<ByteString, string>>();
  /** All layers are written together. */
  #isWhole: boolean;

  private constructor(
    target: string,
    placements: readonly LayerPlacement[],
    earlier: readonly WrittenLayers[],
    options: IncrementalOptions,
  ) {
    this.#options = options;
    this.#placements = placements;
    this.#keys = placements.map((placement) => keyOf(placement, options.selection));
    this.#earlier = earlier;
    this.#target = target;
    // The layers of an image are changes of the layers before them.
    this.#isWhole = placements.some(({ isChange }) => isChange === true);
  }

  /** Compares the state in the output directory with the directory and with the layers of the artifact. */
  static async open(
    target: string,
    placements: readonly LayerPlacement[],
    options: IncrementalOptions,
  ): Promise<IncrementalPull> {
    let earlier: readonly WrittenLayers[] = [];
    try {
      earlier = await readPullState(target);
    } catch (error) {
      options.onWarning?.(
        `the state of earlier pulls in ${pullStateName} is ignored, so all layers are written: ${messageOf(error)}`,
      );
    }
    const pull = new IncrementalPull(target, placements, earlier, options);
    const lookup = new EntryLookup(target);
    if (pull.#isProven(lookup)) for (const written of earlier) await pull.#keep(written, lookup);
    return pull;
  }

  /** Layers that must be downloaded. */
  get missing(): readonly LayerPlacement[] {
    return this.#placements.filter(({ index }) => !this.#kept.has(index) && !this.#fetched.has(index));
  }

  /** Layers whose content is in the output directory. */
  get unchanged(): readonly LayerPlacement[] {
    return this.#placements.filter(({ index }) => this.#kept.has(index));
  }

  /** The entries that remain in the output directory. */
  *keptEntries(): Generator<readonly [ByteString, string], void, undefined> {
    for (const entries of new Set(this.#kept.values())) yield* entries;
  }

  /**
   * Records the entries of a downloaded layer, with an empty fingerprint for files. Afterwards {@link missing} has the
   * other layers if layers overlap.
   */
  add(placement: LayerPlacement, entries: Entries): void {
    const all = new Map<ByteString, string>();
    // The mode of a parent that only the title names is the one of a new directory.
    for (let length = 1; length < placement.segments.length; length++)
      all.set(byteStringOf(placement.segments.slice(0, length).join('/')), 'd');
    for (const [name, fingerprint] of entries) all.set(name, fingerprint);
    this.#fetched.set(placement.index, all);
  }

  /** Finds layers that overlap. */
  checkOverlaps(): void {
    if (!this.#isWhole && !this.#hasOverlap()) return;
    this.#isWhole = true;
    if (this.#fetched.size > 0) this.#kept.clear();
  }

  /**
   * Moves the downloaded layers to the output directory, and removes the files of earlier layers that the artifact
   * does not have any more, if they were not changed. Then it records the state.
   *
   * @param staging contains the layers that were downloaded
   * @throws OciError as {@link Staging.commit}; `ARCHIVE_INVALID` when the artifact has a file with the name of the
   *   state
   */
  async commit(staging: Staging): Promise<void> {
    const staged = await treeEntries(byteStringOf(staging.directory), byteStringOf(''));
    if ([...staged.keys()].some(isPullState))
      throw new OciError(
        'ARCHIVE_INVALID',
        `the artifact has an entry ${pullStateName}, the name of the state of incremental pulls; pull it without the ` +
          'option incremental',
        { detail: { option: 'incremental' } },
      );
    // The directory may have changed during the download.
    const lookup = new EntryLookup(this.#target);
    const directories = this.#openDirectories(staged, lookup);
    let isCommitted = false;
    try {
      await staging.commit(this.#removable(staged, lookup));
      isCommitted = true;
    } finally {
      const result = new EntryLookup(this.#target);
      for (const [name, { before, after }] of [...directories].toReversed())
        setMode(result, name, isCommitted ? after : before);
    }
    await this.#record(staged);
  }

  /**
   * Whether the state describes this directory. An artifact that contains a state cannot know inodes and times. Without
   * this check it could claim that a layer without files is here.
   */
  #isProven(lookup: EntryLookup): boolean {
    for (const [name, fingerprint] of this.#earlierEntries())
      if (!isDirectoryMark(fingerprint) && lookup.matches(name, fingerprint)) return true;
    return false;
  }

  async #keep(written: WrittenLayers, lookup: EntryLookup): Promise<void> {
    const { keys, entries } = written;
    const isWhole = keys.length > 1;
    const isCurrent = isWhole || this.#isWhole ? sameKeys(keys, this.#keys) : this.#keys.includes(keys[0] ?? '');
    if (!isCurrent || !(await hasEntries(lookup, entries))) return;
    for (const [position, { index }] of this.#placements.entries())
      if (isWhole || this.#keys[position] === keys[0]) this.#kept.set(index, entries);
    this.#isWhole ||= isWhole;
  }

  #hasOverlap(): boolean {
    const kinds = new Map<ByteString, boolean>();
    for (const entries of [...new Set(this.#kept.values()), ...this.#fetched.values()])
      for (const [name, fingerprint] of entries) {
        const isDirectory = isDirectoryMark(fingerprint);
        const isSharedDirectory = isDirectory && kinds.get(name) === true;
        if (kinds.has(name) && !isSharedDirectory) return true;
        kinds.set(name, isDirectory);
      }
    return false;
  }

  /** Unchanged entries of earlier layers that the artifact does not have, each before its directory. */
  #removable(staged: Entries, lookup: EntryLookup): ReadonlySet<ByteString> {
    const remaining = new Map<ByteString, string>([...this.keptEntries(), ...staged]);
    const removed = new Set<ByteString>();
    const directories = new Set<ByteString>();
    const changed = new Set<ByteString>();
    for (const [name, fingerprint] of this.#earlierEntries()) {
      const isDirectory = isDirectoryMark(fingerprint);
      const replacement = remaining.get(name);
      if (replacement !== undefined && isDirectoryMark(replacement) === isDirectory) continue;
      const current = lookup.fingerprint(name);
      if (current === undefined || isDirectoryMark(current) !== isDirectory) continue;
      if (isDirectory) directories.add(name);
      else if (current === fingerprint) removed.add(name);
      else changed.add(name);
    }
    if (changed.size > 0) this.#options.onWarning?.(changedText(changed));
    // The deepest directories come first.
    for (const name of [...directories].sort((a, b) => b.length - a.length))
      if (lookup.names(name).every((entry) => removed.has(joinName(name, entry)))) removed.add(name);
    return removed;
  }

  /**
   * Makes the directories of earlier layers writable for the commit.
   *
   * @returns their modes before and after the commit
   */
  #openDirectories(staged: Entries, lookup: EntryLookup): ReadonlyMap<ByteString, DirectoryModes> {
    const kept = new Set<ByteString>();
    for (const [name] of this.keptEntries()) kept.add(name);
    const modes = new Map<ByteString, DirectoryModes>();
    for (const [name, fingerprint] of this.#earlierEntries()) {
      const current = isDirectoryMark(fingerprint) && !modes.has(name) ? lookup.fingerprint(name) : undefined;
      if (current === undefined || !isDirectoryMark(current)) continue;
      const before = directoryMode(current);
      const replacement = kept.has(name) ? undefined : staged.get(name);
      const after = replacement !== undefined && isDirectoryMark(replacement) ? directoryMode(replacement) : before;
      modes.set(name, { before, after });
      setMode(lookup, name, before | 0o700);
    }
    return modes;
  }

  *#earlierEntries(): Generator<readonly [ByteString, string], void, undefined> {
    for (const { entries } of this.#earlier) yield* entries;
  }

  /** Writes the state. Without it the next pull writes all layers, so a failure is a warning. */
  async #record(staged: Entries): Promise<void> {
    try {
      await pause(clockTickMs);
      const lookup = new EntryLookup(this.#target);
      const written: WrittenLayers[] = [];
      for (const { keys, entries } of this.#units(staged)) {
        const current = await currentEntries(lookup, entries);
        if (current !== undefined) written.push({ keys, entries: current });
      }
      await writePullState(this.#target, written);
    } catch (error) {
      this.#options.onWarning?.(
        `cannot record the state in ${pullStateName}, so the next pull writes layers again: ${messageOf(error)}`,
      );
    }
  }

  /** The layers that are in the output directory now. Those without a fingerprint were written by this pull. */
  *#units(staged: Entries): Generator<WrittenLayers, void, undefined> {
    if (this.#isWhole) {
      yield { keys: this.#keys, entries: this.#fetched.size > 0 ? staged : new Map(this.keptEntries()) };
      return;
    }
    for (const [position, { index }] of this.#placements.entries()) {
      const keys = this.#keys.slice(position, position + 1);
      // Some entries may not match the patterns to include.
      const fetched = [...(this.#fetched.get(index) ?? [])].filter(([name]) => staged.has(name));
      yield { keys, entries: this.#kept.get(index) ?? new Map(fetched) };
    }
  }
}

/** Everything that determines the entries of a layer. */
function keyOf(
  { layer, segments, unpack, isZip, isChange, mode }: LayerPlacement,
  selection: readonly unknown[],
): string {
  const kind = unpack ? [isZip === true ? 'zip' : 'tar', isChange === true] : ['file', mode ?? 0];
  return JSON.stringify([layer.digest, layer.mediaType, segments.join('/'), ...kind, ...selection]);
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((key, index) => key === b[index]);
}

function changedText(names: ReadonlySet<ByteString>): string {
  const shown = [...names].slice(0, maxNames).map((name) => `"${printableName(name)}"`);
  const more = names.size > maxNames ? ` and ${names.size - maxNames} more` : '';
  return (
    `${shown.join(', ')}${more} ${names.size === 1 ? 'is' : 'are'} not part of the artifact any more, but changed ` +
    'since an earlier pull, and therefore not removed'
  );
}
