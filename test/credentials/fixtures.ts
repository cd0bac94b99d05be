import { linkSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** A temporary directory for one test, removed at its end: `await using folder = await Folder.make()`. */
export class Folder implements AsyncDisposable {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(): Promise<Folder> {
    return new Folder(await mkdtemp(join(tmpdir(), 'credentials-')));
  }

  join(...parts: readonly string[]): string {
    return join(this.path, ...parts);
  }

  /** Writes a file in the directory, objects as JSON. */
  async write(path: string, content: unknown): Promise<string> {
    const file = this.join(path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(
      file,
      typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
    );
    return file;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}

const windows = process.platform === 'win32';

export interface Helper {
  /** PATH with the helper's directory, and the variables that it needs to run. */
  readonly env: Readonly<Record<string, string>>;
  /** The server addresses of its runs, in order. */
  servers(): Promise<string[]>;
  /** Process ids of its runs. */
  pids(): Promise<number[]>;
}

/**
 * Creates a credential helper program `docker-credential-<suffix>` in `folder`. `answer` is the body of an async
 * function in Node with the variable `server`, the text from standard input. With `ignoreInput` the program does not
 * read its input, and `server` is undefined.
 */
export async function makeHelper(folder: Folder, suffix: string, answer: string, ignoreInput = false): Promise<Helper> {
  const directory = folder.join(`bin-${suffix}`);
  await mkdir(directory, { recursive: true });
  const log = folder.join(`${suffix}.log`);
  const input = ignoreInput ? 'undefined' : "require('node:fs').readFileSync(0, 'utf8')";
  const body = `const server = ${input};
require('node:fs').appendFileSync(${JSON.stringify(log)}, process.pid + ' ' + server + '\\n');
(async () => { ${answer} })();`;
  const base = { PATH: directory };
  if (windows) {
    // A batch file would need a shell, so the helper is a copy of Node with a preloaded script.
    const preload = await folder.write(
      `${suffix}.cjs`,
      `if (process.execPath.includes('docker-credential-')) {\n${body}\n}`,
    );
    linkSync(process.execPath, join(directory, `docker-credential-${suffix}.exe`));
    return helper(log, {
      ...base,
      NODE_OPTIONS: `--require ${JSON.stringify(preload)}`,
      SystemRoot: process.env['SystemRoot'] ?? '',
    });
  }
  const program = join(directory, `docker-credential-${suffix}`);
  await writeFile(program, `#!${process.execPath}\n${body}\n`);
  await chmod(program, 0o755);
  return helper(log, base);
}

function helper(log: string, env: Readonly<Record<string, string>>): Helper {
  const lines = async (): Promise<string[][]> => {
    try {
      return (await readFile(log, 'utf8'))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => line.split(' '));
    } catch {
      return [];
    }
  };
  return {
    env,
    servers: async () => (await lines()).map(([, server]) => server ?? ''),
    pids: async () => (await lines()).map(([pid]) => Number(pid)),
  };
}

/** Several helpers on one PATH. */
export function joinEnv(...helpers: readonly Helper[]): Record<string, string> {
  return {
    ...Object.assign({}, ...helpers.map((one) => one.env)),
    PATH: helpers.map((one) => one.env['PATH']).join(delimiter),
  };
}

/** The body of a helper that answers with this credential. */
export function answersWith(username: string, secret: string): string {
  const output = JSON.stringify({ ServerURL: '', Username: username, Secret: secret });
  return `process.stdout.write(${JSON.stringify(output)});`;
}

/** Whether the process runs. A zombie does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

export function basic(username: string, password: string): string {
  return Buffer.from(`${username}:${password}`).toString('base64');
}

/** Returns the error that a call throws. */
export async function thrown(work: Promise<unknown> | (() => unknown)): Promise<unknown> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    return error;
  }
  throw new Error('the call did not throw');
}
