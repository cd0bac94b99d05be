import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { compileDeflate } from '../../../scripts/compile-deflate.ts';

// The quick tests compare only a checksum, because the compiler takes seconds.
it('the code of deflate is what the compiler makes of its source', async () => {
  const code = await readFile(join(import.meta.dirname, '../../../src/archive/compress/deflate-code.ts'), 'utf8');
  expect(code).toBe(await compileDeflate());
});
