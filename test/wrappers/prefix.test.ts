import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { compareBytes } from '../../src/spec/index.ts';
import { prefix } from '../../src/wrappers/index.ts';
import { blobOf, expectBytes, expectCode, put, putImage } from '../contract/content.ts';
import { recordCalls } from './fake-registries.ts';

describe('prefix', () => {
  it('removes the prefix from the names of repositories', async () => {
    const memory = new MemoryRegistry();
    const { manifest } = await putImage(memory, 'team/app/web', 'one', ['v1']);
    await expectBytes(prefix(memory, 'team/app').getTag('web', 'v1'), manifest);
    await expectBytes(prefix(prefix(memory, 'team'), 'app').getTag('web', 'v1'), manifest);
    await expectBytes(prefix(memory, 'team').getTag('app/web', 'v1'), manifest);
  });

  it('restricts names and mounts to the prefix (SV-12)', async () => {
    const memory = new MemoryRegistry();
    const secret = await put(memory, 'secret', blobOf('not of this team'));
    await put(memory, 'team/own', blobOf('own'));
    const { registry, calls } = recordCalls(memory);
    const view = prefix(registry, 'team');
    for (const bad of ['../secret', '/secret', '..', '', 'own/../../secret', 'own//x', './own', '/', 'own/']) {
      await expectCode(view.getBlob(bad, secret.descriptor.digest), 'NAME_INVALID');
      await expectCode(view.mountBlob(bad, 'own', secret.descriptor.digest), 'NAME_INVALID');
      await expectCode(view.mountBlob('own', bad, secret.descriptor.digest), 'NAME_INVALID');
      await expectCode(Array.fromAsync(view.tags(bad)), 'NAME_INVALID');
    }
    expect(calls).toEqual([]);
    await expectCode(view.getBlob('secret', secret.descriptor.digest), 'NAME_UNKNOWN');
    await expectCode(view.mountBlob('secret', 'own', secret.descriptor.digest), 'NAME_UNKNOWN');
  });

  it('rejects an invalid prefix, and names that are too long with the prefix', async () => {
    for (const bad of ['', '/', 'team/', '/team', 'Team', '..', 'a//b'])
      expect(() => prefix(new MemoryRegistry(), bad)).toThrow(expect.objectContaining({ code: 'NAME_INVALID' }));
    const long = 'x'.repeat(252);
    const view = prefix(new MemoryRegistry(), 'team');
    await expectCode(view.resolveTag(long, 'v1'), 'NAME_INVALID');
    await expectCode(prefix(new MemoryRegistry(), 'te').resolveTag(long, 'v1'), 'NAME_UNKNOWN');
  });

  it('counts only visible repositories toward the limit', async () => {
    const memory = new MemoryRegistry();
    for (const name of ['team', 'team-b/x', 'team.c/y', 'team/a', 'team/b', 'team/c', 'team0'])
      await put(memory, name, blobOf('x'));
    expect(await Array.fromAsync(prefix(memory, 'team').repositories({ limit: 2 }))).toEqual(['a', 'b']);
    expect(await Array.fromAsync(prefix(memory, 'team').repositories({ limit: 2, startAfter: 'b' }))).toEqual(['c']);
  });

  it('lists exactly the names below the prefix in byte order', async () => {
    const element = fc.stringMatching(/^[a-c0](?:[-._]?[a-c0]){0,2}$/);
    const names = fc.uniqueArray(
      fc.array(element, { minLength: 1, maxLength: 3 }).map((elements) => elements.join('/')),
      { maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(
        names,
        element,
        fc.option(element, { nil: undefined }),
        fc.option(fc.nat(5), { nil: undefined }),
        async (all, below, startAfter, limit) => {
          const memory = new MemoryRegistry();
          for (const name of all) await put(memory, name, blobOf('x'));
          const expected = all
            .filter((name) => name.startsWith(`${below}/`))
            .map((name) => name.slice(below.length + 1))
            .filter((name) => startAfter === undefined || compareBytes(name, startAfter) > 0)
            .sort(compareBytes);
          expect(await Array.fromAsync(prefix(memory, below).repositories({ startAfter, limit }))).toEqual(
            expected.slice(0, limit),
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});
