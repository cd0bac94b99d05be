import { readFile } from 'node:fs/promises';
import { homedir as userHome } from 'node:os';
import { authenticate } from '../auth/index.ts';
import { HttpRegistry } from '../client/index.ts';
import { guardedHook } from '../concurrency/index.ts';
import {
  defaultCredentials,
  gitHubRegistry,
  isAnonymous,
  secretForms,
  secretsOf,
  type DefaultCredentials,
  type Environment,
  type FoundCredential,
} from '../credentials/index.ts';
import {
  createTransport,
  proxyFromEnvironment,
  type HttpEvent,
  type ClientCertificate,
  type HttpTransport,
  type TransportOptions,
} from '../http/index.ts';
import { fileSystemError } from '../fs/index.ts';
import { fixedLookup } from './fixed-lookup.ts';
import { explainTlsPort } from './tls-port.ts';
import { repository, type CallOptions, type Repository } from '../registry/index.ts';
import {
  checkNumbers,
  apiHost,
  asciiHostHint,
  canonicalRegistry,
  isLoopbackHost,
  isRegistryHost,
  OciError,
  optionName,
  type NamedOption,
  parseReference,
  quoteInput,
  throwIfAborted,
  type Reference,
} from '../spec/index.ts';

/** Options of a connection to a registry, and its credentials. */
export interface ConnectOptions {
  /**
   * Use HTTP without TLS for the registry and its token endpoint.
   *
   * @default for a URL, its scheme; for a loopback host without `caFile` and `insecureTls`, whether it refuses TLS; else
   *   false
   */
  readonly plainHttp?: boolean | undefined;
  /** Accept any certificate of the registry and of its token endpoint. @default false */
  readonly insecureTls?: boolean | undefined;
  /** PEM file with certificate authorities to trust in addition to the system's. */
  readonly caFile?: string | undefined;
  /**
   * PEM file with a certificate that identifies this client to the registry, and to no other host. Needs `keyFile`.
   */
  readonly certFile?: string | undefined;
  /** PEM file with the private key of `certFile`, without a passphrase. */
  readonly keyFile?: string | undefined;
  /**
   * Header fields of every request to the registry, and to no other host. They take precedence over `HttpHeaders` of
   * Docker's configuration. Their values are secrets.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** IP addresses of hosts, in place of those that the system finds. The names of hosts are in lower case. */
  readonly addresses?: Readonly<Record<string, string>> | undefined;
  /** User name of explicit credentials. */
  readonly username?: string | undefined;
  /** Password or token of explicit credentials, which take precedence over every other source. */
  readonly password?: string | undefined;
  /**
   * Token for `ghcr.io`, or for the container registry of a GitHub Enterprise server, when no other credentials are
   * configured for it.
   */
  readonly githubToken?: string | undefined;
  /** Environment variables that configure credentials and proxies. @default process.env */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * Configuration file with credentials, in Docker's format, in place of all other files and of `DOCKER_AUTH_CONFIG`.
   *
   * @default those of Docker and Podman
   */
  readonly registryConfig?: string | undefined;
  /** Directory with the user's configuration files. @default the user's home directory */
  readonly homedir?: string | undefined;
  /**
   * Hosts outside the registry's domain that may be its token endpoint. A token endpoint gets the credentials.
   * `auth.docker.io` is always allowed for Docker Hub.
   *
   * @default none
   */
  readonly tokenHosts?: readonly string[] | undefined;
  /**
   * Hosts, without port, to which the registry may redirect downloads although they have a private address, and on
   * which it may continue uploads. They never receive credentials.
   *
   * @default none
   */
  readonly trustedRedirectHosts?: readonly string[] | undefined;
  /** Maximum number of attempts for each request, including the first. @default 5 */
  readonly attempts?: number | undefined;
  /**
   * Maximum size of the request bodies of an upload, bytes. Larger blobs are pushed in chunks of this size, for a
   * registry or a proxy that limits request bodies.
   *
   * @default no limit; after a request body was refused as too large (413), chunks of 4 MiB, halved until they are
   *   accepted
   */
  readonly chunkSize?: number | undefined;
  /**
   * A repository that is pushed to. Tokens for reads of it also allow pushes, so that no second token is requested.
   *
   * @default none
   */
  readonly pushTo?: string | undefined;
  /** `User-Agent` of every request. @default 'oci-artifact' */
  readonly userAgent?: string | undefined;
  /** Called with every form of a secret before the first use of the secret, so that a log can mask it. */
  readonly onSecret?: ((secret: string) => void) | undefined;
  /**
   * Called with a description of the source of the credentials, which contains no secret; undefined means that no
   * source has credentials.
   */
  readonly onSource?: ((source: string | undefined) => void) | undefined;
  /** Receives warnings about credentials, and warnings that the registry sends. */
  readonly onWarning?: ((text: string) => void) | undefined;
  /** Receives responses, retries and redirects. */
  readonly onHttpEvent?: ((event: HttpEvent) => void) | undefined;
  /** Aborts the call that connects, which reads configuration files. Later calls have their own signals. */
  readonly signal?: AbortSignal | undefined;
}

/** A connection to a registry over HTTP. Close it, because open sockets prevent the process from exiting. */
export interface RegistryConnection extends AsyncDisposable {
  readonly registry: HttpRegistry;
  /**
   * Looks up the credential that requests to a repository use when the registry requires a login. The secrets are
   * passed to `onSecret` first.
   *
   * @returns undefined when no source has credentials
   * @throws OciError `CREDENTIALS`, `TIMEOUT`, `ABORTED`
   */
  credential(repository: string, options?: CallOptions): Promise<FoundCredential | undefined>;
  /** Whether the registry, or its token endpoint, has requested a login so far. */
  requiresLogin(): boolean;
  /**
   * Opens connections before a request needs them, so that their handshakes run at the same time as other work. Their
   * errors are reported only by the requests that use them. Through a proxy it does nothing.
   */
  prepare(count: number): void;
  /** Closes all connections. Pending requests fail with `ABORTED`. */
  close(): Promise<void>;
}

/** A connection to a repository of a registry over HTTP. Close it, as a {@link RegistryConnection}. */
export interface RepositoryConnection extends RegistryConnection {
  readonly repository: Repository;
  readonly reference: Reference;
}

/**
 * Connects to a registry host with credentials from the options and the user's configuration. Sends no request yet.
 * Without `plainHttp`, a TLS handshake with a loopback host shows whether it speaks TLS.
 *
 * @param given `ghcr.io`, `localhost:5000`, `docker.io`, or a URL without a path, such as `http://localhost:5000`
 * @throws OciError `REFERENCE_INVALID` for an invalid host, `INPUT_INVALID` for an invalid CA file, `CREDENTIALS` for
 *   invalid header fields in Docker's configuration, `ABORTED`
 */
export async function connectRegistry(given: string, givenOptions: ConnectOptions = {}): Promise<RegistryConnection> {
  checkNumbers(givenOptions, { attempts: 1, chunkSize: 1 });
  const options = {
    ...givenOptions,
    onSource: guardedHook('onSource', givenOptions.onSource),
    onWarning: guardedHook('onWarning', givenOptions.onWarning),
    onHttpEvent: guardedHook('onHttpEvent', givenOptions.onHttpEvent),
  };
  const { host, scheme } = splitUrl(given);
  if (!isRegistryHost(host))
    throw new OciError(
      'REFERENCE_INVALID',
      `cannot connect to ${quoteInput(given)}: it is not a registry host` +
        (asciiHostHint(host) || '; write host or host:port'),
    );
  const { attempts, onHttpEvent: onEvent, onSecret, onWarning, signal, userAgent } = options;
  throwIfAborted(signal);
  const registryName = canonicalRegistry(host);
  const plainHttp =
    options.plainHttp ?? (scheme === undefined ? await isPlainLoopback(host, options) : scheme === 'http');
  const origin = new URL(`${plainHttp ? 'http' : 'https'}://${apiHost(registryName)}/`);
  const env = options.env ?? process.env;
  const credentials = credentialsFor(registryName, options, env);
  const headers = { ...(await credentials.httpHeaders(signal)), ...options.headers };
  for (const value of Object.values(options.headers ?? {})) for (const form of secretForms(value)) onSecret?.(form);
  const transport = await openTransport(options, env);
  let requiresLogin = false;
  const authenticated = authenticate(plainHttp ? explainTlsPort(transport.send, origin) : transport.send, {
    origin,
    registry: registryName,
    credentials,
    headers,
    allowedRealmHosts: options.tokenHosts,
    userAgent,
    onSource: (source) => {
      requiresLogin = true;
      options.onSource?.(source);
    },
    onSecret,
  });
  const registry = new HttpRegistry(origin, {
    transport: authenticated,
    trustedUploadHosts: options.trustedRedirectHosts,
    attempts,
    chunkSize: options.chunkSize,
    pushTo: options.pushTo,
    gitHubPackages: registryName === gitHubRegistry(env['GITHUB_SERVER_URL']) || undefined,
    onWarning,
    onEvent,
  });
  const close = (): Promise<void> => transport.close();
  const credential = async (name: string, call: CallOptions = {}): Promise<FoundCredential | undefined> => {
    const foundCredential = await credentials.find(registryName, { repository: name, signal: call.signal });
    if (foundCredential === undefined || isAnonymous(foundCredential.credential)) return undefined;
    for (const secret of secretsOf(foundCredential.credential)) onSecret?.(secret);
    return foundCredential;
  };
  const prepare = (count: number): void => transport.prepare(origin, count);
  return { registry, credential, requiresLogin: () => requiresLogin, prepare, close, [Symbol.asyncDispose]: close };
}

/**
 * Connects to the repository of a reference, as {@link connectRegistry}. A text may begin with `http://` or `https://`.
 *
 * @throws OciError as {@link connectRegistry}; `REFERENCE_INVALID` for an invalid reference
 */
export async function connectRepository(
  reference: string | Reference,
  options: ConnectOptions = {},
): Promise<RepositoryConnection> {
  const { host, scheme } = typeof reference === 'string' ? splitUrl(reference) : { host: reference };
  const parsed = typeof host === 'string' ? parseReference(host) : host;
  const connection = await connectRegistry(
    scheme === undefined ? parsed.registry : `${scheme}://${parsed.registry}`,
    options,
  );
  return {
    ...connection,
    reference: parsed,
    repository: repository(connection.registry, parsed.repository, { looksUpOnPush: true, host: parsed.registry }),
  };
}

/** Separates the scheme of a URL, and removes its final slash. */
function splitUrl(text: string): { readonly host: string; readonly scheme?: string | undefined } {
  const [, scheme, host = text] = /^(https?):\/\/(.*?)\/?$/is.exec(text) ?? [];
  return { host, scheme: scheme?.toLowerCase() };
}

async function isPlainLoopback(host: string, { caFile, insecureTls, signal }: ConnectOptions): Promise<boolean> {
  if (caFile !== undefined || insecureTls === true || !isLoopbackHost(host)) return false;
  const { refusesTls } = await import('./tls-handshake.ts');
  return refusesTls(host, signal);
}

/** @throws OciError `INPUT_INVALID` for an invalid CA file; `ABORTED` */
export async function openTransport(
  options: ConnectOptions & Pick<TransportOptions, 'maxRetryAfterMs'>,
  env: Environment,
): Promise<HttpTransport> {
  return createTransport({
    insecureTls: options.insecureTls,
    ca: options.caFile === undefined ? undefined : await readCaFile(options.caFile, options.signal),
    clientCertificate: await readClientCertificate(options),
    lookup: options.addresses === undefined ? undefined : fixedLookup(options.addresses),
    proxy: proxyFromEnvironment(env),
    trustedHosts: options.trustedRedirectHosts,
    attempts: options.attempts,
    maxRetryAfterMs: options.maxRetryAfterMs,
    userAgent: options.userAgent,
    onEvent: options.onHttpEvent,
  });
}

async function readCaFile(path: string, signal: AbortSignal | undefined): Promise<string> {
  return readPem(path, 'caFile', 'give a PEM file with certificate authorities', signal);
}

async function readPem(
  path: string,
  input: NamedOption,
  remedy: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  try {
    return await readFile(path, { encoding: 'utf8', signal });
  } catch (cause) {
    throwIfAborted(signal);
    const { message } = fileSystemError(cause, `read ${optionName(input)} ${path}`);
    throw new OciError('INPUT_INVALID', `${message}; ${remedy}`, { cause, detail: { input } });
  }
}

/** @throws OciError `INPUT_INVALID` unless both files are given, or neither */
async function readClientCertificate({
  certFile,
  keyFile,
  signal,
}: ConnectOptions): Promise<ClientCertificate | undefined> {
  if (certFile === undefined && keyFile === undefined) return undefined;
  const read = async (file: string | undefined, input: NamedOption, other: NamedOption): Promise<string> => {
    if (file !== undefined) return readPem(file, input, 'give a PEM file', signal);
    throw new OciError(
      'INPUT_INVALID',
      `${optionName(input)} is missing although ${optionName(other)} is given; give both or neither`,
      {
        detail: { input },
      },
    );
  };
  const [cert, key] = await Promise.all([read(certFile, 'certFile', 'keyFile'), read(keyFile, 'keyFile', 'certFile')]);
  return { cert, key };
}

function credentialsFor(registry: string, options: ConnectOptions, env: Environment): DefaultCredentials {
  const { username, password } = options;
  for (const secret of secretsOf({ username, password })) options.onSecret?.(secret);
  return defaultCredentials({
    env,
    configFile: options.registryConfig,
    homedir: options.homedir ?? userHome(),
    explicit: password === undefined || password === '' ? undefined : { registry, credential: { username, password } },
    githubToken: options.githubToken,
    onWarning: options.onWarning,
  });
}
