import { pause } from '../concurrency/index.ts';
import type { CallOptions } from '../registry/index.ts';
import { OciError } from '../spec/index.ts';
import { contentKey, markKey, type ContentName } from './keys.ts';
import type { ObjectStore } from './object-store.ts';
import { readJson, writeUnique, type JsonObject } from './small-objects.ts';

/**
 * The state of a mark. A collection writes `marked`, and after a while changes it to `deleting`. A push that needs the
 * content changes `marked` to `used`. Both changes are conditional, so that only one of them happens.
 */
type MarkState = 'marked' | 'used' | 'deleting';

/** Milliseconds after which a push completes the deletion of a collection that has stopped. */
export const takeOverMs = 120_000;
/** Milliseconds within which a collection must delete content after it has changed the mark. */
export const deleteWithinMs = 30_000;
const pollMs = 250;
/** Milliseconds that a push waits for a deletion. */
const maxWaitMs = 10_000;

/** The marks of content that a collection is about to delete. */
export class Marks {
  readonly #store: ObjectStore;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  /**
   * Protects existing content from a collection that has marked it.
   *
   * @returns false when a collection has deleted the content
   * @throws OciError `UNAVAILABLE` when a deletion takes too long
   */
  async use(content: ContentName, options: CallOptions = {}): Promise<boolean> {
    const key = keyOf(content);
    for (let waitedMs = 0; waitedMs <= maxWaitMs;) {
      const mark = await readJson(this.#store, key, options);
      const state = stateOf(mark);
      if (mark === undefined || state === undefined || state === 'used') return waitedMs === 0;
      const { etag, nowMs, modifiedMs } = mark.head;
      if (state === 'marked') {
        if ((await this.#change(content, 'used', { etag }, options)) !== undefined) return true;
      } else if (nowMs - modifiedMs > takeOverMs) {
        // Only one of several pushes takes over.
        if ((await this.#change(content, 'deleting', { etag }, options)) !== undefined)
          await this.finishDeletion(content, options);
      } else {
        await pause(pollMs, options.signal);
        waitedMs += pollMs;
      }
      if (state === 'deleting') waitedMs = Math.max(waitedMs, 1);
    }
    throw new OciError('UNAVAILABLE', `cannot use ${content.digest}: it is being deleted; try again`);
  }

  /**
   * Marks content, for a collection.
   *
   * @param before a push that used the content later protects it, milliseconds since 1970
   * @returns the ETag; undefined if the content must not be deleted now
   */
  async mark(content: ContentName, before: number, options: CallOptions = {}): Promise<string | undefined> {
    const current = await readJson(this.#store, keyOf(content), options);
    if (current === undefined) return this.#change(content, 'marked', 'absent', options);
    const { etag, modifiedMs } = current.head;
    const state = stateOf(current);
    if (state === 'deleting' || (state === 'used' && modifiedMs >= before)) return undefined;
    return this.#change(content, 'marked', { etag }, options);
  }

  /** Begins the deletion of marked content. @returns false when a push uses the content */
  async beginDeletion(content: ContentName, etag: string, options: CallOptions = {}): Promise<boolean> {
    return (await this.#change(content, 'deleting', { etag }, options)) !== undefined;
  }

  /** Deletes the content, then its mark. No request is repeated, because a client may push the content again. */
  async finishDeletion(content: ContentName, options: CallOptions = {}): Promise<void> {
    const { repository, kind, digest } = content;
    await this.#store.delete(contentKey(repository, kind, digest), { ...options, attempts: 1 });
    await this.#store.delete(keyOf(content), { ...options, attempts: 1 });
  }

  /** Removes the mark of content that stays. */
  async unmark(content: ContentName, etag: string, options: CallOptions = {}): Promise<void> {
    await this.#change(content, 'used', { etag }, options);
  }

  async #change(
    content: ContentName,
    state: MarkState,
    condition: 'absent' | { readonly etag: string },
    options: CallOptions,
  ): Promise<string | undefined> {
    return writeUnique(this.#store, keyOf(content), { state }, condition, options);
  }
}

export function stateOf(mark: JsonObject | undefined): MarkState | undefined {
  const state = mark?.value?.['state'];
  return state === 'marked' || state === 'used' || state === 'deleting' ? state : undefined;
}

function keyOf({ repository, kind, digest }: ContentName): string {
  return markKey(repository, kind, digest);
}
