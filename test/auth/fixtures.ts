import { authenticate, type AuthenticateOptions } from '../../src/auth/index.ts';
import type { Credential, CredentialSource } from '../../src/credentials/index.ts';
import {
  createTransport,
  type HttpEvent,
  type HttpRequest,
  type HttpResponse,
  type HttpTransport,
  type Transport,
  type TransportOptions,
} from '../../src/http/index.ts';
import { collect, once } from '../../src/streams/index.ts';

export { thrown } from '../credentials/fixtures.ts';

export interface Lookup {
  readonly registry: string;
  readonly repository: string | undefined;
}

/** A source that records its lookups. */
export class Recorder implements CredentialSource {
  readonly lookups: Lookup[] = [];
  readonly #credential: Credential | undefined | ((repository: string | undefined) => Credential | undefined);

  constructor(credential?: Credential | ((repository: string | undefined) => Credential | undefined)) {
    this.#credential = credential;
  }

  find: CredentialSource['find'] = async (registry, options) => {
    this.lookups.push({ registry, repository: options?.repository });
    const credential =
      typeof this.#credential === 'function' ? this.#credential(options?.repository) : this.#credential;
    return credential === undefined ? undefined : { credential, source: 'the test' };
  };
}

/** The real transport wrapped by {@link authenticate}. */
export class Client<Source extends CredentialSource = Recorder> implements AsyncDisposable {
  readonly send: Transport;
  readonly credentials: Source;
  readonly events: HttpEvent[] = [];
  readonly secrets: string[] = [];
  readonly sources: (string | undefined)[] = [];
  readonly #transport: HttpTransport;

  constructor(
    origin: URL,
    credentials: Source,
    options: Partial<AuthenticateOptions> = {},
    transport: TransportOptions = {},
  ) {
    this.credentials = credentials;
    const onEvent = (event: HttpEvent): void => void this.events.push(event);
    this.#transport = createTransport({ attempts: 2, baseDelayMs: 1, onEvent, ...transport });
    this.send = authenticate(this.#transport.send, {
      origin,
      registry: origin.host,
      credentials,
      onSecret: (secret) => this.secrets.push(secret),
      onSource: (source) => this.sources.push(source),
      ...options,
    });
  }

  /** Sends a request, reads the response to its end and returns its status. */
  async status(request: HttpRequest): Promise<number> {
    const response = await this.send(request);
    await text(response);
    return response.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#transport.close();
  }
}

export async function text(response: HttpResponse): Promise<string> {
  return Buffer.from(await collect(response.body, 1024 * 1024, 'the response')).toString('utf8');
}

export function get(url: URL, ...scopes: readonly string[]): HttpRequest {
  return { method: 'GET', url, scopes };
}

export function put(
  url: URL,
  body: string,
  ...scopes: readonly string[]
): HttpRequest & { readonly opened: () => number } {
  const bytes = Buffer.from(body);
  let opened = 0;
  const open = (): AsyncIterable<Uint8Array> => {
    opened++;
    return once(bytes);
  };
  return { method: 'PUT', url, scopes, body: { open, length: bytes.byteLength }, opened: () => opened };
}
