import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { expect, it } from 'vitest';

const library = join(import.meta.dirname, '../../src/library');

/**
 * The size in bytes of a program after a bundler has removed what the program does not use, as `"sideEffects": false`
 * allows.
 */
async function bundledSize(program: string): Promise<number> {
  await using bundle = await rolldown({
    input: 'program',
    platform: 'node',
    treeshake: { moduleSideEffects: [{ test: /[\\/]src[\\/]/, sideEffects: false }] },
    plugins: [
      {
        name: 'program',
        resolveId: (id) => (id === 'program' ? 'virtual:program' : undefined),
        load: (id) => (id === 'virtual:program' ? program : undefined),
      },
    ],
  });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  return output.reduce((sum, chunk) => sum + (chunk.type === 'chunk' ? Buffer.byteLength(chunk.code) : 0), 0);
}

it('a program that only parses references bundles to a few kilobytes', async () => {
  const size = await bundledSize(
    `import { parseReference } from '${join(library, 'index.ts').replaceAll('\\', '/')}';
    console.log(parseReference(process.argv[2]));`,
  );
  expect(size).toBeLessThan(6000);
});
