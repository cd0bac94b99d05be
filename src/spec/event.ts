import type { Digest } from './digest.ts';

/** The phases of an operation. */
export type OperationPhase = 'package' | 'push' | 'tag' | 'pull' | 'copy';

/** Progress of one phase of an operation. */
export interface Progress {
  readonly phase: OperationPhase;
  /** Bytes. */
  readonly done: number;
  /** Bytes, when known. */
  readonly total?: number | undefined;
  /** Number of files and directories so far. */
  readonly entries?: number | undefined;
  /** The blob whose transfer the event reports. The other numbers are those of all blobs. */
  readonly blob?: BlobProgress | undefined;
}

/** Progress of the transfer of one blob, in bytes. */
export interface BlobProgress {
  readonly digest: Digest;
  readonly done: number;
  readonly size: number;
  /** The annotation `org.opencontainers.image.title`. */
  readonly title?: string | undefined;
}

/** Reported by an operation while it works. */
export type OperationEvent =
  | { readonly kind: 'phase'; readonly phase: 'package' | 'push' | 'tag' }
  | ({ readonly kind: 'progress' } & Progress)
  | { readonly kind: 'warning' | 'notice' | 'line' | 'retry'; readonly text: string }
  /** Number of entries that patterns excluded. */
  | { readonly kind: 'excluded'; readonly count: number }
  /** Paths of packaged files that usually contain credentials. */
  | { readonly kind: 'credential-files'; readonly paths: readonly string[] }
  | {
      readonly kind: 'blob';
      readonly digest: Digest;
      readonly size: number;
      readonly state: 'uploaded' | 'exists' | 'mounted';
    }
  | { readonly kind: 'tag'; readonly tag: string; readonly state: 'written' | 'unchanged' | 'skipped' };

/** Option of operations that report events. */
export interface EventOptions {
  /** Receives the events of the operation. */
  readonly onEvent?: ((event: OperationEvent) => void) | undefined;
}
