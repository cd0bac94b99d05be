import { isOciError, messageOf, OciError } from '../spec/index.ts';

/** The side of a copy that failed. */
export type CopyErrorOrigin = 'source' | 'destination';

/** oras-go's `CopyErrorOriginSource`: the error is from the source. */
export const copyErrorOriginSource: CopyErrorOrigin = 'source';
/** oras-go's `CopyErrorOriginDestination`: the error is from the destination. */
export const copyErrorOriginDestination: CopyErrorOrigin = 'destination';

/** The error of a copy, with the failed operation and its side. Code, status and detail are those of the cause. */
export class CopyError extends OciError {
  override readonly name: string = 'CopyError';
  /**
   * The operation that failed: `Resolve`, `MapRoot`, `FindPredecessors`, `Exists`, `FindSuccessors`, `Fetch`, `Push`,
   * `PushReference`, `Mount`, `Tag`.
   */
  readonly op: string;
  readonly origin: CopyErrorOrigin;

  constructor(op: string, origin: CopyErrorOrigin, cause: unknown) {
    const ociError = isOciError(cause) ? cause : undefined;
    super(ociError?.code ?? 'UNKNOWN', `failed to perform "${op}" on ${origin}: ${messageOf(cause)}`, {
      cause,
      detail: ociError?.detail,
      status: ociError?.status,
      wireCode: ociError?.wireCode,
      reason: ociError?.reason,
    });
    this.op = op;
    this.origin = origin;
  }

  /** The same as `cause`; the name in oras-go. */
  get err(): unknown {
    return this.cause;
  }
}

/** Runs `work` and converts its errors to {@link CopyError}. It rethrows a `CopyError` and an abort unchanged. */
export async function onSide<T>(op: string, origin: CopyErrorOrigin, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CopyError || isOciError(error, 'ABORTED')) throw error;
    throw new CopyError(op, origin, error);
  }
}
