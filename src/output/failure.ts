import {
  isOciError,
  isRecord,
  messageOf,
  optionName,
  printable,
  withOptionLabels,
  type OciError,
  type OciErrorCode,
  type Remedy,
} from '../spec/index.ts';

export interface FailureContext {
  /** Names an input as the user wrote it. */
  readonly label: (name: string) => string;
  /** Whether the command has an option. @default no option */
  readonly hasOption?: ((name: string) => boolean) | undefined;
  /** The input with the location in a registry. @default target */
  readonly placeInput?: string | undefined;
  /** The input with the local directory that is read or written. */
  readonly directoryInput?: string | undefined;
  /** Host of the target; undefined for a local target. */
  readonly registry?: string | undefined;
  readonly plainHttp?: boolean | undefined;
  /** Whether a path is in the output directory, so that the error is not about the source. */
  readonly isOutput?: ((path: string) => boolean) | undefined;
  /**
   * The option with the directory that is written; undefined if the user gave none.
   *
   * @default output-dir
   */
  readonly outputInput?: string | undefined;
  /** The run exceeded its time limit. */
  readonly timedOut?: boolean | undefined;
}

/** An explained error. */
export interface Failure {
  /** Undefined for an error that the program did not expect. */
  readonly code: OciErrorCode | undefined;
  /** The input and the problem. */
  readonly reason: string;
  /** Empty if the reason names the remedy. */
  readonly remedy: string;
}

/** Explains an error in one sentence: the input, the problem and the remedy. */
export function explainFailure(error: unknown, context: FailureContext): string {
  const { reason, remedy } = describeFailure(error, context);
  return remedy === '' ? reason : `${reason}; ${remedy}`;
}

/** Explains an error. */
export function describeFailure(error: unknown, context: FailureContext): Failure {
  const outer = withoutCopyErrors(error);
  const oci = isOciError(outer) ? rootOciError(outer) : undefined;
  if (oci === undefined)
    return { code: undefined, reason: `unexpected failure: ${printable(messageOf(error))}`, remedy: '' };
  const advice = (hints[oci.code] ?? targetHint)(context, oci);
  const shown = isOciError(outer) && isMoreSpecific(outer, oci) ? outer.message : oci.message;
  const message = withOptionLabels(oneSentence(shown), sourceLabel(context));
  const fix = oci.remedy === 'stated' ? undefined : (advice.fix ?? optionFix(context, oci));
  const subject =
    advice.input === undefined || message.includes(context.label(advice.input))
      ? ''
      : `${context.label(advice.input)}: `;
  return { code: oci.code, reason: `${subject}${message}`, remedy: fix ?? '' };
}

/** Names the source by the input that the user set. */
function sourceLabel({ label, directoryInput }: FailureContext): FailureContext['label'] {
  return (name) => label(name === 'source-dir' ? (directoryInput ?? name) : name);
}

interface Advice {
  readonly input?: string | undefined;
  readonly fix?: string | undefined;
}

type Hint = (context: FailureContext, error: OciError) => Advice;

const directoryHint: Hint = (context) => ({ input: context.directoryInput });
const targetHint: Hint = (context, { remedy }) => ({
  input: placeOf(context),
  fix: context.plainHttp === true && remedy === 'plainHttp' ? `omit ${context.label('plain-http')}` : undefined,
});

const hints: Readonly<Partial<Record<OciErrorCode, Hint>>> = {
  // The readers of inputs name the input. Errors of deeper code are always about the source.
  INPUT_INVALID: (context, { detail }) =>
    isRecord(detail) && 'input' in detail ? {} : { input: context.directoryInput },
  FILE_SYSTEM: (context, error) =>
    concernsOutput(error, context) ? outputAdvice(context) : sourceAdvice(context, error),
  UNAVAILABLE: (context) => ({
    input: placeOf(context),
    fix: 'try again later, or check the status of the registry',
  }),
  FILE_CHANGED: directoryHint,
  ABORTED: () => ({}),
  UNAUTHORIZED: (context, error) => ({
    input: placeOf(context),
    fix:
      `${givenText.test(error.message) ? 'check' : 'give'} ${credentialLabels(context)}, or log in to ` +
      `${context.registry ?? 'the registry'} first`,
  }),
  CREDENTIALS: (context) => ({
    input: placeOf(context),
    fix: `fix the configuration, or set ${credentialLabels(context)}`,
  }),
  UNREACHABLE: (context) => ({
    input: placeOf(context),
    fix: 'check that the registry can be reached from this machine',
  }),
  TIMEOUT: (context) =>
    context.timedOut === true
      ? { input: 'timeout', fix: 'set a longer limit, or no limit' }
      : { input: placeOf(context) },
  // A local check names the option, and the refusal of a registry does not.
  ALREADY_EXISTS: (context, error) =>
    error.message.includes(optionName('ifTagExists')) ? { input: 'if-tag-exists' } : targetHint(context, error),
  NAME_UNKNOWN: (context, error) => ({
    input: placeOf(context),
    fix: unlessStated(error, 'check the name, and log in if the repository is private'),
  }),
  MANIFEST_UNKNOWN: (context, error) => ({
    input: placeOf(context),
    fix: unlessStated(error, 'check the tag or digest; "oci-artifact tags" lists the tags'),
  }),
  SIZE_LIMIT: (context, error) =>
    isRecord(error.detail) && error.detail['option'] === 'maxUnpackedSize'
      ? { input: 'max-unpacked-size' }
      : targetHint(context, error),
  REDIRECT_REFUSED: (context, { remedy }) => {
    const option = remedy === undefined ? undefined : hostOptions[remedy];
    return { input: placeOf(context), fix: option === undefined ? undefined : `name it in ${context.label(option)}` };
  },
};

/** The message about an image layout has its own remedy. */
function unlessStated({ message }: OciError, fix: string): string | undefined {
  return message.includes('; ') ? undefined : fix;
}

const hostOptions: Readonly<Partial<Record<Remedy, string>>> = {
  tokenHosts: 'token-hosts',
  trustedRedirectHosts: 'trusted-redirect-hosts',
};

const givenText = /the given user name and password/;

function sourceAdvice({ directoryInput: input }: FailureContext, { message }: OciError): Advice {
  return message.endsWith('(ENOENT)') ? { input, fix: 'check the path' } : { input };
}

function outputAdvice(context: FailureContext): Advice {
  const input = 'outputInput' in context ? context.outputInput : outputOption(context);
  return input === undefined
    ? { fix: `set ${context.label('output-dir')} to a directory with free space` }
    : { input, fix: 'give a writable directory with free space' };
}

function outputOption({ hasOption, directoryInput }: FailureContext): string {
  return hasOption?.('output-dir') === false ? (directoryInput ?? 'target') : 'output-dir';
}

function credentialLabels({ label }: FailureContext): string {
  return `${label('username')} and ${label('password')}`;
}

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

/** The remedy that an option of the command offers. */
function optionFix({ label, hasOption }: FailureContext, { remedy }: OciError): string | undefined {
  if (remedy === 'ifTagExists' && hasOption?.('if-tag-exists') === true)
    return `or set ${label('if-tag-exists')} to skip`;
  if (remedy === 'imageSpec' && hasOption?.('image-spec') === true) return `set ${label('image-spec')} to v1.0`;
  return undefined;
}

/** The error of the operation that a copy performed. */
function withoutCopyErrors(error: unknown): unknown {
  let inner = error;
  while (isOciError(inner) && inner.name === 'CopyError' && isOciError(inner.cause)) inner = inner.cause;
  return inner;
}

/** The innermost error with the same code. Its wrappers repeat its message. */
function rootOciError(error: OciError): OciError {
  let inner = error;
  while (isOciError(inner.cause) && inner.cause.code === inner.code) inner = inner.cause;
  return inner;
}

/** Some wrappers add facts, such as the tags that were already moved. */
function isMoreSpecific(outer: OciError, inner: OciError): boolean {
  return outer !== inner && outer.message.includes(inner.message);
}

function causes(error: unknown): readonly unknown[] {
  const found: unknown[] = [];
  for (let next = error; next instanceof Error && found.length < 20; next = next.cause) {
    found.push(next);
    if (next instanceof AggregateError) found.push(...(next.errors as readonly unknown[]));
  }
  return found;
}

/** Joins a remedy that is a separate sentence. */
function oneSentence(message: string): string {
  const joined = message.replace(
    /\.\s+(In|If|An?|The|It|Even|Remove|Rename|Leave|Log|Grant|Check)\b/g,
    (_, word: string) => `; ${word.toLowerCase()}`,
  );
  return printable(joined.trim().replace(/\.+$/, ''));
}
