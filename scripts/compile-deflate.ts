import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..');
/** Memory in pages of 64 KiB: the size of the encoder's tables, and the maximum for the caller. */
const [leastPages, mostPages] = [16, 256];
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

/** The SHA-256 of all that determines the code, and of the code itself, so that a change without a build is noticed. */
export async function deflateChecksum(code: string): Promise<string> {
  const directory = dirname(join(root, source));
  const compiler = await readFile(join(root, 'node_modules', 'assemblyscript', 'package.json'), 'utf8');
  const { version } = JSON.parse(compiler) as { readonly version: string };
  const hash = createHash('sha256').update(JSON.stringify([version, features, memory, code]));
  for (const name of (await readdir(directory)).sort())
    hash.update(JSON.stringify([name, await readFile(join(directory, name), 'utf8')]));
  return hash.digest('hex');
}

/** The text of src/archive/compress/deflate-code.ts. */
export async function compileDeflate(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'deflate-'));
  try {
    const wasm = join(directory, 'deflate.wasm');
    const compiler = join(root, 'node_modules', 'assemblyscript', 'bin', 'asc.js');
    await promisify(execFile)(process.execPath, [compiler, source, '--outFile', wasm, ...features, ...memory], {
      cwd: root,
    });
    const code = (await readFile(wasm)).toString('base64');
    return [
      '// Compiled from the files in deflate/ by "npm run build:deflate".',
      `// SHA-256 ${await deflateChecksum(code)}`,
      '',
      '/** WebAssembly, base64. */',
      `export const deflateCode = '${code}';`,
      '',
    ].join('\n');
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
