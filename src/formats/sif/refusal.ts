import { isRecord, OciError } from '../../spec/index.ts';

/** The error for a file that is not an image that can be used. */
export function refusedImage(name: string, reason: string, cause?: unknown): OciError {
  return new OciError('ARCHIVE_INVALID', `${name} is refused: ${reason}`, { cause, detail: { reason } });
}

/** The reason in an error, without the name of the file that {@link refusedImage} adds. */
export function refusalReason({ detail, message }: OciError): string {
  return isRecord(detail) && typeof detail['reason'] === 'string' ? detail['reason'] : message;
}
