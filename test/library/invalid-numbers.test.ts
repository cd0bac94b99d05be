import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copy as copyTarget, tagN } from '../../src/library/oras.ts';
import { MemoryRegistry, repository } from '../../src/library/registry.ts';
import { isOciError } from '../../src/spec/index.ts';
import { functions } from './numeric-options.ts';

const target = repository(new MemoryRegistry(), 'target');

async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe.each(Object.entries(functions))('%s', (_name, [names, call]) => {
  it.each(names)('rejects invalid values of %s', async (name) => {
    const negative = fc.oneof(fc.integer({ max: -1 }), fc.double({ max: -1e-9, noNaN: true }));
    const values = fc.oneof(fc.constantFrom<unknown>(Number.NaN, -Infinity, '5', true), negative);
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        const error = await failureOf(() => call({ [name]: value }));
        expect(isOciError(error, 'INPUT_INVALID') && error.message).toContain(name);
      }),
      { numRuns: 10 },
    );
  });
});

describe('limits of oras-go', () => {
  it.each(['concurrency', 'maxMetadataBytes'])(
    'reject only NaN for %s, because zero and less mean the default',
    async (name) => {
      const error = await failureOf(() => copyTarget(target, 'v1', target, '', { [name]: Number.NaN }));
      expect(error).toMatchObject({ code: 'INPUT_INVALID' });
      const missing = await failureOf(() => copyTarget(target, 'v1', target, '', { [name]: -5 }));
      expect(isOciError(missing, 'INPUT_INVALID')).toBe(false);
    },
  );

  it('reject NaN in tagN', async () => {
    const error = await failureOf(() => tagN(target, 'v1', ['a', 'b'], { maxMetadataBytes: Number.NaN }));
    expect(isOciError(error)).toBe(true);
  });
});
