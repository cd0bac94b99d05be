import { errnoOf } from '../fs/index.ts';
import { isOciError, OciError, printable, statusOf, type OciErrorCode } from '../spec/index.ts';
import { logError } from './access-log.ts';
import type { RequestContext } from './request-context.ts';
import { reply } from './reply.ts';

/** Carries the error's code beside the body, because a reply to HEAD has none. */
export const errorCodeHeader = 'oci-error-code';

// What a header may hold, and what distribution-spec allows for a code, with digits for the sake of foreign ones.
const wireCodePattern = /^[A-Za-z0-9_.-]{1,64}$/;

/** Sends an error in the form of distribution-spec, "Error Codes", or cuts a reply that has begun. */
export function replyError(ctx: RequestContext, error: unknown): void {
  logError(ctx, error);
  if (ctx.res.destroyed || ctx.res.writableEnded) return;
  const known = isOciError(error) ? error : unexpected(error);
  const code = wireCodePattern.test(known.wireCode) ? known.wireCode : known.code;
  ctx.errorCode = code;
  if (ctx.res.headersSent) {
    // The length is promised already: only an early end tells the client.
    ctx.res.destroy();
    return;
  }
  const status = known.status >= 400 && known.status <= 599 ? known.status : statusOf(known.code);
  const body = JSON.stringify({ errors: [{ code, message: disclosedMessage(known), detail: known.detail }] });
  reply(ctx, status, ['content-type', 'application/json', errorCodeHeader, code, ...ctx.errorHeaders], body);
}

function unexpected(error: unknown): OciError {
  return new OciError('UNKNOWN', 'the registry failed in a way it did not foresee; its log says more', {
    cause: error,
  });
}

// Their messages name paths and programs of the machine, which are no business of the client's.
const undisclosed: ReadonlySet<OciErrorCode> = new Set<OciErrorCode>(['FILE_SYSTEM', 'CREDENTIALS']);

function disclosedMessage(error: OciError): string {
  if (!undisclosed.has(error.code)) return printable(error.message);
  const errno = errnoOf(error.cause);
  return errno === undefined
    ? 'the registry could not use its storage'
    : `the registry could not use its storage (${errno})`;
}
