import { monotonicMs, pause } from '../concurrency/index.ts';
import type { CallOptions } from '../registry/index.ts';
import { checkNumbers, mediaTypeOctetStream, throwIfAborted, type Descriptor } from '../spec/index.ts';
import { marksPrefix, parseContentKey, sessionKeyKey, uploadsPrefix, type ContentName } from './keys.ts';
import type { Manifests } from './manifests.ts';
import { deleteWithinMs, stateOf, takeOverMs, type Marks } from './marks.ts';
import { abortOldUploads } from './multipart.ts';
import type { ObjectStore } from './object-store.ts';
import type { Referrers } from './referrers.ts';
import type { Repositories } from './repositories.ts';
import { RepositoryGraph, type Garbage } from './repository-graph.ts';
import { readJson } from './small-objects.ts';
import type { Tags } from './tags.ts';

/** Options of a garbage collection in a bucket. */
export interface BucketGarbageOptions extends CallOptions {
  /**
   * Milliseconds after the write of content during which it is not deleted, because a client may be about to push a
   * manifest that refers to it. The clock of the store decides.
   *
   * @default 3 600 000, an hour
   */
  readonly graceMs?: number | undefined;
  /**
   * Also deletes the manifests without a tag that were not stored for `graceMs`. Manifests that a remaining manifest
   * refers to, and referrers of remaining manifests, are kept.
   *
   * @default false
   */
  readonly untagged?: boolean | undefined;
  /** Returns the content to delete without deleting it. @default false */
  readonly dryRun?: boolean | undefined;
  /**
   * Milliseconds between the marks and the deletion. Pushes that did not see a mark must end in this time.
   *
   * @default 30_000
   */
  readonly settleMs?: number | undefined;
}

/** The parts of a registry that a collection uses. */
export interface CollectionTarget {
  readonly store: ObjectStore;
  readonly repositories: Repositories;
  readonly manifests: Manifests;
  readonly marks: Marks;
  readonly referrers: Referrers;
  readonly tags: Tags;
}

const defaultGraceMs = 60 * 60_000;
const defaultSettleMs = 30_000;
/** Age of unfinished uploads and of old marks that are removed. */
const leftoverMs = 24 * 60 * 60_000;

interface Marked extends Garbage {
  readonly etag: string;
}

/**
 * Deletes the content that no manifest needs, while other replicas accept pushes: it marks the content, waits, reads all
 * manifests again, and deletes what still no manifest needs and no push has used.
 *
 * @returns the deleted content
 */
export async function collectBucketGarbage(
  target: CollectionTarget,
  options: BucketGarbageOptions = {},
): Promise<readonly Descriptor[]> {
  checkNumbers(options, { graceMs: 0, settleMs: 0 });
  const { graceMs = defaultGraceMs, settleMs = defaultSettleMs, untagged = false, dryRun = false, signal } = options;
  const nowMs = (await target.store.head(sessionKeyKey, { signal }))?.nowMs ?? Date.now();
  const before = nowMs + 1 - graceMs;
  if (!dryRun) await removeLeftovers(target, nowMs, { signal });
  const found: Garbage[] = [];
  const marked: Marked[] = [];
  for await (const repository of target.repositories.list(undefined, { signal })) {
    throwIfAborted(signal);
    const graph = await RepositoryGraph.read(target.store, target, repository, { signal });
    for (const garbage of graph.garbage(before, untagged)) {
      found.push(garbage);
      const etag = dryRun ? undefined : await target.marks.mark(garbage.content, before, { signal });
      if (etag !== undefined) marked.push({ ...garbage, etag });
    }
  }
  if (dryRun) return found.map(descriptorOf);
  if (marked.length === 0) return [];
  await pause(settleMs, signal);
  const deleted: Descriptor[] = [];
  for (const [repository, items] of Map.groupBy(marked, ({ content }) => content.repository)) {
    throwIfAborted(signal);
    const graph = await RepositoryGraph.read(target.store, target, repository, { signal });
    const still = new Set(graph.garbage(before, untagged).map(({ content }) => nameOf(content)));
    deleted.push(...(await deleteMarked(target, graph, items, still, { signal })));
  }
  return deleted;
}

/** @param still the content that is still garbage */
async function deleteMarked(
  { marks, manifests, referrers }: CollectionTarget,
  graph: RepositoryGraph,
  items: readonly Marked[],
  still: Set<string>,
  options: CallOptions,
): Promise<readonly Descriptor[]> {
  const deleted: Descriptor[] = [];
  for (const item of items) {
    const { content, etag } = item;
    const startMs = monotonicMs();
    if (!still.has(nameOf(content))) {
      await marks.unmark(content, etag, options);
      continue;
    }
    const node = content.kind === 'manifests' ? graph.node(content.digest) : undefined;
    if (!(await marks.beginDeletion(content, etag, options))) {
      // A push uses the manifest, so everything that it refers to stays.
      keep(graph, content, still);
      continue;
    }
    // A push may take over the deletion of a process that stopped for a while.
    if (monotonicMs() - startMs > deleteWithinMs) continue;
    const { repository, digest } = content;
    if (node?.subject !== undefined) await referrers.remove(repository, node.subject, digest, options);
    if (node !== undefined) manifests.forget(repository, digest);
    await marks.finishDeletion(content, options);
    deleted.push(descriptorOf(item));
  }
  return deleted;
}

function keep(graph: RepositoryGraph, { repository, digest }: ContentName, still: Set<string>): void {
  for (const child of graph.node(digest)?.content ?? []) {
    for (const kind of ['blobs', 'manifests'] as const) still.delete(nameOf({ repository, kind, digest: child }));
    keep(graph, { repository, kind: 'manifests', digest: child }, still);
  }
}

/** Removes old uploads and marks, and completes the deletions of collections that were stopped. */
async function removeLeftovers({ store, marks }: CollectionTarget, nowMs: number, options: CallOptions): Promise<void> {
  const oldMs = nowMs - leftoverMs;
  for await (const { key, modifiedMs } of store.list({ ...options, prefix: uploadsPrefix }))
    if (modifiedMs < oldMs) await store.delete(key, options);
  await abortOldUploads(store, oldMs, options);
  for await (const { key, modifiedMs } of store.list({ ...options, prefix: marksPrefix })) {
    if (modifiedMs > nowMs - takeOverMs) continue;
    const content = parseContentKey(key);
    const mark = content && (await readJson(store, key, options));
    if (content === undefined || mark === undefined) continue;
    const { etag } = mark.head;
    if (stateOf(mark) === 'deleting') {
      if (await marks.beginDeletion(content, etag, options)) await marks.finishDeletion(content, options);
    } else if (stateOf(mark) === 'used' && modifiedMs < oldMs) await store.delete(key, options);
  }
}

function nameOf({ kind, digest }: ContentName): string {
  return `${kind} ${digest}`;
}

function descriptorOf({ content, size }: Garbage): Descriptor {
  return { mediaType: mediaTypeOctetStream, digest: content.digest, size };
}
