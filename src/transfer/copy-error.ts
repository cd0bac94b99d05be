import { isOciError, messageOf, OciError } from '../spec/index.ts';

/** Which side of a copy failed. */
export type CopyErrorOrigin = 'source' | 'destination';

export const copyErrorOriginSource: CopyErrorOrigin = 'source';
export const copyErrorOriginDestination: CopyErrorOrigin = 'destination';

/** A copy that failed: which operation, on which side, and why. Code, status and detail are those of the cause. */
export class CopyError extends OciError {
  override readonly name: string = 'CopyError';
  /** The operation that failed: `Resolve`, `MapRoot`, `FindPredecessors`, `Exists`, `FindSuccessors`, `Fetch`, `Push`, `PushReference`, `Mount`, `Tag`. */
  readonly op: string;
  readonly origin: CopyErrorOrigin;

  constructor(op: string, origin: CopyErrorOrigin, cause: unknown) {
    const why = messageOf(cause);
    const known = isOciError(cause) ? cause : undefined;
    super(known?.code ?? 'UNKNOWN', `failed to perform "${op}" on ${origin}: ${why}`, {
      cause,
      detail: known?.detail,
      status: known?.status,
      wireCode: known?.wireCode,
    });
    this.op = op;
    this.origin = origin;
  }

  /** What went wrong underneath; the same as `cause`. */
  get err(): unknown {
    return this.cause;
  }
}

/** Runs `work`; what it throws becomes a {@link CopyError}, unless it is one. An abort stays what it is. */
export async function onSide<T>(op: string, origin: CopyErrorOrigin, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CopyError || isOciError(error, 'ABORTED')) throw error;
    throw new CopyError(op, origin, error);
  }
}
