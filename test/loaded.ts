import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { builtDirectory } from './built.ts';

const recorder = join(import.meta.dirname, 'loaded-record.cts');

/** The code that a program loaded. */
export interface Loaded {
  /** Packages with code in a loaded file. */
  readonly packages: string;
  /** Modules of `src/` with code in a loaded file. */
  readonly modules: string;
  /** Modules of Node that take a millisecond or more to load, also those that other modules of Node loaded. */
  readonly builtins: string;
  readonly stdout: string;
}

/** Modules of Node that take a millisecond or more to load. */
const costly: ReadonlySet<string> = new Set([
  'child_process',
  'crypto',
  'fs/promises',
  'http',
  'http2',
  'https',
  'internal/crypto/webcrypto',
  'internal/deps/undici/undici',
  'perf_hooks',
  'sqlite',
  'tls',
  'worker_threads',
]);

/**
 * Runs a program of `dist/`, and lists the loaded code. Comments in the chunks name the sources.
 *
 * @param env variables in addition to the ones that every program needs; it has an empty home directory
 */
export async function loadedBy(
  bundle: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Loaded> {
  const directory = await mkdtemp(join(tmpdir(), 'loaded-test-'));
  try {
    const [record, home] = [join(directory, 'record'), join(directory, 'home')];
    await mkdir(home);
    await writeFile(join(directory, 'outputs'), '');
    await writeFile(join(directory, 'state'), '');
    const { stdout } = await promisify(execFile)(process.execPath, [join(builtDirectory, `${bundle}.js`), ...args], {
      env: {
        PATH: process.env['PATH'],
        HOME: home,
        TMPDIR: directory,
        GITHUB_OUTPUT: join(directory, 'outputs'),
        GITHUB_STATE: join(directory, 'state'),
        NODE_OPTIONS: `--require=${recorder}`,
        LOADED_RECORD: record,
        ...env,
      },
    });
    const lines = (await readFile(record, 'utf8')).trim().split('\n');
    const files = lines.filter((line) => line.startsWith('file:')).map((url) => fileURLToPath(url));
    const sources = (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n');
    const named = (pattern: RegExp): string =>
      [...new Set([...sources.matchAll(pattern)].map((match) => match[1] ?? ''))].sort().join(' ');
    const builtins = lines.map((line) => line.replace(/^NativeModule /, '')).filter((name) => costly.has(name));
    return {
      packages: named(/^\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)/gm),
      modules: named(/^\/\/ src\/([^/]+)\//gm),
      builtins: [...new Set(builtins)].sort().join(' '),
      stdout,
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
