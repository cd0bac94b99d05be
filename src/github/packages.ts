import { parseNextLink, readErrorBody, type HttpMethod, type HttpResponse, type Transport } from '../http/index.ts';
import { isDigest, isRecord, OciError, parseJson, printable, type Digest, type OciErrorCode } from '../spec/index.ts';
import { collect } from '../streams/index.ts';

/** Options of a {@link GitHubPackage}. */
export interface GitHubPackageOptions {
  /** Sends all requests. It repeats them after a rate limit. */
  readonly transport: Transport;
  /** `https://api.github.com`, or `https://HOST/api/v3` of a GitHub Enterprise server. */
  readonly api: URL;
  readonly token: string;
  /** The user or organisation. */
  readonly owner: string;
  /** The name of the container package, such as `app` or `repository/app`. */
  readonly name: string;
}

/** A version of a container package: one manifest with its tags. */
export interface PackageVersion {
  readonly id: number;
  readonly digest: Digest;
  readonly tags: readonly string[];
  /** When it was last pushed or tagged, milliseconds since 1970; undefined if unknown. */
  readonly storedMs: number | undefined;
}

interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** Maximum size of a response, bytes. A page has 100 versions with all their tags. */
const maxResponseBytes = 16 * 1024 * 1024;
/** Maximum number of pages, each with 100 versions. */
const maxPages = 5000;
const pageSize = 100;

/** A container package in GitHub Packages (GitHub's REST API, "Packages"). */
export class GitHubPackage {
  readonly #options: GitHubPackageOptions;
  readonly #api: URL;
  #path: Promise<string> | undefined;

  constructor(options: GitHubPackageOptions) {
    this.#options = options;
    this.#api = new URL(options.api.pathname.replace(/\/*$/, '/'), options.api);
  }

  /** Lists all versions. @throws OciError `NAME_UNKNOWN`, `DENIED`, `UNAUTHORIZED`, `TOOMANYREQUESTS`, `PROTOCOL` */
  async *versions(options: CallOptions = {}): AsyncGenerator<PackageVersion, void, undefined> {
    const path = await this.#versionsPath(options);
    const seen = new Set<string>();
    let url: URL | undefined = new URL(`${path}?per_page=${pageSize}`, this.#api);
    for (let page = 1; url !== undefined; page++) {
      if (page > maxPages || seen.has(url.href))
        throw new OciError('PROTOCOL', `cannot list the versions of ${this.#title}: the pages do not end`);
      seen.add(url.href);
      const { value, next }: Page = await this.#get(url, `list the versions of ${this.#title}`, options);
      if (!Array.isArray(value)) throw this.#malformed('list the versions');
      for (const item of value) {
        const version = versionOf(item);
        if (version !== undefined) yield version;
      }
      url = next;
    }
  }

  /** Reads a version. @returns undefined if it does not exist @throws OciError as {@link versions} */
  async version(id: number, options: CallOptions = {}): Promise<PackageVersion | undefined> {
    const path = await this.#versionsPath(options);
    const operation = `read version ${id} of ${this.#title}`;
    const response = await this.#send('GET', new URL(`${path}/${id}`, this.#api), options);
    if (response.status === 404) {
      await response.body.discard();
      return undefined;
    }
    const { value } = await this.#read(response, operation);
    return versionOf(value);
  }

  /**
   * Deletes a version.
   *
   * @returns GitHub's reason if it does not delete this version, although it may delete others
   * @throws OciError as {@link versions}
   */
  async delete(id: number, options: CallOptions = {}): Promise<string | undefined> {
    const path = await this.#versionsPath(options);
    const response = await this.#send('DELETE', new URL(`${path}/${id}`, this.#api), options);
    const { status } = response;
    if (status === 400 || status === 422) return (await errorText(response)) || `GitHub answered ${status}`;
    if (status !== 404 && status >= 300) throw await this.#error(response, `delete version ${id} of ${this.#title}`);
    await response.body.discard();
    return undefined;
  }

  get #title(): string {
    return `the package ${this.#options.owner}/${this.#options.name}`;
  }

  /** The path of the versions. It depends on whether the owner is a user or an organisation. */
  #versionsPath(options: CallOptions): Promise<string> {
    this.#path ??= this.#findPath(options).catch((error: unknown) => {
      this.#path = undefined;
      throw error;
    });
    return this.#path;
  }

  async #findPath(options: CallOptions): Promise<string> {
    const owner = encodeURIComponent(this.#options.owner);
    const { value } = await this.#get(new URL(`users/${owner}`, this.#api), `look up ${this.#options.owner}`, options);
    const kind = isRecord(value) && value['type'] === 'Organization' ? 'orgs' : 'users';
    return `${kind}/${owner}/packages/container/${encodeURIComponent(this.#options.name)}/versions`;
  }

  async #get(url: URL, operation: string, options: CallOptions): Promise<Page> {
    return this.#read(await this.#send('GET', url, options), operation);
  }

  async #read(response: HttpResponse, operation: string): Promise<Page> {
    if (response.status !== 200) throw await this.#error(response, operation);
    const next = parseNextLink(response, this.#api);
    const bytes = await collect(response.body, maxResponseBytes, `the answer of GitHub to "${operation}"`);
    try {
      return { value: parseJson(bytes), next };
    } catch {
      throw this.#malformed(operation);
    }
  }

  #send(method: HttpMethod, url: URL, { signal }: CallOptions): Promise<HttpResponse> {
    return this.#options.transport({
      method,
      url,
      headers: {
        accept: 'application/vnd.github+json',
        authorization: `Bearer ${this.#options.token}`,
        'x-github-api-version': '2022-11-28',
      },
      signal,
    });
  }

  async #error(response: HttpResponse, operation: string): Promise<OciError> {
    const { status } = response;
    const text = await errorText(response);
    const isLimited = status === 429 || (status === 403 && /rate limit/i.test(text));
    const code: OciErrorCode = isLimited ? 'TOOMANYREQUESTS' : (codes[status] ?? 'UNKNOWN');
    const reason = text === '' ? '' : `: ${text}`;
    return new OciError(
      code,
      `cannot ${operation}: ${this.#api.host} answered ${status}${reason}. ${isLimited ? limitAdvice : advice}`,
      { status, reason: text },
    );
  }

  #malformed(operation: string): OciError {
    return new OciError('PROTOCOL', `cannot ${operation} of ${this.#title}: the answer of GitHub is malformed`);
  }
}

interface Page {
  readonly value: unknown;
  readonly next: URL | undefined;
}

const codes: Readonly<Record<number, OciErrorCode>> = {
  401: 'UNAUTHORIZED',
  403: 'DENIED',
  404: 'NAME_UNKNOWN',
};
const advice =
  'Check the name, and use a token with the permission to delete: in a workflow, give the job "permissions: packages: ' +
  'write", and the repository the role Admin in the package\'s settings under "Manage Actions access"; otherwise a ' +
  'personal access token (classic) with the scopes read:packages and delete:packages';
const limitAdvice = 'Run prune again later';

/** GitHub's own reason. */
async function errorText(response: HttpResponse): Promise<string> {
  const { text, reason } = await readErrorBody(response);
  try {
    const value = parseJson(Buffer.from(response.maskSecrets?.(text) ?? text));
    if (isRecord(value) && typeof value['message'] === 'string') return printable(value['message'], 500);
  } catch {
    // The text is not JSON.
  }
  return reason;
}

/** @returns undefined for a version that is not a manifest */
function versionOf(value: unknown): PackageVersion | undefined {
  if (!isRecord(value) || typeof value['id'] !== 'number' || !isDigest(value['name'])) return undefined;
  const metadata = isRecord(value['metadata']) ? value['metadata'] : {};
  const container = isRecord(metadata['container']) ? metadata['container'] : {};
  const tags: unknown = container['tags'];
  const dates = [value['created_at'], value['updated_at']].map((date) => Date.parse(String(date)));
  const known = dates.filter((date) => !Number.isNaN(date));
  return {
    id: value['id'],
    digest: value['name'],
    tags: Array.isArray(tags) ? tags.filter((tag) => typeof tag === 'string') : [],
    storedMs: known.length === 0 ? undefined : Math.max(...known),
  };
}
