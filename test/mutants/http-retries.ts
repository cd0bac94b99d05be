import type { Mutant } from './mutant.ts';

/** Mutations of proxies, redirects and retries. */
export const retryMutants: readonly Mutant[] = [
  {
    name: 'no-proxy-of-other-port',
    file: 'src/http/proxy.ts',
    text: 'matchesPort(port) && isIP(candidate) === 0 &&',
    replacement: 'isIP(candidate) === 0 &&',
    effect: 'An entry of no_proxy for one port applies to all ports.',
    tests: ['test/http/proxy.test.ts'],
  },
  {
    name: 'range-lost-at-redirect',
    file: 'src/http/redirect.ts',
    text: "['accept', 'accept-encoding', 'range', 'user-agent']",
    replacement: "['accept', 'accept-encoding', 'user-agent']",
    effect: 'A resumed download from a store begins again.',
    tests: ['test/http/redirect.test.ts'],
  },
  {
    name: 'retried-response-kept',
    file: 'src/http/retry.ts',
    text: 'await response.body.discard();',
    replacement: '',
    effect: 'Each repeated request leaves a connection open.',
    tests: ['test/http/retry.test.ts'],
  },
  {
    name: 'wait-below-backoff',
    file: 'src/http/retry.ts',
    text: 'Math.max(Math.ceil(wait?.ms ?? 0), this.#policy.takeRetry(failures))',
    replacement: 'wait === undefined ? this.#policy.takeRetry(failures) : Math.ceil(wait.ms)',
    effect: 'A server that requests no wait gets requests without a pause.',
    tests: ['test/http/retries.test.ts'],
  },
  {
    name: 'progress-not-counted',
    file: 'src/http/retry.ts',
    text: ['    this.#progress = 0;', '    this.#failures = 0;'],
    replacement: '    this.#progress = 0;',
    effect: 'A long transfer over a poor connection fails.',
    tests: ['test/http/retries.test.ts'],
  },
  {
    name: 'budget-without-limit',
    file: 'src/http/retry.ts',
    text: 'Math.min(this.#maxBudget, this.#budget + 1)',
    replacement: 'this.#budget + 1',
    effect: 'After many requests, a failing registry gets many retries.',
    tests: ['test/http/retries.test.ts'],
  },
  {
    name: 'body-of-rate-limit-cut',
    file: 'src/http/download.ts',
    text: ['      yield* prefix;', '      if'],
    replacement: '      if',
    effect: 'An error lacks the beginning of its text.',
    tests: ['test/http/retries.test.ts'],
  },
  {
    name: 'redirect-response-kept',
    file: 'src/http/redirect.ts',
    text: 'await response.body.discard();',
    replacement: '',
    effect: 'Each redirect leaves a connection open.',
    tests: ['test/http/retries.test.ts'],
  },
];
