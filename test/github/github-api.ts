import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MemoryRegistry } from '../../src/memory/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import { OciError, type Descriptor, type Digest } from '../../src/spec/index.ts';

interface Version {
  readonly id: number;
  readonly digest: Digest;
  readonly createdAt: string;
  updatedAt: string;
}

/** A container registry like GitHub's: it deletes nothing, and each manifest is a version of a package. */
export class GitHubRegistry extends MemoryRegistry {
  readonly versions: Map<string, Version[]> = new Map();
  /** The date of the next push. */
  date = '2026-01-01T00:00:00Z';
  #id = 1000;

  override async pushManifest(...args: Parameters<Registry['pushManifest']>): Promise<Descriptor> {
    const descriptor = await super.pushManifest(...args);
    const list = this.versions.get(args[0]) ?? [];
    const known = list.find(({ digest }) => digest === descriptor.digest);
    if (known !== undefined) known.updatedAt = this.date;
    else list.unshift({ id: this.#id++, digest: descriptor.digest, createdAt: this.date, updatedAt: this.date });
    this.versions.set(args[0], list);
    return descriptor;
  }

  override deleteManifest(): Promise<void> {
    return Promise.reject(new OciError('UNSUPPORTED', 'The operation is unsupported.'));
  }

  override deleteTag(): Promise<void> {
    return Promise.reject(new OciError('UNSUPPORTED', 'The operation is unsupported.'));
  }

  async tagsOf(repository: string, digest: Digest): Promise<readonly string[]> {
    const tags: string[] = [];
    for await (const tag of this.tags(repository))
      if ((await this.resolveTag(repository, tag)).digest === digest) tags.push(tag);
    return tags;
  }

  async deleteVersion(repository: string, { digest }: Version): Promise<void> {
    await super.deleteManifest(repository, digest);
    const list = this.versions.get(repository) ?? [];
    this.versions.set(
      repository,
      list.filter((version) => version.digest !== digest),
    );
  }
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface GitHubApiOptions {
  /** @default Organization */
  readonly ownerType?: 'Organization' | 'User';
  /** Path before the routes, as on a GitHub Enterprise server. */
  readonly prefix?: string;
  /** Versions in a page. @default 100 */
  readonly pageSize?: number;
  /** Answers a request in place of the API. */
  readonly script?: (method: string, path: string, count: number) => Answer | undefined;
}

const documentation = 'https://docs.github.com/rest/packages';
const notFound: Answer = { status: 404, body: { message: 'Package not found.', documentation_url: documentation } };

/** GitHub's packages API with its documented answers. */
export class GitHubApi implements AsyncDisposable {
  readonly requests: string[] = [];
  readonly url: URL;
  readonly token = 'ghp_canary_token_of_the_packages_api_0123';
  readonly #registry: GitHubRegistry;
  readonly #options: GitHubApiOptions;
  readonly #close: () => Promise<void>;

  private constructor(registry: GitHubRegistry, options: GitHubApiOptions, url: URL, close: () => Promise<void>) {
    this.#registry = registry;
    this.#options = options;
    this.url = url;
    this.#close = close;
  }

  static async start(registry: GitHubRegistry, options: GitHubApiOptions = {}): Promise<GitHubApi> {
    let api: GitHubApi | undefined;
    const server = createServer((request, response) => void api?.handle(request, response));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const close = (): Promise<void> =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
    api = new GitHubApi(registry, options, new URL(`http://127.0.0.1:${port}${options.prefix ?? ''}`), close);
    return api;
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? '';
    const url = new URL(request.url ?? '', this.url);
    this.requests.push(`${method} ${url.pathname}${url.search}`);
    const scripted = this.#options.script?.(method, url.pathname, this.requests.length);
    const { status, body, headers } = scripted ?? (await this.#answer(method, url, request));
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(body === undefined ? undefined : JSON.stringify(body));
  }

  async #answer(method: string, url: URL, { headers }: IncomingMessage): Promise<Answer> {
    if (headers['user-agent'] === undefined) return { status: 403, body: { message: 'Request forbidden' } };
    if (headers.authorization !== `Bearer ${this.token}`)
      return { status: 401, body: { message: 'Bad credentials', documentation_url: documentation } };
    const { ownerType = 'Organization', prefix = '', pageSize } = this.#options;
    const path = url.pathname.slice(prefix.length);
    const owner = /^\/users\/([^/]+)$/.exec(path)?.[1];
    if (owner !== undefined) return { status: 200, body: { login: owner, id: 1, type: ownerType } };
    const route = /^\/(orgs|users)\/([^/]+)\/packages\/container\/([^/]+)\/versions(?:\/(\d+))?$/.exec(path);
    const [, kind, name = '', pkg = '', id] = route ?? [];
    if (kind !== (ownerType === 'Organization' ? 'orgs' : 'users')) return notFound;
    const repository = `${name}/${decodeURIComponent(pkg)}`;
    const versions = this.#registry.versions.get(repository);
    if (versions === undefined) return notFound;
    if (id === undefined) return this.#list(repository, versions, url, pageSize ?? 100);
    const version = versions.find((each) => each.id === Number(id));
    if (version === undefined) return notFound;
    if (method === 'GET') return { status: 200, body: await this.#describe(repository, version) };
    const tagged = await Promise.all(
      versions.map(async (each) => [each, await this.#registry.tagsOf(repository, each.digest)] as const),
    );
    const others = tagged.filter(([each, tags]) => each !== version && tags.length > 0);
    if (others.length === 0 && tagged.some(([each, tags]) => each === version && tags.length > 0))
      return {
        status: 400,
        body: {
          message: 'You cannot delete the last tagged version of a package. You must delete the package instead.',
          documentation_url: documentation,
        },
      };
    await this.#registry.deleteVersion(repository, version);
    return { status: 204 };
  }

  async #list(repository: string, versions: readonly Version[], url: URL, size: number): Promise<Answer> {
    const page = Number(url.searchParams.get('page') ?? '1');
    const shown = versions.slice((page - 1) * size, page * size);
    const next = new URL(url);
    next.searchParams.set('page', String(page + 1));
    const link = page * size < versions.length ? { link: `<${next.href}>; rel="next"` } : undefined;
    return {
      status: 200,
      body: await Promise.all(shown.map((version) => this.#describe(repository, version))),
      ...(link === undefined ? {} : { headers: link }),
    };
  }

  async #describe(repository: string, version: Version): Promise<object> {
    return {
      id: version.id,
      name: version.digest,
      url: `${this.url.href}/versions/${version.id}`,
      package_html_url: 'https://github.com/orgs/acme/packages/container/package/app',
      created_at: version.createdAt,
      updated_at: version.updatedAt,
      html_url: `https://github.com/orgs/acme/packages/container/app/${version.id}`,
      metadata: {
        package_type: 'container',
        container: { tags: await this.#registry.tagsOf(repository, version.digest) },
      },
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}
