import { object, safeParse, string } from 'valibot';
import { isOciError, isRecord, OciError, printable } from '../spec/index.ts';
import { identityTokenUsername, isAnonymous, type Credential } from './credential.ts';
import { checkHelperSuffix, findHelper, type Environment } from './helper-path.ts';
import type { HelperOutput, HelperVerb, RunHelper } from './helper-process.ts';
import { LookupCache, type LookupOptions } from './lookup-cache.ts';
import { dockerHubKey } from './registry-key.ts';
import { parseSecretJson } from './secret-json.ts';

export interface HelperOptions {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** @default `runHelper` */
  readonly run?: RunHelper | undefined;
  /** Maximum run time, milliseconds. @default 30_000 */
  readonly timeoutMs?: number | undefined;
  /** Monotonic clock, milliseconds. @default that of this process */
  readonly now?: (() => number) | undefined;
}

/** The answer of a helper: a credential, `none` if it has no credential, or `missing` if the program does not exist. */
export type HelperAnswer = Credential | 'none' | 'missing';

// A helper prints exactly this text when it has no credentials. Every other failure is an error.
const notFoundText = 'credentials not found in native keychain';
/** Maximum number of cached answers. A process rarely uses more than a few registries. */
const maxAnswers = 100;

/**
 * Runs credential helpers (`docker-credential-*`). Each helper runs once per registry, and its answer is cached until a
 * refresh. Errors and negative answers expire.
 */
export class Helpers {
  readonly #options: HelperOptions;
  readonly #answers: LookupCache<HelperAnswer>;

  constructor(options: HelperOptions) {
    this.#options = options;
    this.#answers = new LookupCache({ max: maxAnswers, now: options.now, isPositive: isCredential });
  }

  /**
   * @param suffix as configured
   * @param registry checked and in its canonical form
   * @param where names the configuration in errors
   * @throws OciError `CREDENTIALS`, `TIMEOUT`, `ABORTED`
   */
  async get(suffix: string, registry: string, where: string, options: LookupOptions): Promise<HelperAnswer> {
    checkHelperSuffix(suffix, where);
    return await this.#answers.get(
      `${suffix} ${registry}`,
      ({ signal }) => this.#run(suffix, registry, signal),
      options,
    );
  }

  async #run(suffix: string, registry: string, signal: AbortSignal): Promise<HelperAnswer> {
    const answer = await callHelper({ suffix, registry, verb: 'get' }, { ...this.#options, signal });
    if (answer === undefined) return 'missing';
    const { program, output } = answer;
    if (output.exitCode !== 0) {
      if (isNotFound(output)) return 'none';
      throw failedHelper(program, registry, output);
    }
    return parseOutput(output.stdout, `the output of the credential helper ${program} for ${registry}`);
  }
}

/** A call of a credential helper. */
export interface HelperCall {
  readonly suffix: string;
  /** Checked and in its canonical form. */
  readonly registry: string;
  readonly verb: HelperVerb;
  /** For `store`. */
  readonly credential?: Credential | undefined;
}

/**
 * Runs a credential helper once.
 *
 * @returns undefined when the program does not exist
 * @throws OciError `CREDENTIALS` when it cannot be started, `TIMEOUT`, `ABORTED`
 */
export async function callHelper(
  { suffix, registry, verb, credential }: HelperCall,
  { env, platform, run = runLazily, timeoutMs, signal }: HelperOptions & { readonly signal?: AbortSignal | undefined },
): Promise<{ readonly program: string; readonly output: HelperOutput } | undefined> {
  const program = await findHelper(suffix, env, platform);
  if (program === undefined) return undefined;
  const server = registry === 'docker.io' ? dockerHubKey : registry;
  const input = credential === undefined ? server : storeInput(server, credential);
  try {
    return { program, output: await run({ program, verb, input, env, signal, timeoutMs }) };
  } catch (error) {
    if (isOciError(error)) throw error;
    // The message of this error may contain the helper's output, which may contain a secret.
    throw new OciError('CREDENTIALS', `cannot run the credential helper ${printable(program)}`);
  }
}

/** The error for a helper that failed. Its output is not shown. */
export function failedHelper(program: string, registry: string, { exitCode }: HelperOutput): OciError {
  return new OciError(
    'CREDENTIALS',
    `the credential helper ${printable(program)} failed for ${registry} with exit code ${exitCode}; ` +
      'its output is not shown because it may contain secrets; run the helper in a terminal to see it',
  );
}

/** Whether the output of a failed helper means that it has no credentials for the registry. */
export function isNotFound({ stdout }: HelperOutput): boolean {
  return stdout.trim() === notFoundText;
}

function storeInput(server: string, { username, password, identityToken }: Credential): string {
  const [name, secret] = identityToken === undefined ? [username, password] : [identityTokenUsername, identityToken];
  return JSON.stringify({ ServerURL: server, Username: name ?? '', Secret: secret ?? '' });
}

function isCredential(answer: HelperAnswer): answer is Credential {
  return answer !== 'none' && answer !== 'missing';
}

function parseOutput(stdout: string, where: string): HelperAnswer {
  const parsed = safeParse(
    object({ Username: string(), Secret: string() }),
    withUsualNames(parseSecretJson(stdout.replace(/^\ufeff/, ''), where)),
  );
  if (!parsed.success)
    throw new OciError('CREDENTIALS', `${printable(where)} is not an object with the strings Username and Secret`);
  const { Username, Secret } = parsed.output;
  const credential: Credential =
    Username === identityTokenUsername ? { identityToken: Secret } : { username: Username, password: Secret };
  return isAnonymous(credential) ? 'none' : credential;
}

/** Docker reads the output with Go's decoder, which ignores the case of names. The exact names take precedence. */
function withUsualNames(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const fields = new Map(Object.entries(value).map(([name, field]) => [name.toLowerCase(), field]));
  return { Username: fields.get('username'), Secret: fields.get('secret'), ...value };
}

/** The import is dynamic because `node:child_process` takes long to load and most configurations have no helper. */
async function runLazily(run: Parameters<RunHelper>[0]): ReturnType<RunHelper> {
  return (await import('./helper-process.ts')).runHelper(run);
}
