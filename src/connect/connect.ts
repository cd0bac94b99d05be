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
import { repository, type CallOptions, type Repository } from '../registry/index.ts';
import {
  checkNumbers,
  apiHost,
  asciiHostHint,
  canonicalRegistry,
  isLoopbackHost,
  isRegistryHost,
  OciError,
  parseReference,
  quoteInput,
  throwIfAborted,
  type Reference,
} from '../spec/index.ts';
import type { ConnectOptions } from './connect-options.ts';
import { openTransport } from './open-transport.ts';
import { explainTlsPort } from './tls-port.ts';

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
  const close = async (): Promise<void> => {
    await transport.close();
    credentials.reportWarnings();
  };
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
