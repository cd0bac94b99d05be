import { setImmediate as nextTick } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { once } from '../../src/streams/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import { digestOf, OciError } from '../../src/spec/index.ts';
import { select, type Access, type AccessKind, type AccessPolicy } from '../../src/wrappers/index.ts';
import { blobOf, expectBytes, expectCode, manifestOf, name, put, putImage } from '../contract/content.ts';
import { brokenRegistry, recordCalls } from './fake-registries.ts';

const { descriptor, bytes } = blobOf('content');
const manifest = manifestOf({ artifactType: 'a/b', config: descriptor, layers: [] });

/** Every method, with the access that it requires, in the order of the calls of the policy. */
const methods: readonly (readonly [keyof Registry, readonly AccessKind[], (registry: Registry) => Promise<unknown>])[] =
  [
    ['getBlob', ['read'], (registry) => registry.getBlob(name, descriptor.digest)],
    ['getBlobRange', ['read'], (registry) => registry.getBlobRange(name, descriptor.digest, 0, 1)],
    ['getManifest', ['read'], (registry) => registry.getManifest(name, manifest.descriptor.digest)],
    ['getTag', ['read'], (registry) => registry.getTag(name, 'v1')],
    ['resolveBlob', ['read'], (registry) => registry.resolveBlob(name, descriptor.digest)],
    ['resolveManifest', ['read'], (registry) => registry.resolveManifest(name, manifest.descriptor.digest)],
    ['resolveTag', ['read'], (registry) => registry.resolveTag(name, 'v1')],
    ['pushBlob', ['write'], (registry) => registry.pushBlob(name, descriptor, () => once(bytes))],
    ['pushBlobChunked', ['write'], (registry) => registry.pushBlobChunked(name)],
    [
      'pushBlobChunkedResume',
      ['write'],
      (registry) => registry.pushBlobChunkedResume(name, 'x').catch(passUnknownUpload),
    ],
    ['mountBlob', ['write', 'read'], (registry) => registry.mountBlob(name, name, descriptor.digest)],
    [
      'pushManifest',
      ['write'],
      (registry) => registry.pushManifest(name, manifest.bytes, manifest.mediaType, { tags: ['v1'] }),
    ],
    ['tags', ['list'], (registry) => Array.fromAsync(registry.tags(name))],
    ['referrers', ['list'], (registry) => Array.fromAsync(registry.referrers(name, descriptor.digest))],
    ['deleteTag', ['delete'], (registry) => registry.deleteTag(name, 'v1')],
    ['deleteManifest', ['delete'], (registry) => registry.deleteManifest(name, manifest.descriptor.digest)],
    ['deleteBlob', ['delete'], (registry) => registry.deleteBlob(name, descriptor.digest)],
  ];

function passUnknownUpload(error: unknown): void {
  if (!(error instanceof OciError) || error.code !== 'BLOB_UPLOAD_UNKNOWN') throw error;
}

async function registryWithImage(): Promise<MemoryRegistry> {
  const memory = new MemoryRegistry();
  await put(memory, name, { descriptor, bytes });
  await memory.pushManifest(name, manifest.bytes, manifest.mediaType, { tags: ['v1'] });
  return memory;
}

const onlyKinds =
  (...kinds: readonly AccessKind[]): AccessPolicy =>
  (access) =>
    kinds.includes(access.kind);

describe('select', () => {
  it('covers every method of a registry', () => {
    const known = new Set<string>([...methods.map(([method]) => method), 'repositories']);
    // The type check ensures that this registry has all methods.
    expect([...known].sort()).toEqual(Object.keys(brokenRegistry()).sort());
  });

  describe('access matrix (SV-12)', () => {
    for (const [method, kinds, call] of methods) {
      it(`requires only ${kinds.join(' and ')} for ${method} (SV-12)`, async () => {
        const checks: Access[] = [];
        const { registry, calls } = recordCalls(await registryWithImage());
        await call(
          select(registry, async (access) => {
            await nextTick();
            checks.push(access);
            return kinds.includes(access.kind);
          }),
        );
        expect(checks).toEqual(kinds.map((kind) => ({ repository: name, kind, method })));
        expect(calls).toEqual([method]);
      });

      for (const missing of kinds) {
        it(`does not forward ${method} without ${missing} (SV-12)`, async () => {
          const { registry, calls } = recordCalls(await registryWithImage());
          const others = (['read', 'write', 'delete', 'list'] as const).filter((kind) => kind !== missing);
          const code = missing === 'read' || missing === 'list' ? 'NAME_UNKNOWN' : 'DENIED';
          await expectCode(call(select(registry, onlyKinds(...others))), code);
          expect(calls).toEqual([]);
        });
      }
    }
  });

  it('requires read on the source and write on the target of a mount (SV-12)', async () => {
    const rights: Readonly<Record<string, readonly AccessKind[]>> = {
      'a/read': ['read'],
      'a/write': ['write'],
      'a/both': ['read', 'write'],
      'a/none': [],
    };
    const policy: AccessPolicy = ({ repository, kind }) => rights[repository]?.includes(kind) ?? false;
    for (const [from, canRead] of Object.entries(rights)) {
      for (const [to, canWrite] of Object.entries(rights)) {
        const memory = new MemoryRegistry();
        for (const repository of Object.keys(rights)) await put(memory, repository, blobOf(`in ${repository}`));
        const secret = await put(memory, from, blobOf(`only in ${from}`));
        const mount = select(memory, policy).mountBlob(from, to, secret.descriptor.digest);
        if (canRead.includes('read') && canWrite.includes('write')) {
          expect((await mount).digest).toBe(secret.descriptor.digest);
        } else {
          await expectCode(mount, canWrite.includes('write') ? 'NAME_UNKNOWN' : 'DENIED');
          if (from !== to) await expectCode(memory.resolveBlob(to, secret.descriptor.digest), 'BLOB_UNKNOWN');
        }
      }
    }
  });

  it('returns the same error for denied content that exists and that does not exist (SV-12)', async () => {
    const memory = await registryWithImage();
    const view = select(memory, ({ repository }) => repository === 'acme/public');
    const seen = async (repository: string): Promise<unknown> => {
      const failures: unknown[] = [];
      for (const [, , call] of methods) {
        // The same call for another repository, through a view with another name.
        const renamed = new Proxy(view, {
          get:
            (target, key) =>
            (...parameters: readonly unknown[]): unknown =>
              Reflect.apply(
                Reflect.get(target, key) as (...all: readonly unknown[]) => unknown,
                target,
                parameters.map((value) => (value === name ? repository : value)),
              ),
        });
        const { code, status, detail, message } = await expectCode(call(renamed), 'NAME_UNKNOWN', 'DENIED');
        failures.push([
          code,
          status,
          JSON.stringify(detail)?.replaceAll(repository, 'X'),
          message.replaceAll(repository, 'X'),
        ]);
      }
      return failures;
    };
    expect(await seen(name)).toEqual(await seen('acme/nothing'));
    // The error is the same as for a repository that does not exist but is accessible.
    const unknown = await expectCode(select(memory, () => true).resolveTag('acme/public', 'v1'), 'NAME_UNKNOWN');
    const hidden = await expectCode(view.resolveTag(name, 'v1'), 'NAME_UNKNOWN');
    expect(hidden.message.replace(name, 'X')).toBe(unknown.message.replace('acme/public', 'X'));
  });

  it('lists the repositories that the policy grants, up to the limit', async () => {
    const memory = new MemoryRegistry();
    for (const repository of ['a', 'b', 'c', 'd', 'e', 'f']) await putImage(memory, repository, repository);
    const view = select(memory, async ({ repository, kind, method }) => {
      expect([kind, method]).toEqual(['list', 'repositories']);
      await nextTick();
      return ['b', 'd', 'f'].includes(repository);
    });
    expect(await Array.fromAsync(view.repositories())).toEqual(['b', 'd', 'f']);
    expect(await Array.fromAsync(view.repositories({ limit: 2 }))).toEqual(['b', 'd']);
    expect(await Array.fromAsync(view.repositories({ limit: 2, startAfter: 'b' }))).toEqual(['d', 'f']);
    expect(await Array.fromAsync(view.repositories({ limit: 0 }))).toEqual([]);
  });

  it('denies access when the policy throws, hangs or returns a value other than true (SV-12)', async () => {
    const { registry, calls } = recordCalls(await registryWithImage());
    const refused = new OciError('UNAUTHORIZED', 'log in first');
    const throwing = select(registry, () => {
      throw refused;
    });
    for (const [, , call] of methods) await expect(call(throwing)).rejects.toBe(refused);
    await expect(Array.fromAsync(throwing.repositories())).rejects.toBe(refused);
    for (const result of [1, 'true', {}, undefined, null]) {
      await expectCode(select(registry, (() => result) as unknown as AccessPolicy).getTag(name, 'v1'), 'NAME_UNKNOWN');
    }
    const hanging = select(registry, () => new Promise(() => undefined));
    await expectCode(hanging.getTag(name, 'v1', { signal: AbortSignal.timeout(20) }), 'TIMEOUT');
    expect(calls.filter((call) => call !== 'repositories')).toEqual([]);
  });

  it('calls the policy only with valid names (SV-01)', async () => {
    const checks: string[] = [];
    const view = select(new MemoryRegistry(), ({ repository }) => {
      checks.push(repository);
      return true;
    });
    for (const bad of ['acme/../secret', 'ACME', 'acme//x', '', 'acme%2fx']) {
      await expectCode(view.getBlob(bad, digestOf('x')), 'NAME_INVALID');
      await expectCode(view.mountBlob(bad, name, digestOf('x')), 'NAME_INVALID');
    }
    expect(checks.filter((repository) => repository !== name)).toEqual([]);
  });

  it("pushes the original bytes when the caller's buffer changes while the policy is pending", async () => {
    const memory = await registryWithImage();
    const buffer = Uint8Array.from(manifest.bytes);
    const pushed = select(memory, () => nextTick(true)).pushManifest(name, buffer, manifest.mediaType, {
      tags: ['v2'],
    });
    buffer.fill(0);
    expect((await pushed).digest).toBe(manifest.descriptor.digest);
    await expectBytes(memory.getTag(name, 'v2'), manifest);
  });
});
