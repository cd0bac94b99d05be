import { describe, expect, it } from 'vitest';
import { MemoryStorage } from '../../src/files/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { isRepository, repository } from '../../src/registry/index.ts';

describe('isRepository', () => {
  it('returns true for a repository of a registry', () => {
    expect(isRepository(repository(new MemoryRegistry(), 'acme/bundle'))).toBe(true);
  });

  it('returns false for a storage, even with the methods of a repository', () => {
    const noop = (): void => undefined;
    const methods = { mount: noop, untag: noop, tags: noop, delete: noop, predecessors: noop };
    expect(isRepository(Object.assign(new MemoryStorage(1), methods))).toBe(false);
  });
});
