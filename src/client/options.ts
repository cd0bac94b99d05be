import type { RetryOptions, Transport } from '../http/index.ts';

/** The retry options are those of one operation: a blob, a manifest or a page of a listing. */
export interface HttpRegistryOptions extends RetryOptions {
  /** Sends every request, with credentials: the transport that `authenticate` returns, or a plain one. */
  readonly transport: Transport;
  /** Bytes of a chunk when a chunked upload does not set it. @default 4194304, the most that every known registry accepts */
  readonly chunkSize?: number | undefined;
  /** Allows an upload to continue on another https origin that the registry names, without credentials. @default false */
  readonly allowForeignUploads?: boolean | undefined;
  /** The registry is GitHub Packages: a refusal names the permission that a workflow needs. @default whether the host is ghcr.io */
  readonly gitHubPackages?: boolean | undefined;
  /** Receives each warning once, as one printable line. */
  readonly onWarning?: ((text: string) => void) | undefined;
}
