import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { removeTree } from '../../../src/fs/index.ts';
import { MemoryRegistry } from '../../../src/memory/index.ts';
import {
  restoreCache,
  saveCache,
  type RestoreCacheOptions,
  type RestoredCache,
} from '../../../src/operations/index.ts';
import { repository, type Registry, type Repository } from '../../../src/registry/index.ts';
import { listen } from '../../../src/server/index.ts';

/** A registry for caches, with its requests. */
export interface CacheRegistry extends AsyncDisposable {
  readonly host: string;
  readonly repository: Repository;
  /** `METHOD path` of each request, without those of the version check. */
  readonly requests: string[];
}

/** @param wrap of the registry that the jobs use */
export async function cacheRegistry(wrap = (inner: Registry): Registry => inner): Promise<CacheRegistry> {
  const registry = new MemoryRegistry();
  const requests: string[] = [];
  const server = await listen(wrap(registry), {
    onAccess: ({ method, path }) => {
      if (!path.endsWith('/v2/')) requests.push(`${method} ${path.replace('/v2/acme/app/cache/', '')}`);
    },
  });
  return {
    host: new URL(server.url).host,
    repository: repository(registry, 'acme/app/cache'),
    requests,
    [Symbol.asyncDispose]: () => server.close(),
  };
}

type Options = Partial<RestoreCacheOptions> & Pick<RestoreCacheOptions, 'key'>;

/** The directories of a job on a new runner. */
export class Job implements AsyncDisposable {
  readonly root: string;
  readonly #registry: CacheRegistry;
  readonly paths: readonly string[];
  readonly warnings: string[] = [];

  private constructor(root: string, registry: CacheRegistry, paths: readonly string[]) {
    this.root = root;
    this.#registry = registry;
    this.paths = paths;
  }

  static async create(registry: CacheRegistry, paths: readonly string[] = ['work']): Promise<Job> {
    const root = await mkdtemp(join(tmpdir(), 'cache-'));
    for (const name of ['workspace', 'home', 'temp']) await mkdir(join(root, name));
    return new Job(root, registry, paths);
  }

  path(name: string): string {
    return join(this.root, name);
  }

  /** Writes files: content, `-> target` for a link, or `755 content` for a mode. */
  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      const path = this.path(name);
      await mkdir(name.endsWith('/') ? path : dirname(path), { recursive: true });
      if (name.endsWith('/')) continue;
      const [, mode, content = text] = /^([0-7]{3}) (.*)$/s.exec(text) ?? [];
      if (text.startsWith('-> ')) await symlink(text.slice(3), path);
      else await writeFile(path, content);
      if (mode !== undefined) await chmod(path, Number.parseInt(mode, 8));
    }
  }

  async setTime(name: string, seconds: number): Promise<void> {
    await utimes(this.path(name), seconds, seconds);
  }

  restore(options: Options): Promise<RestoredCache | undefined> {
    return restoreCache({ ...this.#options(options), onWarning: (text) => this.warnings.push(text) });
  }

  save(options: Options): ReturnType<typeof saveCache> {
    return saveCache(this.#options(options));
  }

  #options(options: Options): RestoreCacheOptions {
    return {
      repository: { registry: this.#registry.host, repository: 'acme/app/cache' },
      paths: this.paths,
      workspace: this.path('workspace'),
      home: this.path('home'),
      temporary: this.path('temp'),
      connection: { plainHttp: true, attempts: 1, env: {} },
      signal: new AbortController().signal,
      ...options,
    };
  }

  /** The entries below a directory: `name/ 755`, `name -> target`, `name = content 644`. */
  async tree(directory = 'workspace'): Promise<readonly string[]> {
    const lines: string[] = [];
    for (const name of (await readdir(this.path(directory), { recursive: true })).sort()) {
      const path = join(this.path(directory), name);
      const state = await lstat(path);
      const mode = (state.mode & 0o777).toString(8);
      if (state.isSymbolicLink()) lines.push(`${name} -> ${await readlink(path)}`);
      else if (state.isDirectory()) lines.push(`${name}/ ${mode}`);
      else lines.push(`${name} = ${state.size < 100 ? await readFile(path, 'utf8') : state.size} ${mode}`);
    }
    return lines;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await removeTree(this.root);
  }
}
