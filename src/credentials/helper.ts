import { object, safeParse, string } from 'valibot';
import { SingleFlight } from '../concurrency/index.ts';
import { isOciError, OciError, printable } from '../spec/index.ts';
import { identityTokenUsername, isAnonymous, type Credential } from './credential.ts';
import { checkHelperSuffix, findHelper, type Environment } from './helper-path.ts';
import { runHelper, type RunHelper } from './helper-process.ts';
import { dockerHubKey } from './registry-key.ts';
import { parseSecretJson } from './secret-json.ts';

export interface HelperOptions {
  readonly env: Environment;
  readonly platform: NodeJS.Platform;
  /** @default {@link runHelper} */
  readonly run?: RunHelper | undefined;
  /** @default 30_000 */
  readonly timeoutMs?: number | undefined;
}

/** What a helper said: a credential, `none` for "I have none", `missing` when there is no such program. */
export type HelperAnswer = Credential | 'none' | 'missing';

const outputSchema = object({ Username: string(), Secret: string() });
// The one sentence by which helpers say that they have nothing; any other failure is an error.
const notFoundText = 'credentials not found in native keychain';

/** Credential helpers (`docker-credential-*`). Each is asked once per registry, and its answer, or its failure, is kept. */
export class Helpers {
  readonly #options: HelperOptions;
  readonly #answers = new Map<string, { readonly answer: HelperAnswer } | { readonly error: unknown }>();
  readonly #asking = new SingleFlight<HelperAnswer>();

  constructor(options: HelperOptions) {
    this.#options = options;
  }

  /**
   * @param suffix as configured; `where` names the place that names it
   * @param registry checked and in its canonical spelling
   * @throws OciError `CREDENTIALS`, `TIMEOUT`, `ABORTED`
   */
  async get(suffix: string, registry: string, where: string, signal?: AbortSignal): Promise<HelperAnswer> {
    checkHelperSuffix(suffix, where);
    const key = `${suffix} ${registry}`;
    const known = this.#answers.get(key);
    if (known !== undefined) {
      if ('error' in known) throw known.error;
      return known.answer;
    }
    return await this.#asking.run(key, (stop) => this.#askAndKeep(key, suffix, registry, stop), signal);
  }

  async #askAndKeep(key: string, suffix: string, registry: string, signal: AbortSignal): Promise<HelperAnswer> {
    try {
      const answer = await this.#ask(suffix, registry, signal);
      this.#answers.set(key, { answer });
      return answer;
    } catch (error) {
      if (!signal.aborted) this.#answers.set(key, { error });
      throw error;
    }
  }

  async #ask(suffix: string, registry: string, signal: AbortSignal): Promise<HelperAnswer> {
    const { env, platform, run = runHelper, timeoutMs } = this.#options;
    const program = await findHelper(suffix, env, platform);
    if (program === undefined) return 'missing';
    const input = registry === 'docker.io' ? dockerHubKey : registry;
    let output;
    try {
      output = await run({ program, input, env, signal, timeoutMs });
    } catch (error) {
      if (isOciError(error)) throw error;
      // What it prints may hold secrets, and so may the text of such an error.
      throw new OciError('CREDENTIALS', `the credential helper ${printable(program)} could not be run`);
    }
    if (output.exitCode !== 0) {
      if (output.stdout.trim() === notFoundText) return 'none';
      throw new OciError(
        'CREDENTIALS',
        `the credential helper ${printable(program)} failed for ${registry} with exit code ${output.exitCode}; what it printed is not repeated here, because it may hold secrets`,
      );
    }
    return parseOutput(output.stdout, `what the credential helper ${program} printed for ${registry}`);
  }
}

function parseOutput(stdout: string, where: string): HelperAnswer {
  const parsed = safeParse(outputSchema, parseSecretJson(stdout, where));
  if (!parsed.success)
    throw new OciError('CREDENTIALS', `${printable(where)} is not an object with the texts Username and Secret`);
  const { Username, Secret } = parsed.output;
  const credential: Credential =
    Username === identityTokenUsername ? { identityToken: Secret } : { username: Username, password: Secret };
  return isAnonymous(credential) ? 'none' : credential;
}
