import type { CallOptions, Registry } from '../registry/index.ts';
import { isNotFound, isOciError, OciError, throwIfAborted } from '../spec/index.ts';
import { anySignal } from '../concurrency/index.ts';

/** Reads of what cannot differ: `sequential` asks the second registry when the first has failed; `concurrent` asks both and takes the first success. */
export type ReadPolicy = 'sequential' | 'concurrent';

/** What a registry does, asked with a signal of its own. */
export type Ask<T> = (
  registry: Registry,
  options: { readonly signal: AbortSignal | undefined },
  side: 0 | 1,
) => Promise<T>;

/** Of the first and the second registry. */
export type Answers<T> = readonly [PromiseSettledResult<T>, PromiseSettledResult<T>];

/** Two registries that are asked the same. */
export class RegistryPair {
  readonly #first: Registry;
  readonly #second: Registry;
  readonly #policy: ReadPolicy;

  constructor(first: Registry, second: Registry, policy: ReadPolicy) {
    this.#first = first;
    this.#second = second;
    this.#policy = policy;
  }

  /**
   * The answer of either registry.
   *
   * @param discard frees an answer that came second
   */
  either<T>(ask: Ask<T>, options: CallOptions | undefined, discard?: (answer: T) => Promise<void>): Promise<T> {
    return this.#policy === 'sequential'
      ? this.#oneAfterTheOther(ask, options?.signal)
      : this.#race(ask, options?.signal, discard);
  }

  /** Both answers, whatever they are. */
  async settled<T>(ask: Ask<T>, options: CallOptions | undefined): Promise<Answers<T>> {
    const signal = options?.signal;
    throwIfAborted(signal);
    return Promise.allSettled([ask(this.#first, { signal }, 0), ask(this.#second, { signal }, 1)]);
  }

  /**
   * What must happen in both. A failure of one stops the other.
   *
   * @throws OciError what failed first; when the other has done it, the message says so
   */
  async both<T>(ask: Ask<T>, options: CallOptions | undefined): Promise<readonly [T, T]> {
    throwIfAborted(options?.signal);
    const stop = new AbortController();
    const signal = anySignal(stop.signal, options?.signal);
    let failure: { readonly error: unknown } | undefined;
    const run = async (registry: Registry, side: 0 | 1): Promise<T> => {
      try {
        return await ask(registry, { signal }, side);
      } catch (error) {
        failure ??= { error };
        stop.abort(error);
        throw error;
      }
    };
    const [first, second] = await Promise.allSettled([run(this.#first, 0), run(this.#second, 1)]);
    if (first.status === 'fulfilled' && second.status === 'fulfilled') return [first.value, second.value];
    throw first.status === second.status
      ? failure?.error
      : partialFailure(failure?.error, first.status === 'rejected' ? 'first' : 'second');
  }

  /** {@link both}, and the second is asked when the first has done it. Answers as the first does. */
  async inOrder<T>(ask: Ask<T>, options: CallOptions | undefined): Promise<T> {
    const signal = options?.signal;
    throwIfAborted(signal);
    const answer = await ask(this.#first, { signal }, 0);
    try {
      await ask(this.#second, { signal }, 1);
    } catch (error) {
      throw partialFailure(error, 'second');
    }
    return answer;
  }

  async #oneAfterTheOther<T>(ask: Ask<T>, signal: AbortSignal | undefined): Promise<T> {
    throwIfAborted(signal);
    let failure: unknown;
    try {
      return await ask(this.#first, { signal }, 0);
    } catch (error) {
      failure = error;
    }
    throwIfAborted(signal);
    try {
      return await ask(this.#second, { signal }, 1);
    } catch (error) {
      throwIfAborted(signal);
      throw moreSpecificError(failure, error);
    }
  }

  async #race<T>(
    ask: Ask<T>,
    signal: AbortSignal | undefined,
    discard: (answer: T) => Promise<void> = async () => undefined,
  ): Promise<T> {
    throwIfAborted(signal);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const stops = [new AbortController(), new AbortController()] as const;
    const failures: unknown[] = [];
    let won = false;
    const run = async (registry: Registry, side: 0 | 1): Promise<void> => {
      const own = stops[side].signal;
      try {
        const answer = await ask(registry, { signal: anySignal(own, signal) }, side);
        if (won) {
          await discard(answer);
          return;
        }
        won = true;
        stops[side === 0 ? 1 : 0].abort();
        resolve(answer);
      } catch (error) {
        failures[side] = error;
        // With the two of them there is nobody left to wait for.
        if (!won && 0 in failures && 1 in failures) reject(moreSpecificError(failures[0], failures[1]));
      }
    };
    void run(this.#first, 0);
    void run(this.#second, 1);
    return promise;
  }
}

/** Of two failures the one that says more: a registry that could not be asked may have what the other does not know. */
export function moreSpecificError(first: unknown, second: unknown): unknown {
  if (!isNotFound(first)) return first;
  if (!isNotFound(second)) return second;
  return first.code === 'NAME_UNKNOWN' ? second : first;
}

function partialFailure(error: unknown, failed: 'first' | 'second'): unknown {
  if (!isOciError(error)) return error;
  const { code, detail, status, wireCode } = error;
  return new OciError(
    code,
    `of the two registries the ${failed} failed, and the other has done it (trying again is safe): ${error.message}`,
    { cause: error, detail, status, wireCode },
  );
}
