import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectRegistry } from '../../src/library/index.ts';
import { cache, debug, HttpRegistry, createTransport, MemoryRegistry } from '../../src/library/registry.ts';
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

describe('a body that yields something else than bytes', () => {
  it.each([
    ['text', 'hello', 'text'],
    ['numbers', 5, 'a value of type number'],
    ['arrays', [1, 2], 'a value of type object'],
  ])('(%s) is an error of the caller at once', async (_, chunk, kind) => {
    const registry = new MemoryRegistry();
    await using server = await listen(registry);
    let attempts = 0;
    await using transport = createTransport({ onEvent: ({ kind: event }) => event === 'retry' && attempts++ });
    const body = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      yield chunk as unknown as Uint8Array;
    };
    const { descriptor } = blobOf('hello');
    for (const each of [registry, new HttpRegistry(new URL(server.url), { transport: transport.send })]) {
      const work = each.pushBlob('a/b', descriptor, body);
      await expect(work).rejects.toMatchObject({
        code: 'INPUT_INVALID',
        message: `cannot read the content: it contains ${kind}; its chunks must be Uint8Array`,
      });
    }
    expect(attempts).toBe(0);
  });
});
