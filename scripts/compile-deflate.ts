import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');
/** 64 KiB each: what the encoder's own tables take, and the most that whoever runs it may give it. */
const [leastPages, mostPages] = [16, 256];

/** The text of src/archive/compress/deflate-code.ts. */
export async function compileDeflate(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'deflate-'));
  try {
    const wasm = join(directory, 'deflate.wasm');
    const compiler = join(root, 'node_modules', 'assemblyscript', 'bin', 'asc.js');
    const source = join('src', 'archive', 'compress', 'deflate', 'index.ts');
    const features = ['--enable', 'simd', '--enable', 'threads', '--runtime', 'stub', '-O3'];
    // The memory is always a new one, so that tables that begin as zeros need not be in the code.
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
    return `// Compiled from the files in deflate/ by "npm run build:deflate".\n\n/** WebAssembly, base64. */\nexport const deflateCode = '${code}';\n`;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
