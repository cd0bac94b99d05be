import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { configDefaults, defineConfig, type ViteUserConfig } from 'vitest/config';
import { memoryDirectory } from './test/memory-directory.ts';

// Tests mostly wait for servers, processes and timers, so there are more workers than processors.
export const maxWorkers: number = Math.max(3, availableParallelism());

/** Settings of the quick suite and of the suite that starts programs. */
export const shared: NonNullable<ViteUserConfig['test']> = {
  pool: 'forks',
  // Node imports the modules itself, without a transformation by Vite. No test uses `vi.mock`.
  experimental: { viteModuleRunner: false, nodeLoader: false },
  // Tests use real servers, files and processes. On a loaded machine each of thousands of calls waits for a processor.
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // By default, `expect.poll` waits for one second, which is too short on a loaded machine.
  expect: { poll: { timeout: 30_000 } },
  globalSetup: ['test/built.ts'],
};

const temporary = memoryDirectory();

/** Settings of the quick suite. */
const quick: NonNullable<ViteUserConfig['test']> = {
  ...shared,
  env: {
    // Each worker loads most of `src/`. With the code that other workers compiled, this takes half the processor time.
    NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/compile'),
    ...(temporary === undefined ? {} : { TMPDIR: temporary }),
  },
};

/** Tests that measure the memory of their process, which other tests must not share. */
const measured: readonly string[] = [
  'test/archive/{unpack/memory,walk/names}.test.ts',
  'test/client/{chunked-upload,content-encoding,large,manifests}.test.ts',
  'test/formats/sif/read-image.test.ts',
  'test/transfer/recursive.test.ts',
  'test/wrappers/pull-through-readers.test.ts',
];

const config: ViteUserConfig = defineConfig({
  test: {
    maxWorkers,
    projects: [
      {
        test: {
          ...quick,
          name: 'quick',
          // Files share the modules of a worker, which saves a third of the time. No test keeps state in a module.
          isolate: false,
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, 'test/interop/**', 'test/**/*.programs.test.ts', ...measured],
        },
      },
      { test: { ...quick, name: 'measured', include: [...measured] } },
    ],
  },
});

export default config;
