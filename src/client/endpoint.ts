import { retryAfter, sameOrigin, type HttpRequest, type HttpResponse } from '../http/index.ts';
import { isOciError, OciError, throwIfAborted } from '../spec/index.ts';
import { isGitHubPackages } from './access-advice.ts';
import { Budget, RetryableError } from './budget.ts';
import { errorOfResponse, type RequestInfo } from './errors.ts';
import { fillOptions, type HttpRegistryOptions, type Settings } from './options.ts';
import { Warnings } from './warnings.ts';

/** One request, with what its error message needs. */
export interface Call extends HttpRequest, RequestInfo {}

/** One registry's API: builds its URLs, sends, and turns replies into errors. */
export class Endpoint {
  readonly base: URL;
  readonly settings: Settings;
  readonly warnings: Warnings;

  /** @throws OciError `INPUT_INVALID` for a base that is not http or https, or that holds user information (which is not repeated) */
  constructor(base: URL, options: HttpRegistryOptions) {
    if (base.username !== '' || base.password !== '') {
      throw new OciError(
        'INPUT_INVALID',
        `the registry URL for ${base.host} holds user information; give credentials as an option instead`,
      );
    }
    if (base.protocol !== 'https:' && base.protocol !== 'http:') {
      throw new OciError('INPUT_INVALID', `a registry is reached over http or https, not over ${base.protocol}`);
    }
    this.base = new URL(base.pathname.replace(/\/*$/, '/'), base);
    this.settings = fillOptions(options);
    this.warnings = new Warnings(base.host, this.settings.onWarning);
  }

  /** The registry as messages name it. */
  get host(): string {
    return this.base.host;
  }

  get isGitHub(): boolean {
    return this.settings.gitHubPackages ?? isGitHubPackages(this.host);
  }

  /** A URL below `/v2/`. Names, tags and digests in `path` were checked before and need no escapes. */
  url(path: string, query: Readonly<Record<string, string | undefined>> = {}): URL {
    const url = new URL(`v2/${path}`, this.base);
    for (const [key, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.append(key, value);
    }
    return url;
  }

  budget(signal: AbortSignal | undefined): Budget {
    return new Budget(this.settings, signal);
  }

  /** Sends once or as often as the transport does by itself; any status is returned. */
  async send(call: Call): Promise<HttpResponse> {
    throwIfAborted(call.signal);
    const { method, url, headers, body, signal, scopes, attempts } = call;
    const response = await this.settings.transport({ method, url, headers, body, signal, scopes, attempts });
    this.warnings.read(response);
    return response;
  }

  /**
   * Sends once. What another try may mend is thrown as {@link RetryableError}: broken connections, statuses 408, 425, 429 and 5xx, and
   * any refusal by a storage host that the registry sent us to, because its signed URL may have expired. A 403 is thrown as the error that
   * it stands for; replies of every other status are returned.
   */
  async sendOnce(call: Call): Promise<HttpResponse> {
    let response: HttpResponse;
    try {
      response = await this.send({ ...call, attempts: 1 });
    } catch (error) {
      throw transient(error, call.signal);
    }
    const { status } = response;
    const elsewhere = !sameOrigin(response.url, call.url) && status >= 400 && status !== 416;
    if (!elsewhere && status !== 403 && !isTransientStatus(status)) return response;
    const error = await this.refusal(call, response);
    if (status === 403 && !elsewhere && !isRateLimit(error)) throw error;
    throw new RetryableError(error, true, retryAfter(response.headers, this.settings.now));
  }

  /** Sends until `read` has what it wants; one budget covers sending and reading. */
  async exchange<T>(call: Call, read: (response: HttpResponse) => Promise<T>): Promise<T> {
    const budget = this.budget(call.signal);
    for (;;) {
      try {
        const response = await this.sendOnce(call);
        try {
          return await read(response);
        } catch (error) {
          throw transient(error, call.signal);
        } finally {
          await discard(response);
        }
      } catch (error) {
        await budget.afterFailure(error, call.method, call.url);
      }
    }
  }

  /** The error that a reply stands for; the reply's body is used up. */
  async refusal(call: Call, response: HttpResponse): Promise<OciError> {
    const error = await errorOfResponse(call, response, { host: this.host, isGitHub: this.isGitHub });
    throwIfAborted(call.signal);
    return error;
  }
}

/** What is left of a reply nobody reads on; that it breaks meanwhile says nothing. */
export async function discard(response: HttpResponse): Promise<void> {
  try {
    await response.body.discard();
  } catch {
    // The connection is gone, which is what discarding is for.
  }
}

/** A broken connection as a failure that another try may mend; anything else as it is. */
export function transient(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted === true) return error;
  const lasting = error instanceof Error && 'transient' in error && error.transient === false;
  return isOciError(error, 'UNREACHABLE', 'TIMEOUT') && !lasting ? new RetryableError(error, false) : error;
}

function isTransientStatus(status: number): boolean {
  // 501 and 505 say that the server cannot, which no pause changes.
  return status === 408 || status === 425 || status === 429 || (status >= 500 && status !== 501 && status !== 505);
}

/** GitHub refuses with 403 what others refuse with 429. */
function isRateLimit(error: OciError): boolean {
  return /secondary rate limit/i.test(error.message);
}
