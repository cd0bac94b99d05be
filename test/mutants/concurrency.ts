import type { MutatedModule } from './mutant.ts';

export const concurrency: MutatedModule = {
  module: 'concurrency',
  tests: ['test/concurrency/', 'test/http/', 'test/client/retry.test.ts'],
  mutants: [
    {
      name: 'pause-does-not-wait',
      file: 'src/concurrency/backoff.ts',
      text: 'await timer(ms, undefined, signal === undefined ? {} : { signal });',
      replacement: 'void ms;',
      effect: 'Failed requests are repeated without a pause.',
      tests: ['test/concurrency/backoff.test.ts'],
    },
    {
      name: 'backoff-does-not-grow',
      file: 'src/concurrency/backoff.ts',
      text: 'baseMs * 2 ** (failures - 1)',
      replacement: 'baseMs * failures ** 0',
      effect: 'A registry in trouble is asked at a constant rate.',
    },
    {
      name: 'aborted-source-not-closed',
      file: 'src/concurrency/abortable.ts',
      text: 'if (signal.aborted) void closeQuietly(iterator);',
      replacement: '',
      effect: 'A cancelled operation leaves files and connections open.',
      tests: ['test/concurrency/abortable.test.ts'],
    },
    {
      name: 'concurrency-limit-off-by-one',
      file: 'src/concurrency/for-each-concurrent.ts',
      text: 'while (running.size >= limit) await',
      replacement: 'while (running.size > limit) await',
      effect: 'More requests run at once than allowed.',
    },
    {
      name: 'failure-does-not-stop-others',
      file: 'src/concurrency/for-each-concurrent.ts',
      text: 'stop.abort(error);',
      replacement: '',
      effect: 'After a failure, the other transfers continue.',
    },
    {
      name: 'semaphore-slot-lost',
      file: 'src/concurrency/mutex.ts',
      text: 'if (next === undefined) this.#free++;',
      replacement: 'if (next === undefined) this.#free += 0;',
      effect: 'After an error, one operation fewer runs at once.',
    },
    {
      name: 'mutex-not-exclusive',
      file: 'src/concurrency/mutex.ts',
      text: 'await untilAborted(before, signal);',
      replacement: '',
      effect: 'Two pushes of one tag run at the same time.',
    },
    {
      name: 'single-flight-aborted-early',
      file: 'src/concurrency/single-flight.ts',
      text: 'if (flight.waiting === 0 && this.#remove(key, flight))',
      replacement: 'if (this.#remove(key, flight))',
      effect: 'One cancelled request fails the request of another caller.',
    },
  ],
};
