import { isOciError, isRecord, messageOf, printable, type OciError, type OciErrorCode } from '../spec/index.ts';

export interface FailureContext {
  /** How an input is called where the person wrote it. */
  readonly label: (name: string) => string;
  /** The input that names the place in a registry. @default target */
  readonly placeInput?: string | undefined;
  /** The input that names the local directory that is read or written; undefined when there is none. */
  readonly directoryInput?: string | undefined;
  /** Host of the target; undefined while it is not known, and for a local target. */
  readonly registry?: string | undefined;
  readonly plainHttp?: boolean | undefined;
  /** Whether a path lies where the layout is written; then it is not the source's fault. */
  readonly isOutput?: ((path: string) => boolean) | undefined;
  /** The limit for the whole run passed. */
  readonly timedOut?: boolean | undefined;
}

/**
 * One sentence for the person: which input is concerned, what happened, and what to change.
 */
export function explainFailure(error: unknown, context: FailureContext): string {
  const oci = isOciError(error) ? rootOciError(error) : undefined;
  if (oci === undefined) return `unexpected failure: ${printable(messageOf(error))}`;
  const advice = (hints[oci.code] ?? targetHint)(context, oci);
  const message = oneSentence(isOciError(error) && isMoreSpecific(error, oci) ? error.message : oci.message);
  const subject =
    advice.input === undefined || message.startsWith(context.label(advice.input))
      ? ''
      : `${context.label(advice.input)}: `;
  return `${subject}${message}${advice.fix === undefined ? '' : `; ${advice.fix}`}`;
}

interface Advice {
  readonly input?: string | undefined;
  readonly fix?: string | undefined;
}

type Adviser = (context: FailureContext, error: OciError) => Advice;

const toDirectory: Adviser = (context) => ({ input: context.directoryInput });
const targetHint: Adviser = (context, { message }) => ({
  input: placeOf(context),
  // What servers in the field say on a port that speaks TLS.
  fix:
    context.plainHttp === true && /HTTP request (?:was sent )?to (?:an )?HTTPS/i.test(message)
      ? `leave out ${context.label('plain-http')}`
      : undefined,
});

const hints: Readonly<Partial<Record<OciErrorCode, Adviser>>> = {
  // Whoever read the input named it; deeper down, what is wrong is always something in the source.
  INPUT_INVALID: (context, { detail, message }) =>
    (isRecord(detail) && 'input' in detail) || /\b(?:source-dir|sub-dir|ca-file)\b/.test(message)
      ? {}
      : { input: context.directoryInput },
  FILE_SYSTEM: (context, error) =>
    concernsOutput(error, context)
      ? { input: 'output-dir', fix: 'give a directory with room that this user may write' }
      : { input: context.directoryInput },
  FILE_CHANGED: toDirectory,
  ABORTED: () => ({}),
  UNAUTHORIZED: (context, { message }) => ({
    input: placeOf(context),
    fix: message.includes('log in')
      ? undefined
      : `give ${context.label('username')} and ${context.label('password')}, or log in to ${context.registry ?? 'the registry'} first`,
  }),
  CREDENTIALS: (context) => ({
    input: placeOf(context),
    fix: `mend the configuration, or give ${context.label('username')} and ${context.label('password')}`,
  }),
  UNREACHABLE: (context, { message }) => ({
    input: placeOf(context),
    // Most of these errors know what to check, and said so.
    fix: /check|set plain-http/.test(message) ? undefined : 'check that the registry can be reached from this machine',
  }),
  TIMEOUT: (context) =>
    context.timedOut === true
      ? { input: 'timeout', fix: 'give more time, or none to have no limit' }
      : { input: placeOf(context) },
  ALREADY_EXISTS: () => ({ input: 'if-tag-exists' }),
  REDIRECT_REFUSED: (context, { message }) => ({
    input: placeOf(context),
    fix: message.includes('as a token realm') ? `name it in ${context.label('token-hosts')}` : undefined,
  }),
};

function placeOf(context: FailureContext): string {
  return context.placeInput ?? 'target';
}

function concernsOutput(error: OciError, context: FailureContext): boolean {
  return causes(error).some((cause) => {
    const { path, code } = cause as { readonly path?: unknown; readonly code?: unknown };
    if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EROFS') return true;
    return typeof path === 'string' && context.isOutput?.(path) === true;
  });
}

/** The error that began it: what wraps it says the same with more words. */
function rootOciError(error: OciError): OciError {
  let inner = error;
  while (isOciError(inner.cause) && inner.cause.code === inner.code) inner = inner.cause;
  return inner;
}

/** An error about tags that moved already must be told whole. */
function isMoreSpecific(outer: OciError, inner: OciError): boolean {
  return outer !== inner && outer.name !== 'CopyError' && outer.message.includes(inner.message);
}

function causes(error: unknown): readonly unknown[] {
  const found: unknown[] = [];
  for (let next = error; next instanceof Error && found.length < 20; next = next.cause) {
    found.push(next);
    if (next instanceof AggregateError) found.push(...(next.errors as readonly unknown[]));
  }
  return found;
}

/** Advice that was written as a sentence of its own becomes a part of the one sentence. */
function oneSentence(message: string): string {
  const joined = message.replace(
    /\.\s+(In|If|An?|The|It|Remove|Mend|Rename|Leave|Log|Grant|Check)\b/g,
    (_, word: string) => `; ${word.toLowerCase()}`,
  );
  return printable(joined.trim().replace(/\.+$/, ''));
}
