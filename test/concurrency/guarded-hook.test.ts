import { once } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import { guardedHook } from '../../src/concurrency/index.ts';

const warnings: string[] = [];
const record = ({ name, message }: Error): void => {
  if (name === 'OciArtifactWarning') warnings.push(message);
};

beforeEach(() => {
  warnings.length = 0;
  process.on('warning', record);
  return () => process.off('warning', record);
});

/** Waits until all earlier warnings were emitted. */
async function warned(): Promise<void> {
  const last = once(process, 'warning');
  process.emitWarning('last', { type: 'LastWarning' });
  await last;
}

describe('a hook that fails', () => {
  it.each<[string, (text: string) => unknown]>([
    [
      'an exception',
      (text) => {
        throw new Error(text);
      },
    ],
    ['a rejected promise', (text) => Promise.reject(new Error(text))],
    ['a rejected promise of an async function', async (text) => Promise.reject(new Error(text))],
  ])('with %s causes one warning, and no error', async (_, hook) => {
    const guarded = guardedHook('onEvent', hook);
    for (const text of ['first\u001b[31m', 'second', 'third']) expect(guarded?.(text)).toBeUndefined();
    await warned();
    expect(warnings).toEqual([String.raw`onEvent failed: first\u001b[31m; later failures of it are not reported`]);
  });
});

it('a hook gets all arguments of each call', () => {
  const calls: unknown[] = [];
  const guarded = guardedHook('onEvent', (...args: readonly number[]) => calls.push(args));
  guarded?.(1, 2);
  guarded?.(3);
  expect(calls).toEqual([[1, 2], [3]]);
  expect(guardedHook('onEvent', undefined)).toBeUndefined();
});
