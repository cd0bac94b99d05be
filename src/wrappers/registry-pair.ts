import { anySignal } from '../concurrency/index.ts';
import type { CallOptions, Registry } from '../registry/index.ts';
import { isNotFound, isOciError, throwIfAborted, withMessage } from '../spec/index.ts';

/**
 * The order of reads of content and descriptors by digest. `sequential` uses the second registry when the first has
 * failed. `concurrent` uses both at the same time and returns the first success.
 */
export type ReadPolicy = 'sequential' | 'concurrent';

/** Calls one of the two registries. */
export type Operation<T> = (
  registry: Registry,
  options: { readonly signal: AbortSignal | undefined },
  index: 0 | 1,
) => Promise<T>;

/** The results of the first and the second registry. */
export type Results<T> = readonly [PromiseSettledResult<T>, PromiseSettledResult<T>];

/** Runs the same operation on two registries. */
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
   * Returns the result of one registry, as the read policy defines.
   *
   * @param discard releases a second result that is not needed
   */
  either<T>(run: Operation<T>, options: CallOptions | undefined, discard?: (result: T) => Promise<void>): Promise<T> {
    return this.#policy === 'sequential'
      ? this.#fallback(run, options?.signal)
      : this.#race(run, options?.signal, discard);
  }

  /** Runs the operation on both registries and returns both results, successes and failures. */
  async allSettled<T>(run: Operation<T>, options: CallOptions | undefined): Promise<Results<T>> {
    const signal = options?.signal;
    throwIfAborted(signal);
    return Promise.allSettled([run(this.#first, { signal }, 0), run(this.#second, { signal }, 1)]);
  }

  /**
   * Runs the operation on both registries. A failure of one aborts the other.
   *
   * @throws OciError the first failure; if the other registry succeeded, the message contains that fact
   */
  async both<T>(run: Operation<T>, options: CallOptions | undefined): Promise<readonly [T, T]> {
    throwIfAborted(options?.signal);
    const stop = new AbortController();
    const signal = anySignal(stop.signal, options?.signal);
    let failure: { readonly error: unknown } | undefined;
    const runOn = async (registry: Registry, index: 0 | 1): Promise<T> => {
      try {
        return await run(registry, { signal }, index);
      } catch (error) {
        failure ??= { error };
        stop.abort(error);
        throw error;
      }
    };
    const [first, second] = await Promise.allSettled([runOn(this.#first, 0), runOn(this.#second, 1)]);
    if (first.status === 'fulfilled' && second.status === 'fulfilled') return [first.value, second.value];
    throw first.status === second.status
      ? failure?.error
      : partialFailure(failure?.error, first.status === 'rejected' ? 'first' : 'second');
  }

  /** Runs the operation on the second registry after the first has succeeded. @returns the result of the first */
  async sequentially<T>(run: Operation<T>, options: CallOptions | undefined): Promise<T> {
    const signal = options?.signal;
    throwIfAborted(signal);
    const result = await run(this.#first, { signal }, 0);
    try {
      await run(this.#second, { signal }, 1);
    } catch (error) {
      throw partialFailure(error, 'second');
    }
    return result;
  }

  async #fallback<T>(run: Operation<T>, signal: AbortSignal | undefined): Promise<T> {
    throwIfAborted(signal);
    let failure: unknown;
    try {
      return await run(this.#first, { signal }, 0);
    } catch (error) {
      failure = error;
    }
    throwIfAborted(signal);
    try {
      return await run(this.#second, { signal }, 1);
    } catch (error) {
      throwIfAborted(signal);
      throw moreSpecificError(failure, error);
    }
  }

  async #race<T>(
    run: Operation<T>,
    signal: AbortSignal | undefined,
    discard: (result: T) => Promise<void> = async () => undefined,
  ): Promise<T> {
    throwIfAborted(signal);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const stops = [new AbortController(), new AbortController()] as const;
    const failures: unknown[] = [];
    let isResolved = false;
    const runOn = async (registry: Registry, index: 0 | 1): Promise<void> => {
      try {
        const result = await run(registry, { signal: anySignal(stops[index].signal, signal) }, index);
        if (isResolved) {
          await discard(result);
          return;
        }
        isResolved = true;
        stops[index === 0 ? 1 : 0].abort();
        resolve(result);
      } catch (error) {
        failures[index] = error;
        if (!isResolved && 0 in failures && 1 in failures) reject(moreSpecificError(failures[0], failures[1]));
      }
    };
    void runOn(this.#first, 0);
    void runOn(this.#second, 1);
    return promise;
  }
}

/** Returns the values of the successful results. */
export function successes<T>(results: Results<T>): readonly T[] {
  return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** Returns the first success. @throws the more specific failure */
export function firstSuccess<T>(results: Results<T>): T {
  for (const result of results) if (result.status === 'fulfilled') return result.value;
  throw failureOf(results);
}

/** Returns the only failure, or the more specific one of two. */
export function failureOf([first, second]: Results<unknown>): unknown {
  if (first.status === 'fulfilled') return second.status === 'rejected' ? second.reason : undefined;
  return second.status === 'fulfilled' ? first.reason : moreSpecificError(first.reason, second.reason);
}

/**
 * "Not found" is less specific than any other error: a registry that failed may have content that the other registry
 * does not have.
 */
function moreSpecificError(first: unknown, second: unknown): unknown {
  if (!isNotFound(first)) return first;
  if (!isNotFound(second)) return second;
  return first.code === 'NAME_UNKNOWN' ? second : first;
}

function partialFailure(error: unknown, failed: 'first' | 'second'): unknown {
  if (!isOciError(error)) return error;
  const { message } = error;
  return withMessage(
    error,
    `the ${failed} of two registries failed and the other succeeded; a retry is safe: ${message}`,
  );
}
