import type { HttpEvent } from '../http/index.ts';

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
