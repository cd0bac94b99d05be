import type { BlobWriter, Registry } from '../registry/index.ts';
import { isOciError, printable, type OciErrorCode } from '../spec/index.ts';

/**
 * A call that has ended. `read` is the reading of the content that a `get…` call returned; `write`, `close`, `commit`
 * and `cancel` are the methods of a `BlobWriter`. An event never contains content or the id of an upload, because the
 * id grants write access to the upload.
 */
export interface DebugEvent {
  readonly call: keyof Registry | 'read' | Extract<keyof BlobWriter, 'write' | 'close' | 'commit' | 'cancel'>;
  readonly repository?: string | undefined;
  /** Source repository of a mount. */
  readonly fromRepository?: string | undefined;
  /** Digest or tags from the arguments. */
  readonly reference?: string | undefined;
  /** First byte of a range. */
  readonly start?: number | undefined;
  /** Position after the last byte of a range; undefined means the end of the content. */
  readonly end?: number | undefined;
  /** Digest of the content that the call returned, stored or read. */
  readonly digest?: string | undefined;
  /** Size in bytes of the content that the call returned or stored; for `read`, the bytes read so far. */
  readonly size?: number | undefined;
  /** Number of entries that a list has yielded. */
  readonly count?: number | undefined;
  /** Duration in milliseconds. */
  readonly ms: number;
  /** `left`: a list or content was not read to its end. `failed`: the error is not an `OciError`. */
  readonly outcome: 'ok' | 'left' | 'failed' | OciErrorCode;
}

/** The part of an event that depends on the call. */
export type DebugDetails = Partial<Omit<DebugEvent, 'call' | 'ms' | 'outcome'>>;

/** Returns only the code of an error, because its message may contain secrets. */
export function outcomeOf(error: unknown): DebugEvent['outcome'] {
  return isOciError(error) ? error.code : 'failed';
}

/** Formats the event as one printable line: `getBlob acme/bundle sha256:… 1024 bytes 12.3 ms ok`. */
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
