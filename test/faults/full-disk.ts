import { open, type FileHandle } from 'node:fs/promises';
import { vi } from 'vitest';

/** Writes to files of this process that fail while `code` is set. */
export interface FailingWrites extends Disposable {
  /** The code of the error of each write. */
  code: string | undefined;
}

/** Simulates a full disk: files can be created and deleted, and every write fails. */
export async function failWrites(code: string | undefined): Promise<FailingWrites> {
  const state: { code: string | undefined } = { code };
  const handle = await open(import.meta.filename);
  const prototype = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const spies = (['write', 'writev', 'writeFile'] as const).map((method) => {
    const original = prototype[method] as (...args: readonly unknown[]) => Promise<never>;
    const failing = async function (this: FileHandle, ...args: readonly unknown[]): Promise<never> {
      if (state.code !== undefined) throw Object.assign(new Error('on purpose'), { code: state.code });
      return original.apply(this, [...args]);
    };
    return vi.spyOn(prototype, method).mockImplementation(failing);
  });
  return Object.assign(state, {
    [Symbol.dispose]: (): void => {
      for (const spy of spies) spy.mockRestore();
    },
  });
}
