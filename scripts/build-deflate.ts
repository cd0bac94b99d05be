// Compiles src/archive/compress/deflate/ (AssemblyScript) to WebAssembly and writes it to
// src/archive/compress/deflate-code.ts.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileDeflate } from './compile-deflate.ts';

await writeFile(
  join(import.meta.dirname, '..', 'src', 'archive', 'compress', 'deflate-code.ts'),
  await compileDeflate(),
);
