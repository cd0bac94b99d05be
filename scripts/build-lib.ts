// Builds the library into lib/: the JavaScript of its entry points in few files, which Node loads in a third of the
// time of one file per module. `tsc` writes the types, one file per module. Deletes the directory first.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { modulesWithoutEffects, workers } from './workers.ts';

const root = join(import.meta.dirname, '..');
const lib = join(root, 'lib');
rmSync(lib, { recursive: true, force: true });

const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly dependencies: object;
  readonly peerDependencies: object;
};
const names = readdirSync(join(root, 'src/library')).map((file) => file.replace(/\.ts$/, ''));
const bundle = await rolldown({
  input: {
    ...Object.fromEntries(names.map((name) => [`library/${name}`, join(root, `src/library/${name}.ts`)])),
    ...Object.fromEntries(Array.from(workers, ([name, source]) => [`chunks/${name}`, join(root, source)])),
  },
  cwd: root,
  platform: 'node',
  transform: { target: 'node22' },
  external: Object.keys({ ...peerDependencies, ...dependencies }),
  onLog(level, log, handler) {
    // The group "sif" below.
    if (log.code !== 'INEFFECTIVE_DYNAMIC_IMPORT') handler(level, log);
  },
  treeshake: { moduleSideEffects: [{ test: modulesWithoutEffects, sideEffects: false }] },
});
await bundle.write({
  dir: lib,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name].js',
  codeSplitting: {
    groups: [
      // Programs for browsers use only this part.
      { name: 'spec', test: /[\\/]src[\\/]spec[\\/]/ },
      // Loaded both at the start and later, in separate files, a bundler would not remove it from other programs.
      { name: 'sif', test: /[\\/]src[\\/]formats[\\/]sif(?:\.ts$|[\\/])/ },
      // The parts that the transport loads later import the group "http". If they imported its own chunk, a bundler
      // would keep them in each program.
      {
        name: 'http',
        test: /[\\/]src[\\/](?:concurrency|http[\\/](?!create-transport|fetch-transport|index|.*(?:connections|dispatch|engine)))/,
      },
      { name: 'transport', test: /[\\/]src[\\/]http[\\/]create-transport\.ts$/ },
    ],
  },
  minify: false,
  // The types have them.
  comments: { legal: false, jsdoc: false },
});
await bundle.close();

execFileSync(process.execPath, [join(root, 'node_modules/@typescript/native/bin/tsc'), '-p', 'tsconfig.lib.json'], {
  cwd: root,
  stdio: 'inherit',
});
