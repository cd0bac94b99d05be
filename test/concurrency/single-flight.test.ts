import { describe, expect, it } from 'vitest';
import { untilAborted, SingleFlight } from '../../src/concurrency/index.ts';
import { isOciError } from '../../src/spec/index.ts';

function deferred(): { promise: Promise<string>; resolve: (value: string) => void; reject: (error: Error) => void } {
  return Promise.withResolvers<string>();
}

function failing(): Promise<string> {
  return Promise.reject(new Error('no'));
}

describe('SingleFlight', () => {
  it('runs work once for concurrent callers, and again for later ones', async () => {
    const flights = new SingleFlight<string>();
    const work = deferred();
    let runs = 0;
    const start = async (): Promise<string> => {
      runs++;
      return await work.promise;
    };
    const both = [flights.run('a', start), flights.run('a', start)];
    const other = flights.run('b', start);
    work.resolve('done');
    expect(await Promise.all([...both, other])).toEqual(['done', 'done', 'done']);
    expect(runs).toBe(2);
    await flights.run('a', start);
    expect(runs).toBe(3);
  });

  it('rejects all callers of failed work, and does not cache the failure', async () => {
    const flights = new SingleFlight<string>();
    const results = await Promise.allSettled([flights.run('a', failing), flights.run('a', failing)]);
    expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected']);
    expect(await flights.run('a', () => Promise.resolve('yes'))).toBe('yes');
  });

  it('aborts the work when the last caller has stopped waiting', async () => {
    const flights = new SingleFlight<string>();
    let seen: AbortSignal | undefined;
    const work = (signal: AbortSignal): Promise<string> => {
      seen = signal;
      return untilAborted(deferred().promise, signal);
    };
    const [one, two] = [new AbortController(), new AbortController()];
    const first = flights.run('a', work, one.signal);
    const second = flights.run('a', work, two.signal);
    one.abort();
    await expect(first).rejects.toSatisfy((error) => isOciError(error, 'ABORTED'));
    expect(seen?.aborted).toBe(false);
    two.abort();
    await expect(second).rejects.toSatisfy((error) => isOciError(error, 'ABORTED'));
    expect(seen?.aborted).toBe(true);
    expect(await flights.run('a', () => Promise.resolve('again'))).toBe('again');
  });

  it('does not start the work for an aborted signal', async () => {
    let runs = 0;
    const work = (): Promise<string> => Promise.resolve(String(++runs));
    await expect(new SingleFlight<string>().run('a', work, AbortSignal.abort())).rejects.toSatisfy((error) =>
      isOciError(error, 'ABORTED'),
    );
    expect(runs).toBe(0);
  });
});
