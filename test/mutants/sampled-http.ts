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
  ],
};
