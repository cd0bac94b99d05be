import { hashSync } from 'bcryptjs';
import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { connectRegistry } from '../../src/connect/index.ts';
import { LayoutRegistry } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import { createTokenIssuer, listen } from '../../src/server/index.ts';
import { blobOf, expectBytes, expectCode, noise } from '../contract/content.ts';
import { TokenIssuer, type Answer } from '../faults/kit/index.ts';
import { temporaryFolder } from '../layout/fixture.ts';
import { pushKindNames, pushKinds } from './push-kinds.ts';
import { name, TestClient } from './test-client.ts';
import { UploadRegistry } from './upload-registry.ts';

const blob = blobOf(noise(300_000, 1));
const { digest, size } = blob.descriptor;

describe('a token that expires during an upload', () => {
  const lives = [{ lifeRequests: 1 }, { lifeRequests: 2 }, { lifeBytes: 100_000 }];
  const cases = pushKindNames.flatMap((kind) => lives.map((life) => [kind, life] as const));
  it.each(cases)('is renewed for a %s, with %j', async (kind, life) => {
    await using registry = await UploadRegistry.start();
    const issuer = new TokenIssuer(registry.server, life);
    const guard = (answer: Answer): Answer => issuer.guard(`repository:${name}:pull,push`, answer);
    registry.server
      .on(
        'POST *',
        guard(() => registry.open()),
      )
      .on(
        'GET /upload/*',
        guard((request) => registry.status(request)),
      )
      .on(
        'PATCH /upload/*',
        guard((request) => registry.patch(request)),
      )
      .on(
        'PUT /upload/*',
        guard((request) => registry.put(request)),
      );
    const options = { plainHttp: true, env: {}, homedir: '/', attempts: 1, chunkSize: 100_000 };
    await using connection = await connectRegistry(registry.server.origin.host, options);
    await pushKinds[kind](connection.registry, name, blob);
    expect(registry.blobs.get(digest)?.equals(blob.bytes)).toBe(true);
    expect(issuer.tokens.length).toBeGreaterThan(1);
  });

  it.each(pushKindNames)('is renewed for a %s after the clock of the server jumps', async (kind) => {
    for (const jump of [3_600_000, -3_600_000]) {
      const start = Date.now();
      let now = start;
      const htpasswd = `ada:${hashSync('secret', 4)}`;
      const tokens = createTokenIssuer({ service: 'r', htpasswd, now: () => now });
      const registry = new MemoryRegistry();
      await using server = await listen(registry, { tokens });
      await using connection = await connectRegistry(new URL(server.url).host, {
        plainHttp: true,
        env: {},
        homedir: '/',
        attempts: 1,
        chunkSize: 100_000,
        username: 'ada',
        password: 'secret',
      });
      await pushKinds[kind](connection.registry, name, blob, async (position) => {
        if (position === 150_000 && now === start) now += jump;
      });
      await expectBytes(registry.getBlob(name, digest), blob);
    }
  });
});

describe('a registry that is restarted during an upload', () => {
  type OpenRegistry = () => Promise<Registry>;
  const stores: Readonly<Record<'memory' | 'layout', (folder: string) => OpenRegistry>> = {
    memory: () => {
      const registry = new MemoryRegistry();
      return () => Promise.resolve(registry);
    },
    layout: (folder) => () => LayoutRegistry.open(folder, { sync: false }),
  };
  const cases = pushKindNames.flatMap((kind) =>
    (['memory', 'layout'] as const).flatMap((store) =>
      [true, false].flatMap((hasKey) =>
        [undefined, 100_000].map((chunkSize) => [kind, store, hasKey, chunkSize] as const),
      ),
    ),
  );
  it.each(cases)(
    'stores a %s in a %s (with session key: %s, chunk size: %s)',
    async (kind, store, hasKey, chunkSize) => {
      await using folder = await temporaryFolder();
      const open = stores[store](folder.path);
      const options = { sessionKey: hasKey ? randomBytes(32) : undefined, closeGraceMs: 0 };
      let server = await listen(await open(), options);
      const { port } = server;
      let state: 'running' | 'stopped' | 'restarted' = 'running';
      await using client = new TestClient(new URL(server.url), {
        chunkSize,
        sleep: async () => {
          if (state !== 'stopped') return;
          server = await listen(await open(), { ...options, port });
          state = 'restarted';
        },
      });
      const push = pushKinds[kind](client.registry, name, blob, async (position) => {
        if (position !== 250_000 || state !== 'running') return;
        state = 'stopped';
        await server.close();
      });
      try {
        // The client does not have the earlier chunks of a chunked upload any more, so it needs the session.
        if (kind === 'chunked upload' && !hasKey) await expectCode(push, 'BLOB_UPLOAD_UNKNOWN');
        else {
          expect((await push).digest).toBe(digest);
          await expectBytes((await open()).getBlob(name, digest), blob);
        }
        expect(state).toBe('restarted');
      } finally {
        await server.close();
      }
    },
  );
});

describe('concurrent uploads of the same blob', () => {
  it.each(['memory', 'layout'] as const)('all succeed in a %s', async (store) => {
    await using folder = await temporaryFolder();
    const registry =
      store === 'memory' ? new MemoryRegistry() : await LayoutRegistry.open(folder.path, { sync: false });
    await using server = await listen(registry);
    const pushes = Array.from({ length: 4 }, () => pushKindNames).flat();
    await Promise.all(
      pushes.map(async (kind) => {
        await using client = new TestClient(new URL(server.url));
        const pushed = await pushKinds[kind](client.registry, name, blob);
        expect([pushed.digest, pushed.size]).toEqual([digest, size]);
      }),
    );
    await expectBytes(registry.getBlob(name, digest), blob);
  });
});
