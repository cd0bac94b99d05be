import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository, type Repository } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import { OciError, type Descriptor, type Digest } from '../../src/spec/index.ts';
import { recursiveCopyGraph } from '../../src/transfer/index.ts';
import { TestClient } from '../client/test-client.ts';
import { name, putImage } from '../contract/content.ts';

/** Does not list a referrer before it was pushed a number of times. */
class LosingRegistry extends MemoryRegistry {
  readonly pushes = new Map<Digest, number>();
  requiredPushes = (_referrer: Descriptor): number => 1;
  isWriteOnly = false;

  override async pushManifest(...args: Parameters<MemoryRegistry['pushManifest']>): Promise<Descriptor> {
    const pushed = await super.pushManifest(...args);
    this.pushes.set(pushed.digest, (this.pushes.get(pushed.digest) ?? 0) + 1);
    return pushed;
  }

  override async *referrers(...args: Parameters<MemoryRegistry['referrers']>): AsyncGenerator<Descriptor, void> {
    if (this.isWriteOnly) throw new OciError('DENIED', 'the user may not pull');
    for await (const referrer of super.referrers(...args))
      if ((this.pushes.get(referrer.digest) ?? 0) >= this.requiredPushes(referrer)) yield referrer;
  }
}

interface Copied {
  readonly referrers: readonly Descriptor[];
  readonly unlisted: readonly Digest[];
  readonly listed: readonly Digest[];
  readonly pushes: readonly (number | undefined)[];
}

/** Copies a subject with three referrers to a registry over HTTP. */
async function copyTo(target: LosingRegistry): Promise<Copied> {
  const source = new MemoryRegistry();
  const { manifest } = await putImage(source, name, 'subject', ['v1']);
  const subject = manifest.descriptor;
  const referrers: Descriptor[] = [];
  for (const marker of ['one', 'two', 'three'])
    referrers.push((await putImage(source, name, marker, [], { subject })).manifest.descriptor);
  await using server = await listen(target);
  await using client = new TestClient(new URL(server.url));
  const destination: Repository = repository(client.registry, name);
  const unlisted: Digest[] = [];
  await recursiveCopyGraph(repository(source, name), destination, subject, {
    onUnlistedReferrer: (referrer, of) => {
      expect(of).toEqual(subject);
      unlisted.push(referrer.digest);
    },
  });
  target.isWriteOnly = false;
  const listed = await Array.fromAsync(target.referrers(name, subject.digest), ({ digest }) => digest);
  return { referrers, unlisted, listed, pushes: referrers.map(({ digest }) => target.pushes.get(digest)) };
}

describe('a destination that loses entries of a list of referrers', () => {
  it('gets each missing referrer again', async () => {
    const target = new LosingRegistry();
    let first: Digest | undefined;
    target.requiredPushes = ({ digest }) => ((first ??= digest) === digest ? 1 : 2);
    const { referrers, unlisted, listed, pushes } = await copyTo(target);
    expect(unlisted).toEqual([]);
    expect(new Set(listed)).toEqual(new Set(referrers.map(({ digest }) => digest)));
    expect([...pushes].sort((a = 0, b = 0) => a - b)).toEqual([1, 2, 2]);
  });

  it('is reported when it does not list a referrer that was pushed again', async () => {
    const target = new LosingRegistry();
    target.requiredPushes = () => 3;
    const { referrers, unlisted, pushes } = await copyTo(target);
    expect(new Set(unlisted)).toEqual(new Set(referrers.map(({ digest }) => digest)));
    expect(pushes).toEqual([2, 2, 2]);
  });

  it('gets no second push when it lists everything', async () => {
    const { unlisted, pushes } = await copyTo(new LosingRegistry());
    expect({ unlisted, pushes }).toEqual({ unlisted: [], pushes: [1, 1, 1] });
  });

  it('may refuse to list referrers', async () => {
    const target = new LosingRegistry();
    target.isWriteOnly = true;
    const { unlisted, pushes } = await copyTo(target);
    expect({ unlisted, pushes }).toEqual({ unlisted: [], pushes: [1, 1, 1] });
  });
});
