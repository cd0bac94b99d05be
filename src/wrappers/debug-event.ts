import type { BlobWriter, Registry } from '../registry/index.ts';
import { isOciError, printable, type OciErrorCode } from '../spec/index.ts';

/**
 * One call that has ended. `read` is the reading of what a `get…` call gave out; `write`, `close`, `commit` and `cancel` are those of an
 * upload's writer. Never in it: content, and the id of an upload, which lets whoever knows it write to the upload.
 */
export interface DebugEvent {
  readonly call: keyof Registry | 'read' | Extract<keyof BlobWriter, 'write' | 'close' | 'commit' | 'cancel'>;
  readonly repository?: string | undefined;
  /** Where a blob is mounted from. */
  readonly fromRepository?: string | undefined;
  /** Digest or tags, as the caller gave them. */
  readonly reference?: string | undefined;
  /** First byte of a range. */
  readonly start?: number | undefined;
  /** Position after the last byte of a range; undefined means the end. */
  readonly end?: number | undefined;
  /** What was answered or read from: the digest of the content. */
  readonly digest?: string | undefined;
  /** Bytes: of the content that was answered, sent, or read so far. */
  readonly size?: number | undefined;
  /** Entries that a list has given. */
  readonly count?: number | undefined;
  /** Milliseconds from the call to its end. */
  readonly ms: number;
  /** `left`: a list or content was not read to its end. `failed`: with an error that is none of the library's. */
  readonly outcome: 'ok' | 'left' | 'failed' | OciErrorCode;
}

export type DebugDetails = Partial<Omit<DebugEvent, 'call' | 'ms' | 'outcome'>>;

/** Of an error the code alone: its message may quote anything. */
export function outcomeOf(error: unknown): DebugEvent['outcome'] {
  return isOciError(error) ? error.code : 'failed';
}

/** The event as one printable line without an end, for example `getBlob acme/bundle sha256:… 1024 bytes 12.3 ms ok`. */
export function formatDebugEvent(event: DebugEvent): string {
  const { call, repository, fromRepository, reference, start, end, digest, size, count, ms, outcome } = event;
  const parts: readonly (string | undefined)[] = [
    call,
    repository,
    fromRepository === undefined ? undefined : `from ${fromRepository}`,
    reference,
    start === undefined ? undefined : `${start}-${end ?? ''}`,
    digest === undefined || digest === reference ? undefined : `is ${digest}`,
    size === undefined ? undefined : `${size} bytes`,
    count === undefined ? undefined : `${count} entries`,
    `${ms.toFixed(1)} ms`,
    outcome,
  ];
  return parts
    .filter((part) => part !== undefined)
    .map((part) => printable(part, 400))
    .join(' ');
}
