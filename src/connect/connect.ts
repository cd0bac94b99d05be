import { readFile } from 'node:fs/promises';
import { homedir as userHome } from 'node:os';
import { authenticate } from '../auth/index.ts';
import { HttpRegistry } from '../client/index.ts';
import {
  defaultCredentials,
  gitHubRegistry,
  isAnonymous,
  secretsOf,
  type DefaultCredentials,
  type FoundCredential,
} from '../credentials/index.ts';
import { createTransport, proxyFromEnvironment, type HttpTransport } from '../http/index.ts';
import { errnoOf } from '../fs/index.ts';
import { repository, type CallOptions, type Repository } from '../registry/index.ts';
import {
  apiHost,
  canonicalRegistry,
  isRegistryHost,
  OciError,
  parseReference,
  printable,
  type Reference,
} from '../spec/index.ts';
import type { ConnectOptions } from './options.ts';

/** A registry over HTTP, with the sockets behind it. Close it, or they keep the process alive. */
export interface RegistryConnection extends AsyncDisposable {
  readonly registry: HttpRegistry;
  /**
   * What requests about a repository are made with when the registry asks for a login; undefined when there is nothing to show. Its secrets
   * are told to `onSecret` first.
   *
   * @throws OciError `CREDENTIALS`, `TIMEOUT`, `ABORTED`
   */
  credential(repository: string, options?: CallOptions): Promise<FoundCredential | undefined>;
  close(): Promise<void>;
}

export interface RepositoryConnection extends RegistryConnection {
  readonly repository: Repository;
  readonly reference: Reference;
}

/**
 * Wires credentials, authentication, transport and client for one registry host. Nothing is sent yet.
 *
 * @param host `ghcr.io`, `localhost:5000`, `docker.io`
 * @throws OciError `REFERENCE_INVALID` for no host, `INPUT_INVALID` for a CA file that is none
 */
export async function connectRegistry(host: string, options: ConnectOptions = {}): Promise<RegistryConnection> {
  if (!isRegistryHost(host))
    throw new OciError('REFERENCE_INVALID', `"${printable(host, 200)}" is not a registry host`);
  const registryName = canonicalRegistry(host);
  const origin = new URL(`${options.plainHttp === true ? 'http' : 'https'}://${apiHost(registryName)}/`);
  const env = options.env ?? process.env;
  const credentials = credentialsFor(registryName, options, env);
  const headers = await credentials.httpHeaders();
  const transport = await openTransport(options, env);
  const authenticated = authenticate(transport.send, {
    origin,
    registry: registryName,
    credentials,
    headers,
    allowedRealmHosts: options.tokenHosts,
    userAgent: options.userAgent,
    onSource: options.onSource,
    onSecret: options.onSecret,
  });
  const registry = new HttpRegistry(origin, {
    transport: authenticated,
    attempts: options.attempts,
    gitHubPackages: registryName === gitHubRegistry(env['GITHUB_SERVER_URL']) || undefined,
    onWarning: options.onWarning,
    onEvent: options.onHttpEvent,
  });
  const close = (): Promise<void> => transport.close();
  const credential = async (name: string, call: CallOptions = {}): Promise<FoundCredential | undefined> => {
    const found = await credentials.find(registryName, { repository: name, signal: call.signal });
    if (found === undefined || isAnonymous(found.credential)) return undefined;
    for (const secret of secretsOf(found.credential)) options.onSecret?.(secret);
    return found;
  };
  return { registry, credential, close, [Symbol.asyncDispose]: close };
}

/** {@link connectRegistry}, for the repository that a reference names. */
export async function connectRepository(
  reference: string | Reference,
  options: ConnectOptions = {},
): Promise<RepositoryConnection> {
  const parsed = typeof reference === 'string' ? parseReference(reference) : reference;
  const connection = await connectRegistry(parsed.registry, options);
  return { ...connection, reference: parsed, repository: repository(connection.registry, parsed.repository) };
}

async function openTransport(options: ConnectOptions, env: NonNullable<ConnectOptions['env']>): Promise<HttpTransport> {
  return createTransport({
    insecureTls: options.insecureTls,
    ca: options.caFile === undefined ? undefined : await readCaFile(options.caFile),
    proxy: proxyFromEnvironment(env),
    attempts: options.attempts,
    userAgent: options.userAgent,
    onEvent: options.onHttpEvent,
  });
}

async function readCaFile(path: string): Promise<string> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const why =
      errnoOf(error) === 'ENOENT' ? 'it does not exist' : `it cannot be read (${errnoOf(error) ?? 'unknown error'})`;
    throw new OciError(
      'INPUT_INVALID',
      `ca-file "${printable(path, 300)}" is refused: ${why}; give a PEM file with the registry's certificate authority`,
      { cause: error },
    );
  }
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw new OciError(
      'INPUT_INVALID',
      `ca-file "${printable(path, 300)}" is refused: it holds no PEM certificate ("-----BEGIN CERTIFICATE-----")`,
    );
  }
  return text;
}

function credentialsFor(
  registry: string,
  options: ConnectOptions,
  env: NonNullable<ConnectOptions['env']>,
): DefaultCredentials {
  const { username, password } = options;
  for (const secret of secretsOf({ username, password })) options.onSecret?.(secret);
  return defaultCredentials({
    env,
    homedir: options.homedir ?? userHome(),
    explicit: password === undefined || password === '' ? undefined : { registry, credential: { username, password } },
    githubToken: options.githubToken,
    onWarning: options.onWarning,
  });
}
