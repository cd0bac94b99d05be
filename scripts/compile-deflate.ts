import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');
/** Memory in pages of 64 KiB: the size of the encoder's tables, and the maximum for the caller. */
const [leastPages, mostPages] = [16, 256];

/** The text of src/archive/compress/deflate-code.ts. */
export async function compileDeflate(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'deflate-'));
  try {
    const wasm = join(directory, 'deflate.wasm');
    const compiler = join(root, 'node_modules', 'assemblyscript', 'bin', 'asc.js');
    const source = join('src', 'archive', 'compress', 'deflate', 'index.ts');
    const features = ['--enable', 'simd', '--enable', 'threads', '--runtime', 'stub', '-O3'];
    // Memory is always new and therefore zero, so the code need not contain tables of zeros.
    const memory = [
      '--importMemory',
      '--sharedMemory',
      '--zeroFilledMemory',
      '--initialMemory',
      String(leastPages),
      '--maximumMemory',
      String(mostPages),
    ];
    await promisify(execFile)(process.execPath, [compiler, source, '--outFile', wasm, ...features, ...memory], {
      cwd: root,
    });
    const code = (await readFile(wasm)).toString('base64');
    return [
      '// Compiled from the files in deflate/ by "npm run build:deflate".',
      '',
      '/** WebAssembly, base64. */',
      `export const deflateCode = '${code}';`,
      '',
    ].join('\n');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
