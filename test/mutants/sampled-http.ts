import type { MutatedModule } from './mutant.ts';

export const sampledHttp: MutatedModule = {
  module: 'http',
  mutants: [
    {
      name: 'code-of-closed-transport',
      file: 'src/http/fetch-dispatch.ts',
      text: "return new OciError('ABORTED', `${method} ${redactUrl(url)} failed: ${reason}`);",
      replacement: "return new OciError('DENIED', `${method} ${redactUrl(url)} failed: ${reason}`);",
      effect: 'A request over a closed transport is reported as denied.',
      tests: ['test/http/fetch-transport.test.ts'],
    },
    {
      name: 'whole-error-body',
      file: 'src/http/download.ts',
      text: '(size < limit && !ended) {',
      replacement: '(!ended) {',
      effect: 'An endless error response fills the memory.',
      tests: ['test/http/peek.test.ts'],
    },
    {
      name: 'failure-code-in-cause',
      file: 'src/http/fetch-dispatch.ts',
      text: 'depth < 5; at = at.cause, depth++',
      replacement: 'depth < 1; at = at.cause, depth++',
      effect: 'A refused connection is an unknown error in runtimes with fetch.',
      tests: ['test/http/fetch-transport.test.ts'],
    },
    {
      name: 'mistake-of-caller-explained',
      file: 'src/http/fetch-dispatch.ts',
      text: 'return known === undefined ? error : networkError(known, summary);',
      replacement: 'return networkError(known ?? (error as Error), summary);',
      effect: 'A mistake in a given fetch function is reported as a failure of the network.',
      tests: ['test/http/fetch-transport.test.ts'],
    },
    {
      name: 'early-end-of-fetch',
      file: 'src/http/fetch-download.ts',
      text: ['          if (this.#length !== undefined && size < this.#length) throw endedEarly();', ''],
      replacement: '',
      effect: 'A truncated response is complete in runtimes that do not report it.',
      tests: ['test/http/fetch-transport.test.ts'],
    },
  ],
};
