import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as core from '@actions/core';
import { describe, expect, it } from 'vitest';
import { withErrorsAsWarnings } from '../../src/action/cached-directory.ts';
import { cacheKeyPrefix, saveStorage, verifyRestored } from '../../src/action/serve-cache.ts';
import { fingerprintOf } from '../../src/action/storage-files.ts';
import { LayoutRegistry } from '../../src/layout/index.ts';
import { digestHex } from '../../src/spec/index.ts';
import { blobOf, expectBytes, expectCode, put, putImage } from '../contract/content.ts';

interface Storage extends AsyncDisposable {
  readonly path: string;
}

async function temporaryStorage(): Promise<Storage> {
  const base = await mkdtemp(join(tmpdir(), 'serve-cache-'));
  const path = join(base, 'store');
  await mkdir(path);
  return { path, [Symbol.asyncDispose]: () => rm(base, { recursive: true, force: true }) };
}

interface Told {
  readonly lines: string[];
  readonly warnings: string[];
  readonly line: (text: string) => void;
  readonly warning: (text: string) => void;
}

function listener(): Told {
  const [lines, warnings]: [string[], string[]] = [[], []];
  return { lines, warnings, line: (text) => lines.push(text), warning: (text) => warnings.push(text) };
}

it('a storage is saved without the key that signs its uploads', async () => {
  await using storage = await temporaryStorage();
  await put(await LayoutRegistry.open(storage.path), 'acme/one', blobOf('x'));
  await writeFile(join(storage.path, '.session-key'), 'secret');
  const cached = { storage: storage.path, layout: 'per-repository', cacheKey: 'mine', workspace: undefined } as const;
  await saveStorage(cached, '', listener());
  const names = await readdir(storage.path);
  expect(names).toContain('acme');
  expect(names).not.toContain('.session-key');
});

describe('the key of a storage', () => {
  it('depends only on the content', async () => {
    await using one = await temporaryStorage();
    await using two = await temporaryStorage();
    const fill = async (storage: Storage): Promise<LayoutRegistry> => {
      const registry = await LayoutRegistry.open(storage.path);
      await putImage(registry, 'acme/one', 'one', ['v1']);
      return registry;
    };
    const registry = await fill(one);
    await fill(two);
    const before = await fingerprintOf(one.path);
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(await fingerprintOf(two.path)).toBe(before);
    await utimes(join(two.path, 'acme/one/index.json'), 1, 1);
    await mkdir(join(two.path, 'acme/one/.staging'), { recursive: true });
    await writeFile(join(two.path, 'acme/one/.staging/left'), 'over');
    expect(await fingerprintOf(two.path)).toBe(before);

    const changes: (() => Promise<unknown>)[] = [
      () => putImage(registry, 'acme/one', 'one', ['v2']),
      () => putImage(registry, 'acme/two', 'one', ['v1']),
      () => put(registry, 'acme/one', blobOf('more')),
      () => registry.deleteTag('acme/one', 'v2'),
      () => putImage(registry, 'acme/one', 'two', ['v3']),
      // Two tags are exchanged, so that every file keeps its size.
      () => putImage(registry, 'acme/one', 'two', ['v1']),
      () => putImage(registry, 'acme/one', 'one', ['v3']),
    ];
    const seen = new Set([before]);
    for (const change of changes) {
      await change();
      seen.add(await fingerprintOf(one.path));
    }
    expect(seen.size).toBe(1 + changes.length);
  });

  it('begins with the chosen prefix, so that no other storage is restored', () => {
    expect(cacheKeyPrefix({ cacheKey: 'mine', layout: 'shared' })).toBe('mine-shared-sha256-');
    const other = `${cacheKeyPrefix({ cacheKey: 'mine-too', layout: 'shared' })}${'a'.repeat(64)}`;
    expect(other.startsWith(cacheKeyPrefix({ cacheKey: 'mine', layout: 'shared' }))).toBe(false);
  });
});

describe('a restored storage', () => {
  it.each(['per-repository', 'shared'] as const)(
    'is hashed, and damaged blobs are removed (GA-08, %s)',
    async (layout) => {
      await using storage = await temporaryStorage();
      const writer = await LayoutRegistry.open(storage.path, { mode: layout });
      const good = await putImage(writer, 'acme/good', 'good', ['v1']);
      const bad = await putImage(writer, 'acme/bad', 'bad', ['v1']);
      const kept = await putImage(writer, 'acme/bad', 'kept', ['v2']);
      const root = (repository: string): string =>
        join(storage.path, layout === 'shared' ? '' : repository, 'blobs/sha256');
      await writeFile(join(root('acme/good'), digestHex(good.layer.descriptor.digest)), 'poison');
      await writeFile(
        join(root('acme/bad'), digestHex(bad.manifest.descriptor.digest)),
        bad.manifest.bytes.toReversed(),
      );
      const log = listener();
      await verifyRestored({ storage: storage.path, layout }, 'key', log);
      expect(log.warnings).toEqual([expect.stringMatching(/^removed 2 damaged blobs that came from the cache$/)]);
      expect(log.lines).toEqual([expect.stringContaining('from key; each blob was hashed')]);
      const registry = await LayoutRegistry.open(storage.path, { mode: layout });
      await expectBytes(registry.getTag('acme/good', 'v1'), good.manifest);
      await expectCode(registry.getBlob('acme/good', good.layer.descriptor.digest), 'BLOB_UNKNOWN');
      expect(await Array.fromAsync(registry.tags('acme/bad'))).toEqual(['v2']);
      await expectBytes(registry.getTag('acme/bad', 'v2'), kept.manifest);
      // A push of the content repairs the repository.
      await put(registry, 'acme/good', good.layer);
      await expectBytes(registry.getBlob('acme/good', good.layer.descriptor.digest), good.layer);
    },
  );

  it('is reported when it is intact', async () => {
    await using storage = await temporaryStorage();
    await putImage(await LayoutRegistry.open(storage.path), 'acme/one', 'one', ['v1']);
    const log = listener();
    await verifyRestored({ storage: storage.path, layout: 'per-repository' }, 'key', log);
    expect(log.warnings).toEqual([]);
    expect(log.lines).toEqual([expect.stringMatching(/^restored \d blobs, .* from key/)]);
  });

  // Windows needs a privilege to create links.
  it.runIf(process.platform !== 'win32')('is refused when it has links (GA-08)', async () => {
    await using storage = await temporaryStorage();
    await using elsewhere = await temporaryStorage();
    await putImage(await LayoutRegistry.open(join(elsewhere.path)), 'acme/secret', 'secret', ['v1']);
    await mkdir(join(storage.path, 'acme'));
    await symlink(join(elsewhere.path, 'acme/secret'), join(storage.path, 'acme/one'));
    await expectCode(
      verifyRestored({ storage: storage.path, layout: 'per-repository' }, 'key', listener()),
      'FILE_SYSTEM',
    );
    expect(await readdir(join(elsewhere.path, 'acme/secret/blobs/sha256'))).toHaveLength(3);
  });
});

describe('messages of the cache client', () => {
  /** Runs `work`. @returns the lines that it writes to stdout */
  async function linesOf(work: () => Promise<void>): Promise<readonly string[]> {
    const { stdout } = process;
    const write = Reflect.get(stdout, 'write');
    let text = '';
    stdout.write = (chunk: string | Uint8Array): boolean => {
      text += String(chunk);
      return true;
    };
    try {
      await work();
    } finally {
      stdout.write = write;
    }
    return text.trimEnd().split(/\r?\n/);
  }

  it('turns errors into warnings, and changes no other lines', async () => {
    const lines = await linesOf(async () => {
      await withErrorsAsWarnings(async () => {
        core.error('Failed to restore: 503');
        core.info('an ::error:: inside a line');
      });
      await expect(withErrorsAsWarnings(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
      core.error('after');
    });
    expect(lines).toEqual(['::warning::Failed to restore: 503', 'an ::error:: inside a line', '::error::after']);
  });

  it('leaves the errors of other work unchanged while the client runs, also after a cancellation', async () => {
    const lines = await linesOf(async () => {
      const hanging = Promise.withResolvers<void>();
      const restoring = withErrorsAsWarnings(async () => {
        await hanging.promise;
        core.error('restore');
      });
      core.error('the job fails');
      hanging.resolve();
      await restoring;
    });
    expect(lines).toEqual(['::error::the job fails', '::warning::restore']);
  });

  it('keeps the filter of one client when another client ends first', async () => {
    const lines = await linesOf(async () => {
      const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const one = withErrorsAsWarnings(() => first.promise);
      const two = withErrorsAsWarnings(async () => {
        await second.promise;
        core.error('two');
      });
      first.resolve();
      await one;
      second.resolve();
      await two;
      core.error('after');
    });
    expect(lines).toEqual(['::warning::two', '::error::after']);
  });
});
