import { describe, expect, it } from 'vitest';
import { ForwardingRegistry, type PushManifestOptions, type Registry } from '../../../src/registry/index.ts';
import type { Descriptor } from '../../../src/spec/index.ts';
import { immutable } from '../../../src/wrappers/index.ts';
import { cacheRegistry, Job } from './cache-place.ts';

/** Runs `interrupt` once, before or after the first push of a tag that `matches` selects. */
class InterruptedRegistry extends ForwardingRegistry {
  readonly #matches: (tag: string | undefined) => boolean;
  readonly #when: 'before' | 'after';
  interrupt: (() => Promise<void>) | undefined;

  constructor(inner: Registry, when: 'before' | 'after', matches: (tag: string | undefined) => boolean) {
    super(inner);
    this.#when = when;
    this.#matches = matches;
  }

  override async pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options?: PushManifestOptions,
  ): Promise<Descriptor> {
    const interrupt = this.#matches(options?.tags?.[0]) ? this.interrupt : undefined;
    if (interrupt !== undefined) this.interrupt = undefined;
    if (this.#when === 'before') await interrupt?.();
    const pushed = await this.inner.pushManifest(repository, content, mediaType, options);
    if (this.#when === 'after') await interrupt?.();
    return pushed;
  }
}

const isEntryTag = (tag: string | undefined): boolean => tag !== undefined && /\.k\.[0-9a-f]{64}$/.test(tag);
const isListTag = (tag: string | undefined): boolean => tag !== undefined && !isEntryTag(tag);

describe('a save during which another job saves the same key', () => {
  it.each([
    ['while it packs', 'before', (tag: string | undefined) => tag === undefined, 'theirs'],
    ['before its first tag', 'before', isListTag, 'theirs'],
    ['before its second tag', 'after', isListTag, 'theirs'],
    ['after its tags', 'after', isEntryTag, 'theirs'],
  ] as const)('%s: both succeed, and it reports that it lost', async (_, when, matches, winner) => {
    let interrupted: InterruptedRegistry | undefined;
    await using registry = await cacheRegistry(
      (inner) => (interrupted = new InterruptedRegistry(inner, when, matches)),
    );
    await using ours = await Job.create(registry);
    await using theirs = await Job.create(registry);
    await ours.write({ 'workspace/work/x': 'ours' });
    await theirs.write({ 'workspace/work/x': 'theirs' });
    if (interrupted === undefined) throw new Error('no registry');
    let other: Promise<unknown> | undefined;
    interrupted.interrupt = async () => {
      // An entry after our tag has another digest and replaces the tag, as that of a job that looked it up earlier.
      if (when === 'after' && matches === isEntryTag) {
        const entries = async (): Promise<string[]> =>
          (await Array.fromAsync(registry.repository.tags())).filter(isEntryTag);
        const [tag = ''] = await entries();
        await theirs.save({ key: 'other' });
        const own = (await entries()).find((each) => each !== tag) ?? '';
        await registry.repository.tag(await registry.repository.resolve(own), tag);
        return;
      }
      other = theirs.save({ key: 'k' });
      expect(await other).toMatchObject({ isNew: true });
    };
    expect(await ours.save({ key: 'k' })).toMatchObject({ isNew: false, sentBytes: 0 });
    await using reader = await Job.create(registry);
    if (other === undefined) return;
    await reader.restore({ key: 'k' });
    expect(await reader.tree()).toContain(`work/x = ${winner} 644`);
  });

  it('loses without an error in a registry with immutable tags', async () => {
    let interrupted: InterruptedRegistry | undefined;
    await using registry = await cacheRegistry((inner) => {
      interrupted = new InterruptedRegistry(immutable(inner), 'before', isEntryTag);
      return interrupted;
    });
    await using ours = await Job.create(registry);
    await using theirs = await Job.create(registry);
    await ours.write({ 'workspace/work/x': 'ours' });
    await theirs.write({ 'workspace/work/x': 'theirs' });
    if (interrupted === undefined) throw new Error('no registry');
    interrupted.interrupt = async () => {
      expect(await theirs.save({ key: 'k' })).toMatchObject({ isNew: true });
    };
    expect(await ours.save({ key: 'k' })).toMatchObject({ isNew: false });
    await using reader = await Job.create(registry);
    await reader.restore({ key: 'k' });
    expect(await reader.tree()).toContain('work/x = theirs 644');
  });
});
