import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository, type Repository } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import { plainDescriptor, type Descriptor, type Digest, type OperationEvent } from '../../src/spec/index.ts';
import {
  extendedCopyGraph,
  filterAnnotation,
  listReferrers,
  recursiveCopyGraph,
  type ExtendedCopyGraphOptions,
} from '../../src/transfer/index.ts';
import { TestClient } from '../client/test-client.ts';
import { name, putImage } from '../contract/content.ts';

/** Lists its referrers with wrong sizes, and none of the annotations. */
class WrongSizes extends MemoryRegistry {
  readonly #sizeOf: (size: number) => number;

  constructor(sizeOf: (size: number) => number) {
    super();
    this.#sizeOf = sizeOf;
  }

  override async *referrers(...args: Parameters<MemoryRegistry['referrers']>): AsyncGenerator<Descriptor, void> {
    for await (const referrer of super.referrers(...args))
      yield { ...plainDescriptor(referrer), size: this.#sizeOf(referrer.size) };
  }
}

interface Source extends AsyncDisposable {
  readonly repository: Repository;
  readonly subject: Descriptor;
  readonly referrer: Descriptor;
  readonly second: Descriptor;
}

async function open(sizeOf: (size: number) => number): Promise<Source> {
  const registry = new WrongSizes(sizeOf);
  const server = await listen(registry);
  const client = new TestClient(new URL(server.url));
  const { manifest: subject } = await putImage(registry, name, 'subject', ['v1']);
  const { manifest: referrer } = await putImage(registry, name, 'referrer', [], { subject: subject.descriptor });
  const { manifest: second } = await putImage(registry, name, 'second', [], { subject: referrer.descriptor });
  return {
    repository: repository(client.registry, name),
    subject: subject.descriptor,
    referrer: referrer.descriptor,
    second: second.descriptor,
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]();
      await server.close();
    },
  };
}

const sizes: readonly (readonly [string, (size: number) => number])[] = [
  ['too small', (size) => size - 218],
  ['too large', (size) => size + 1],
  ['over the limit for manifests', () => 5 * 2 ** 30],
  ['zero', () => 0],
];

describe.each(sizes)('a list of referrers with a size that is %s', (_, sizeOf) => {
  it('is read with the right sizes', async () => {
    await using source = await open(sizeOf);
    const events: OperationEvent[] = [];
    const listed = await listReferrers(source.repository, source.subject, { onEvent: (event) => events.push(event) });
    expect(listed.map(plainDescriptor)).toEqual([source.referrer]);
    expect(listed[0]).toMatchObject({ annotations: { 'org.example.marker': 'referrer' } });
    // The client has looked up the size of an entry without a size.
    if (sizeOf(1000) === 0) expect(events).toEqual([]);
    else
      expect(events).toEqual([
        {
          kind: 'warning',
          text:
            `the list of the referrers of ${source.subject.digest} is wrong: it has the size ` +
            `${sizeOf(source.referrer.size)} for ${source.referrer.digest}, which has ${source.referrer.size} bytes`,
        },
      ]);
  });

  it('does not end a recursive copy', async () => {
    await using source = await open(sizeOf);
    const destination = repository(new MemoryRegistry(), name);
    const wrong: Digest[] = [];
    const { referrers } = await recursiveCopyGraph(source.repository, destination, source.subject, {
      onWrongSize: (referrer) => wrong.push(referrer.digest),
    });
    expect(referrers).toEqual([source.referrer, source.second]);
    expect(await destination.exists(source.second)).toBe(true);
    expect(wrong).toEqual(sizeOf(1000) === 0 ? [] : [source.referrer.digest, source.second.digest]);
  });

  const options: readonly (readonly [string, ExtendedCopyGraphOptions])[] = [
    ['an extended copy', {}],
    ['a filtered extended copy', filterAnnotation({}, 'org.example.marker', /referrer|second/)],
  ];
  it.each(options)('does not end %s', async (_title, copyOptions) => {
    await using source = await open(sizeOf);
    const destination = repository(new MemoryRegistry(), name);
    await extendedCopyGraph(source.repository, destination, source.subject, copyOptions);
    for (const node of [source.subject, source.referrer, source.second])
      expect(await destination.exists(node)).toBe(true);
  });
});

describe('listReferrers', () => {
  it('holds annotations up to a limit', async () => {
    const registry = new MemoryRegistry();
    const { manifest } = await putImage(registry, name, 'subject');
    const subject = manifest.descriptor;
    for (let count = 0; count < 3; count++)
      await putImage(registry, name, `referrer ${count}`, [], { subject, annotations: { text: 'x'.repeat(1000) } });
    const source = repository(registry, name);
    expect(await listReferrers(source, subject, { maxAnnotationBytes: 3100 })).toHaveLength(3);
    await expect(listReferrers(source, subject, { maxAnnotationBytes: 3000 })).rejects.toMatchObject({
      code: 'SIZE_LIMIT',
      message: expect.stringContaining(`cannot list the referrers of ${subject.digest}`),
    });
  });
});
