import type { HttpEvent } from '../http/index.ts';

/** How a registry is reached and who is asking. Environment and home directory are handed in, never read here. */
export interface ConnectOptions {
  /** Speak HTTP without TLS, to the registry and to its token endpoint. @default false; loopback hosts need it said too */
  readonly plainHttp?: boolean | undefined;
  /** Accept any certificate, of the registry and of its token endpoint. @default false */
  readonly insecureTls?: boolean | undefined;
  /** PEM file with certificate authorities to trust beside the system's. */
  readonly caFile?: string | undefined;
  /** Explicit credentials; they come before every other source. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Serves `ghcr.io`, and the container registry of a GitHub Enterprise server, when nothing more specific is configured. */
  readonly githubToken?: string | undefined;
  /** Variables that configure credentials and proxies. @default the process's */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** @default the user's */
  readonly homedir?: string | undefined;
  /** Hosts outside the registry's domain that may be its token endpoint, and so get its credentials. @default none; `auth.docker.io` for Docker Hub is built in */
  readonly tokenHosts?: readonly string[] | undefined;
  /** Tries per request in all. @default 5 */
  readonly attempts?: number | undefined;
  readonly userAgent?: string | undefined;
  /** Called with every secret and every derived form before it is first used, so that a log can mask it. */
  readonly onSecret?: ((secret: string) => void) | undefined;
  /** Where the credentials came from, in words; undefined says that there are none. Never a secret. */
  readonly onSource?: ((source: string | undefined) => void) | undefined;
  readonly onWarning?: ((text: string) => void) | undefined;
  readonly onHttpEvent?: ((event: HttpEvent) => void) | undefined;
}
