import { object, safeParse, string } from 'valibot';
import { isOciError, isRecord, OciError, printable } from '../spec/index.ts';
import { identityTokenUsername, isAnonymous, type Credential } from './credential.ts';
import { checkHelperSuffix, findHelper, type Environment } from './helper-path.ts';
import type { RunHelper } from './helper-process.ts';
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
    const { env, platform, run = runLazily, timeoutMs } = this.#options;
    const program = await findHelper(suffix, env, platform);
    if (program === undefined) return 'missing';
    const input = registry === 'docker.io' ? dockerHubKey : registry;
    let output;
    try {
      output = await run({ program, input, env, signal, timeoutMs });
    } catch (error) {
      if (isOciError(error)) throw error;
      // The message of this error may contain the helper's output, which may contain a secret.
      throw new OciError('CREDENTIALS', `cannot run the credential helper ${printable(program)}`);
    }
    if (output.exitCode !== 0) {
      if (output.stdout.trim() === notFoundText) return 'none';
      throw new OciError(
        'CREDENTIALS',
        `the credential helper ${printable(program)} failed for ${registry} with exit code ${output.exitCode}; ` +
          'its output is not shown because it may contain secrets; run the helper in a terminal to see it',
      );
    }
    return parseOutput(output.stdout, `the output of the credential helper ${program} for ${registry}`);
  }
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
