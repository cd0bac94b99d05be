import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LayoutRegistry } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { createTokenIssuer, listen } from '../../src/server/index.ts';
import { digestOf } from '../../src/spec/index.ts';
import { noise } from '../contract/content.ts';
import { temporaryFolder } from '../layout/fixture.ts';
import { beginUpload, send, type Reply } from './requests.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const stores = ['memory', 'layout'] as const;
type Store = (typeof stores)[number];
type TestRegistry = MemoryRegistry | LayoutRegistry;

function openStore(store: Store, folder: string, quota?: number): Promise<TestRegistry> {
  return store === 'memory'
    ? Promise.resolve(new MemoryRegistry({ quota }))
    : LayoutRegistry.open(folder, { quota, sync: false });
}

const tokens = createTokenIssuer({ service: 'r', authorize: () => true });

function as(user: string | undefined): Readonly<Record<string, string>> {
  const access = ['a', 'b'].map((name) => ({
    type: 'repository' as const,
    name,
    actions: ['pull' as const, 'push' as const],
  }));
  return { authorization: `Bearer ${tokens.issue(user, access)}` };
}

describe('the upload session of another user', () => {
  const strangers = [undefined, 'eve', 'null', 'Ada', 'ada ', ''];
  const cases = stores.flatMap((store) => [false, true].map((restarts) => [store, restarts] as const));
  it.each(cases)('cannot be used in a %s registry (after a restart: %s)', async (store, restarts) => {
    await using folder = await temporaryFolder();
    const registry = await openStore(store, folder.path);
    const options = { tokens, sessionKey: randomBytes(32) };
    const first = await listen(registry, options);
    const location = await beginUpload(first.url, 'a', as('ada'));
    await send(first.url, 'PATCH', location, { headers: as('ada'), body: 'secret' });
    if (restarts) await first.close();
    await using server = restarts ? await listen(registry, options) : first;
    for (const user of strangers) {
      for (const method of ['GET', 'HEAD', 'PATCH', 'PUT', 'DELETE']) {
        const path = `${location}?digest=${digestOf('secret')}`;
        const { status, code, headers } = await send(server.url, method, path, { headers: as(user), body: '' });
        expect([user, method, status, code]).toEqual([user, method, 404, 'BLOB_UPLOAD_UNKNOWN']);
        expect([headers.range, headers['upload-offset'], headers.location]).toEqual([undefined, undefined, undefined]);
      }
    }
    const state = await send(server.url, 'GET', location, { headers: as('ada') });
    expect([state.status, state.headers['upload-offset']]).toEqual([204, '6']);
    const put = await send(server.url, 'PUT', `${location}?digest=${digestOf('secret')}`, { headers: as('ada') });
    expect(put.status).toBe(201);
  });

  it('counts against the limit of its own user after a restart', async () => {
    const registry = new MemoryRegistry();
    const options = { tokens, sessionKey: randomBytes(32), maxUploadsPerClient: 1 };
    const first = await listen(registry, { ...options, maxUploadsPerClient: 2 });
    const [one, two] = [await beginUpload(first.url, 'a', as('ada')), await beginUpload(first.url, 'a', as('ada'))];
    await first.close();
    await using server = await listen(registry, options);
    expect((await send(server.url, 'GET', one, { headers: as('ada') })).status).toBe(204);
    expect((await send(server.url, 'GET', two, { headers: as('ada') })).code).toBe('TOOMANYREQUESTS');
  });

  it('cannot be forged from the parts of own sessions', async () => {
    const registry = new MemoryRegistry();
    const options = { tokens, sessionKey: randomBytes(32) };
    const first = await listen(registry, options);
    const theirs = await beginUpload(first.url, 'a', as('ada'));
    const own = await beginUpload(first.url, 'a', as('eve'));
    await first.close();
    await using server = await listen(registry, options);
    const partsOf = (location: string): readonly string[] => (location.split('/').at(-1) ?? '').split('.');
    const [key, state, signature] = partsOf(theirs);
    const [ownKey, ownState, ownSignature] = partsOf(own);
    const ids = [
      [ownKey, state, ownSignature],
      [key, state, ownSignature],
      [key, ownState, signature],
      [ownKey, state, signature],
      [key, state, ''],
      [key, state],
      [key],
    ];
    for (const id of ids) {
      const path = `/v2/a/blobs/uploads/${id.join('.')}`;
      expect((await send(server.url, 'GET', path, { headers: as('eve') })).code).toBe('BLOB_UPLOAD_UNKNOWN');
    }
    expect((await send(server.url, 'GET', own, { headers: as('eve') })).status).toBe(204);
  });
});

describe('the quota', () => {
  const quota = 100_000;

  async function totalSize(registry: TestRegistry): Promise<number> {
    let bytes = 0;
    for await (const { size } of registry.contents()) bytes += size;
    return bytes;
  }

  async function push(url: string, repository: string, body: Uint8Array): Promise<Reply> {
    const location = await beginUpload(url, repository);
    return send(url, 'PUT', `${location}?digest=${digestOf(body)}`, { body });
  }

  it.each(stores)('holds for parallel uploads in chunks in a %s registry', async (store) => {
    await using folder = await temporaryFolder();
    const registry = await openStore(store, folder.path, quota);
    await using server = await listen(registry);
    const bodies = Array.from({ length: 8 }, (_, index) => Buffer.from(noise(30_000, index)));
    const replies = await Promise.all(
      bodies.map(async (body, index) => {
        const location = await beginUpload(server.url, `r${index % 3}`);
        for (let from = 0; from < body.byteLength; from += 10_000) {
          const reply = await send(server.url, 'PATCH', location, { body: body.subarray(from, from + 10_000) });
          if (reply.status !== 202) return reply;
        }
        return send(server.url, 'PUT', `${location}?digest=${digestOf(body)}`);
      }),
    );
    for (const { status, code } of replies)
      expect([status, code]).toBeOneOf([
        [201, undefined],
        [413, 'QUOTA'],
      ]);
    expect(await totalSize(registry)).toBeLessThanOrEqual(quota);
  });

  it.each(stores)('counts open uploads and releases each only once in a %s registry', async (store) => {
    await using folder = await temporaryFolder();
    const registry = await openStore(store, folder.path, quota);
    await using server = await listen(registry);
    const body = Buffer.from(noise(40_000, 1));
    for (let round = 0; round < 4; round++) {
      const location = await beginUpload(server.url, 'a');
      await send(server.url, 'PATCH', location, { body });
      // Two cancellations at the same time, or a PUT with a wrong digest.
      if (round % 2 === 0)
        await Promise.all([send(server.url, 'DELETE', location), send(server.url, 'DELETE', location)]);
      else await send(server.url, 'PUT', `${location}?digest=${digestOf('wrong')}`);
    }
    // An open upload uses the quota until it ends.
    const open = await beginUpload(server.url, 'a');
    expect((await send(server.url, 'PATCH', open, { body })).status).toBe(202);
    const large = Buffer.from(noise(70_000, 2));
    expect((await push(server.url, 'a', large)).code).toBe('QUOTA');
    expect((await send(server.url, 'DELETE', open)).status).toBe(204);
    expect((await push(server.url, 'a', large)).status).toBe(201);
    expect((await push(server.url, 'b', body)).code).toBe('QUOTA');
    expect((await push(server.url, 'b', Buffer.from(noise(30_000, 3)))).status).toBe(201);
    expect((await push(server.url, 'b', Buffer.from('x'))).code).toBe('QUOTA');
  });

  it.each(stores)('holds for mounted and deleted blobs in a %s registry', async (store) => {
    await using folder = await temporaryFolder();
    const registry = await openStore(store, folder.path, quota);
    await using server = await listen(registry);
    const body = Buffer.from(noise(60_000, 1));
    const digest = digestOf(body);
    const other = Buffer.from(noise(60_000, 2));
    await push(server.url, 'a', body);
    for (let round = 0; round < 4; round++) {
      expect((await send(server.url, 'POST', `/v2/b/blobs/uploads/?mount=${digest}&from=a`)).status).toBe(201);
      expect((await send(server.url, 'DELETE', `/v2/b/blobs/${digest}`)).status).toBe(202);
      expect((await push(server.url, 'b', other)).code).toBe('QUOTA');
    }
    await send(server.url, 'POST', `/v2/b/blobs/uploads/?mount=${digest}&from=a`);
    // The blob of the other repository still uses the quota.
    await send(server.url, 'DELETE', `/v2/a/blobs/${digest}`);
    expect((await push(server.url, 'a', other)).code).toBe('QUOTA');
    await send(server.url, 'DELETE', `/v2/b/blobs/${digest}`);
    expect((await push(server.url, 'a', other)).status).toBe(201);
  });

  it('includes the uploads of an earlier process', async () => {
    await using folder = await temporaryFolder();
    const options = { sessionKey: randomBytes(32) };
    const first = await listen(await openStore('layout', folder.path, quota), options);
    const location = await beginUpload(first.url, 'a');
    const body = Buffer.from(noise(60_000, 1));
    await send(first.url, 'PATCH', location, { body });
    await first.close();
    await using second = await listen(await openStore('layout', folder.path, quota), options);
    expect((await push(second.url, 'a', Buffer.from(noise(50_000, 2)))).code).toBe('QUOTA');
    expect((await send(second.url, 'PATCH', location, { body: Buffer.from(noise(50_000, 3)) })).code).toBe('QUOTA');
    expect((await send(second.url, 'PUT', `${location}?digest=${digestOf(body)}`)).status).toBe(201);
    expect((await push(second.url, 'a', Buffer.from(noise(40_001, 4)))).code).toBe('QUOTA');
    expect((await push(second.url, 'a', Buffer.from(noise(40_000, 4)))).status).toBe(201);
  });
});

describe('a jump of the clock of the system', () => {
  const hour = 3_600_000;
  const cases = stores.flatMap((store) => [hour, -hour, 30 * hour].map((jump) => [store, jump] as const));

  function jumpBy(ms: number): void {
    const now = Date.now.bind(Date);
    vi.spyOn(Date, 'now').mockImplementation(() => now() + ms);
  }

  it.each(cases)('does not end an upload in a %s registry (%i ms)', async (store, jump) => {
    await using folder = await temporaryFolder();
    const options = { sessionKey: randomBytes(32) };
    const registry = await openStore(store, folder.path, 1000);
    const first = await listen(registry, options);
    const location = await beginUpload(first.url, 'a');
    await send(first.url, 'PATCH', location, { body: 'abc' });
    jumpBy(jump);
    expect((await send(first.url, 'GET', location)).headers['upload-offset']).toBe('3');
    expect((await send(first.url, 'PATCH', location, { body: 'def' })).status).toBe(202);
    await first.close();
    await using second = await listen(registry, options);
    expect((await send(second.url, 'PUT', `${location}?digest=${digestOf('abcdef')}`)).status).toBe(201);
  });

  it.each(cases)('does not keep an idle upload in a %s registry (%i ms)', async (store, jump) => {
    await using folder = await temporaryFolder();
    const registry = await openStore(store, folder.path, 1000);
    await using server = await listen(registry, { uploadIdleMs: 100 });
    const location = await beginUpload(server.url, 'a');
    await send(server.url, 'PATCH', location, { body: 'x'.repeat(1000) });
    jumpBy(jump);
    // The storage of the upload is free when it has ended.
    const stored = async (): Promise<number> =>
      (await send(server.url, 'POST', `/v2/b/blobs/uploads/?digest=${digestOf('y')}`, { body: 'y' })).status;
    await expect.poll(stored, { interval: 100 }).toBe(201);
    expect((await send(server.url, 'GET', location)).code).toBe('BLOB_UPLOAD_UNKNOWN');
  });
});
