// Compiles src/archive/deflate/, which is written in AssemblyScript, to WebAssembly and puts that into src/archive/deflate-code.ts.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compileDeflate } from './compile-deflate.ts';

await writeFile(join(import.meta.dirname, '..', 'src', 'archive', 'deflate-code.ts'), await compileDeflate());
