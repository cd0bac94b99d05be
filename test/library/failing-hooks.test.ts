import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectRegistry } from '../../src/library/index.ts';
import {
  cache,
  createTransport,
  debug,
  fetchTransport,
  HttpRegistry,
  MemoryRegistry,
  type FetchTransportOptions,
  type HttpEvent,
  type HttpTransport,
  type Transport,
  type TransportOptions,
} from '../../src/library/registry.ts';
import { listen } from '../../src/library/server.ts';
import { digestOf } from '../../src/spec/index.ts';
import { blobOf } from '../contract/content.ts';

const fail = (): never => {
  throw new Error('the log broke');
};
// An async function is accepted as a hook by TypeScript.
const reject = (async () => fail()) as () => never;

describe('a hook that fails', () => {
  let warnings: string[];
  beforeEach(() => {
    warnings = [];
    vi.spyOn(process, 'emitWarning').mockImplementation((warning) => {
      warnings.push(String(warning));
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each([
    ['throws', fail],
    ['rejects', reject],
  ])('%s in onAccess: the server replies and reports it once', async (_, onAccess) => {
    await using server = await listen(new MemoryRegistry(), { onAccess });
    for (let round = 0; round < 3; round++) expect((await fetch(`${server.url}/v2/`)).status).toBe(200);
    await server.close();
    expect(warnings).toEqual(['onAccess failed: the log broke; later failures of it are not reported']);
  });

  it('in onError: the client gets the reply', async () => {
    const registry = new MemoryRegistry();
    registry.resolveTag = async () => {
      throw new Error('the backend failed');
    };
    await using server = await listen(registry, { onError: fail });
    expect((await fetch(`${server.url}/v2/a/b/manifests/v1`, { method: 'HEAD' })).status).toBe(500);
    expect(warnings).toHaveLength(1);
  });

  it('in the hooks of cache and debug: reads succeed', async () => {
    const origin = new MemoryRegistry();
    const { descriptor, bytes } = blobOf('content');
    await origin.pushBlob('a/b', descriptor, async function* () {
      yield bytes;
    });
    const cached = cache(debug(origin, { log: fail }), new MemoryRegistry(), { onHit: fail, onMiss: fail });
    for (let round = 0; round < 3; round++) {
      const reader = await cached.getBlob('a/b', descriptor.digest);
      expect(digestOf(await reader.bytes())).toBe(descriptor.digest);
    }
    expect(new Set(warnings.map((warning) => warning.split(' ', 1)[0]))).toEqual(new Set(['log', 'onHit', 'onMiss']));
    expect(warnings).toHaveLength(3);
  });

  it('in the events of a connection: requests succeed', async () => {
    await using server = await listen(new MemoryRegistry());
    await using connection = await connectRegistry(server.url, { onHttpEvent: fail, onSource: fail });
    expect(await Array.fromAsync(connection.registry.repositories())).toEqual([]);
    expect(warnings).toHaveLength(1);
  });
});

describe.each([
  ['createTransport', createTransport],
  ['fetchTransport', fetchTransport],
])('a mistake of the caller with %s', (_name, open) => {
  /** The error of a push of a body, or of a request, and the number of repeated attempts. */
  async function failureOf(
    work: (send: Transport, url: URL) => Promise<unknown>,
  ): Promise<{ readonly error: unknown; readonly retries: number }> {
    await using server = await listen(new MemoryRegistry());
    let retries = 0;
    await using transport = open({ baseDelayMs: 0, onEvent: ({ kind }) => kind === 'retry' && retries++ });
    const error: unknown = await work(transport.send, new URL(server.url)).catch((caught: unknown) => caught);
    return { error, retries };
  }
  const push = (size: number, chunk: () => unknown): ReturnType<typeof failureOf> =>
    failureOf((transport, url) =>
      new HttpRegistry(url, { transport }).pushBlob('a/b', blobOf(new Uint8Array(size)).descriptor, async function* () {
        yield chunk() as Uint8Array;
      }),
    );

  // A large body is not joined before it is sent.
  it.each([5, 3_000_000])('in the chunks of a body of %i bytes is an error at once', async (size) => {
    for (const [chunk, kind] of [
      ['hello', 'text'],
      [5, 'a value of type number'],
      [[1, 2], 'a value of type object'],
      [null, 'a value of type null'],
    ] as const)
      expect(await push(size, () => chunk)).toMatchObject({
        error: {
          code: 'INPUT_INVALID',
          message: `cannot read the content: it contains ${kind}; its chunks must be Uint8Array`,
        },
        retries: 0,
      });
  });

  it.each([TypeError, RangeError, ReferenceError])('that throws a %o is this error, at once', async (Kind) => {
    const mistake = new Kind('reader.next is not a function');
    const fails = (): never => {
      throw mistake;
    };
    for (const size of [5, 3_000_000]) expect(await push(size, fails)).toEqual({ error: mistake, retries: 0 });
    const headers = {
      get accept() {
        return fails();
      },
    };
    expect(await failureOf((send, url) => send({ method: 'GET', url, headers }))).toEqual({
      error: mistake,
      retries: 0,
    });
  });

  it('in a transport around it is this error, at once', async () => {
    const mistake = new TypeError('dispatcher.request is not a function');
    const failure = await failureOf((_, url) =>
      new HttpRegistry(url, { transport: () => Promise.reject(mistake) }).resolveTag('a/b', 'v1'),
    );
    expect(failure).toEqual({ error: mistake, retries: 0 });
  });
});

it.each<[string, (fails: () => never) => TransportOptions & FetchTransportOptions, (options: object) => HttpTransport]>(
  [
    ['the lookup of createTransport', (lookup) => ({ lookup }), createTransport],
    ['the fetch of fetchTransport', (fetch) => ({ fetch }), fetchTransport],
    ['the runtimeInit of fetchTransport', (runtimeInit) => ({ runtimeInit }), fetchTransport],
  ],
)('a TypeError in %s is an error of the caller, at once', async (_, options, open) => {
  const mistake = new TypeError('options.agent is not a function');
  let retries = 0;
  await using transport = open({
    ...options(() => {
      throw mistake;
    }),
    baseDelayMs: 0,
    onEvent: ({ kind }: HttpEvent) => kind === 'retry' && retries++,
  });
  await expect(transport.send({ method: 'GET', url: new URL('http://localhost:1/') })).rejects.toBe(mistake);
  expect(retries).toBe(0);
});

it.each([
  ['text', 'hello'],
  ['a value of type object', [1, 2]],
])('a registry in memory refuses a body that yields %s', async (kind, chunk) => {
  const pushed = new MemoryRegistry().pushBlob('a/b', blobOf('hello').descriptor, async function* () {
    yield chunk as unknown as Uint8Array;
  });
  await expect(pushed).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining(kind) });
});
