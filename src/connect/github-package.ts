import { gitHubRegistry, secretMask, secretsOf } from '../credentials/index.ts';
import type { Transport } from '../http/index.ts';
import { GitHubPackage } from '../github/index.ts';
import { OciError } from '../spec/index.ts';
import type { ConnectOptions } from './connect-options.ts';
import type { RepositoryConnection } from './connect.ts';
import { openTransport } from './open-transport.ts';

/** Options of {@link connectGitHubPackage}. */
export interface GitHubPackageConnectOptions extends ConnectOptions {
  /**
   * URL of GitHub's API. With it, the registry counts as GitHub's, whatever its host.
   *
   * @default `https://api.github.com` for ghcr.io, `GITHUB_API_URL` for the registry of a GitHub Enterprise server
   */
  readonly gitHubApi?: URL | undefined;
}

/** A connection to GitHub's packages API. Close it, because open sockets prevent the process from exiting. */
export interface GitHubPackageConnection extends AsyncDisposable {
  readonly package: GitHubPackage;
}

/** Longest wait for the end of a rate limit, milliseconds. A longer one would use the minutes of the job. */
const maxRateLimitWaitMs = 15 * 60_000;

/**
 * Connects to the API for the package of a repository in GitHub's container registry. The token is the explicit
 * password, else `githubToken`, else the credential for the registry.
 *
 * @returns undefined for another registry
 * @throws OciError `UNAUTHORIZED` without a token; as `connectRegistry`
 */
export async function connectGitHubPackage(
  connection: RepositoryConnection,
  options: GitHubPackageConnectOptions,
): Promise<GitHubPackageConnection | undefined> {
  const { registry, repository } = connection.reference;
  const env = options.env ?? process.env;
  const api = options.gitHubApi ?? apiOf(registry, env);
  if (api === undefined) return undefined;
  const [owner = '', ...rest] = repository.split('/');
  const token =
    options.password ?? options.githubToken ?? (await connection.credential(repository))?.credential.password;
  if (token === undefined || token === '')
    throw new OciError(
      'UNAUTHORIZED',
      `cannot use ${api.host} for the package ${repository}: there is no token; set github-token, or log in to ` +
        registry,
    );
  const secrets = secretsOf({ password: token });
  for (const secret of secrets) options.onSecret?.(secret);
  const transport = await openTransport({ ...options, maxRetryAfterMs: maxRateLimitWaitMs }, env);
  const maskSecrets = secretMask(() => secrets);
  const send: Transport = async (request) => ({ ...(await transport.send(request)), maskSecrets });
  return {
    package: new GitHubPackage({ transport: send, api, token, owner, name: rest.join('/') }),
    [Symbol.asyncDispose]: () => transport.close(),
  };
}

function apiOf(registry: string, env: NonNullable<ConnectOptions['env']>): URL | undefined {
  if (registry === 'ghcr.io') return new URL('https://api.github.com');
  const api = env['GITHUB_API_URL'] ?? '';
  if (registry !== gitHubRegistry(env['GITHUB_SERVER_URL']) || !URL.canParse(api)) return undefined;
  return new URL(api);
}
