import { setTimeout as delay } from 'node:timers/promises';
import type { HttpEvent, Transport } from '../http/index.ts';

export interface HttpRegistryOptions {
  /** Carries every request, credentials included: what `authenticate` made, or a bare one. */
  readonly transport: Transport;
  /** Tries for one blob, manifest or page when the connection or the server fails. @default 5 */
  readonly attempts?: number | undefined;
  /** Milliseconds before the second try; doubled for each one after, less a random part. @default 500 */
  readonly baseDelayMs?: number | undefined;
  /** Longest pause that is chosen here, milliseconds. @default 30000 */
  readonly maxDelayMs?: number | undefined;
  /** Longest pause that the registry may ask for, milliseconds; more ends the call. @default 120000 */
  readonly maxRetryAfterMs?: number | undefined;
  /** Bytes of a chunk when an upload in pieces names no wish. @default 4194304, the most that every known registry takes */
  readonly chunkSize?: number | undefined;
  /** Lets an upload continue on another https origin that the registry names, without credentials. @default false */
  readonly allowForeignUploads?: boolean | undefined;
  /** The registry is GitHub Packages, so that a refusal says what a workflow must be given. @default whether the host is ghcr.io */
  readonly gitHubPackages?: boolean | undefined;
  /** Gets each warning once, as one printable line. */
  readonly onWarning?: ((text: string) => void) | undefined;
  /** Gets what is worth a line in a log: the retries that are decided here. */
  readonly onEvent?: ((event: HttpEvent) => void) | undefined;
  /** Waits; rejects when the signal is aborted. @default a timer */
  readonly sleep?: ((ms: number, signal?: AbortSignal) => Promise<void>) | undefined;
  /** From 0 to 1. @default Math.random */
  readonly random?: (() => number) | undefined;
  /** Milliseconds since 1970, to read dates in `Retry-After`. @default Date.now */
  readonly now?: (() => number) | undefined;
}

/** What the room runs on: every default filled in. */
export type Settings = {
  readonly [Key in Exclude<keyof HttpRegistryOptions, 'gitHubPackages' | 'onWarning' | 'onEvent'>]-?: Exclude<
    HttpRegistryOptions[Key],
    undefined
  >;
} & {
  readonly gitHubPackages: boolean | undefined;
  readonly onWarning: (text: string) => void;
  readonly onEvent: (event: HttpEvent) => void;
};

export function fillOptions(options: HttpRegistryOptions): Settings {
  return {
    transport: options.transport,
    attempts: options.attempts ?? 5,
    baseDelayMs: options.baseDelayMs ?? 500,
    maxDelayMs: options.maxDelayMs ?? 30_000,
    maxRetryAfterMs: options.maxRetryAfterMs ?? 120_000,
    chunkSize: options.chunkSize ?? 4 * 1024 * 1024,
    allowForeignUploads: options.allowForeignUploads ?? false,
    gitHubPackages: options.gitHubPackages,
    onWarning: options.onWarning ?? ignore,
    onEvent: options.onEvent ?? ignore,
    sleep: options.sleep ?? pause,
    random: options.random ?? Math.random,
    now: options.now ?? Date.now,
  };
}

function ignore(): void {
  // Nobody listens.
}

async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal === undefined ? {} : { signal });
}
