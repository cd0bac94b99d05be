import { copyGraph } from '../transfer/index.ts';
import { collect } from '../streams/index.ts';
import { observeReader, type ReadOnlyStorage, type Repository, type Storage } from '../registry/index.ts';
import {
  isNotFound,
  isOciError,
  maxManifestBytes,
  messageOf,
  OciError,
  parseManifest,
  plainDescriptor,
  type Descriptor,
  type Manifest,
  type OperationEvent,
} from '../spec/index.ts';
import type { IfTagExists, PublishOptions } from './publish-options.ts';
import type { Packaged } from './package.ts';
import type { StreamingLayerUpload } from './streaming-layer-upload.ts';

/** What became of the tags. */
export interface PushedTags {
  /** What the main tag points to when it was skipped; undefined when it, or the digest alone, is what was packaged. */
  readonly existing?: { readonly descriptor: Descriptor; readonly manifest: Manifest } | undefined;
}

export type PushPackagedOptions = Pick<
  PublishOptions,
  'tags' | 'pushByDigest' | 'ifTagExists' | 'concurrency' | 'signal' | 'onEvent'
>;

/** What each tag that is to be written points to so far; undefined for one that is new. */
export type ExistingTags = ReadonlyMap<string, Descriptor | undefined>;

type TagPlan =
  | { readonly tag: string; readonly action: 'write' }
  | { readonly tag: string; readonly action: 'leave' | 'skip'; readonly manifest: Descriptor };

/** Asks the destination for the tags that are to be written, each once. */
export async function findTags(
  destination: Repository,
  options: Pick<PushPackagedOptions, 'tags' | 'pushByDigest' | 'ifTagExists' | 'signal'>,
): Promise<ExistingTags> {
  const found = new Map<string, Descriptor | undefined>();
  for (const tag of options.pushByDigest ? [] : options.tags)
    found.set(tag, await resolveTag(destination, tag, options));
  return found;
}

/**
 * Pushes what was packaged: content, then the manifest by digest, then each tag.
 *
 * @param name `registry/repository`, for messages
 * @param existing what {@link findTags} found
 * @param alongside has perhaps sent the layer already
 * @throws OciError `ALREADY_EXISTS`; an error after a tag moved lists the tags that did
 */
export async function pushPackaged(
  packaged: Packaged,
  destination: Repository,
  name: string,
  existing: ExistingTags,
  options: PushPackagedOptions,
  alongside: Pick<StreamingLayerUpload, 'hasSent'>,
): Promise<PushedTags> {
  const { onEvent, signal } = options;
  const manifest = plainDescriptor(packaged.manifest);
  onEvent?.({ kind: 'phase', phase: 'push' });
  const plans = [...existing].map(([tag, found]) => planTag(tag, found, manifest, name, options.ifTagExists));
  const [main] = plans;
  if (plans.length === 0 || plans.some((plan) => plan.action === 'write')) {
    const sent = new Set<string>();
    const knowing: Storage = {
      fetch: (target, opened) => destination.fetch(target, opened),
      push: (expected, body, pushed) => destination.push(expected, body, pushed),
      async exists(target, asked) {
        if (!(await alongside.hasSent(target))) return destination.exists(target, asked);
        sent.add(target.digest);
        return true;
      },
    };
    await copyGraph(withProgress(packaged, onEvent), knowing, manifest, {
      concurrency: options.concurrency,
      signal,
      onCopySkipped: (node) =>
        onEvent?.({
          kind: 'blob',
          digest: node.digest,
          size: node.size,
          state: sent.has(node.digest) ? 'uploaded' : 'exists',
        }),
      postCopy: (node) => onEvent?.({ kind: 'blob', digest: node.digest, size: node.size, state: 'uploaded' }),
    });
    onEvent?.({ kind: 'phase', phase: 'tag' });
  }
  await writeTags(packaged, destination, manifest, name, plans, options);
  if (main?.action !== 'skip') return {};
  const bytes = await collect(
    await destination.fetch(main.manifest, { signal }),
    maxManifestBytes,
    `manifest ${main.manifest.digest}`,
  );
  return { existing: { descriptor: main.manifest, manifest: parseManifest(bytes, main.manifest.mediaType) } };
}

function planTag(
  tag: string,
  existing: Descriptor | undefined,
  manifest: Descriptor,
  name: string,
  ifTagExists: IfTagExists,
): TagPlan {
  if (existing === undefined) return { tag, action: 'write' };
  if (existing.digest === manifest.digest) return { tag, action: 'leave', manifest: existing };
  switch (ifTagExists) {
    case 'overwrite':
      return { tag, action: 'write' };
    case 'skip':
      return { tag, action: 'skip', manifest: existing };
    case 'fail':
      throw new OciError(
        'ALREADY_EXISTS',
        `if-tag-exists is "fail", and ${name}:${tag} points to ${existing.digest} already, while the content packaged is ${manifest.digest}; choose another tag, or allow "overwrite" or "skip"`,
      );
  }
}

/** What the tag points to. Who may overwrite it need not know: a registry that lets write but not read is no obstacle then. */
async function resolveTag(
  destination: Repository,
  tag: string,
  options: Pick<PushPackagedOptions, 'ifTagExists' | 'signal'>,
): Promise<Descriptor | undefined> {
  try {
    return await destination.resolve(tag, { signal: options.signal });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    if (options.ifTagExists === 'overwrite' && isOciError(error, 'DENIED', 'UNSUPPORTED', 'UNKNOWN')) return undefined;
    throw error;
  }
}

async function writeTags(
  packaged: Packaged,
  destination: Repository,
  manifest: Descriptor,
  name: string,
  plans: readonly TagPlan[],
  options: PushPackagedOptions,
): Promise<void> {
  const { onEvent, signal } = options;
  const moved: string[] = [];
  for (const plan of plans) {
    if (plan.action !== 'write') {
      onEvent?.({ kind: 'tag', tag: plan.tag, state: plan.action === 'skip' ? 'skipped' : 'unchanged' });
      continue;
    }
    try {
      await destination.push(manifest, () => manifestBody(packaged, manifest), { signal, tags: [plan.tag] });
    } catch (error) {
      if (moved.length === 0) throw error;
      const why = messageOf(error);
      throw new OciError(
        isOciError(error) ? error.code : 'UNKNOWN',
        `tag "${plan.tag}" could not be written, while ${moved.map((tag) => `${name}:${tag}`).join(', ')} point to ${manifest.digest} already: ${why}`,
        {
          cause: error,
          status: isOciError(error) ? error.status : undefined,
        },
      );
    }
    moved.push(plan.tag);
    onEvent?.({ kind: 'tag', tag: plan.tag, state: 'written' });
  }
}

async function* manifestBody(packaged: Packaged, manifest: Descriptor): AsyncGenerator<Uint8Array, void, undefined> {
  yield* await packaged.store.fetch(manifest);
}

/** The layout, with its reads counted. Bytes that a retry reads again do not count twice. */
function withProgress(packaged: Packaged, onEvent: ((event: OperationEvent) => void) | undefined): ReadOnlyStorage {
  const { store } = packaged;
  if (onEvent === undefined) return store;
  const total = packaged.layer.size;
  const furthest = new Map<string, number>();
  let done = 0;
  return {
    exists: (target, options) => store.exists(target, options),
    async fetch(target, options) {
      const reader = await store.fetch(target, options);
      if (target.digest !== packaged.layer.digest) return reader;
      let position = 0;
      return observeReader(reader, (chunk) => {
        position += chunk.byteLength;
        const before = furthest.get(target.digest) ?? 0;
        if (position <= before) return;
        furthest.set(target.digest, position);
        done += position - before;
        onEvent({ kind: 'progress', phase: 'push', done, total });
      });
    },
  };
}
