import type { Mutant } from './mutant.ts';

/** Mutations of single requests of the client. */
export const clientRequestMutants: readonly Mutant[] = [
  {
    name: 'missing-repository-of-push',
    file: 'src/client/errors.ts',
    text: "return request.route === 'manifest' && request.method === 'PUT' ? 'NAME_UNKNOWN' : notFoundByRoute[request.route];",
    replacement: 'return notFoundByRoute[request.route];',
    effect: 'A push to a missing repository reports a missing manifest.',
    tests: ['test/client/errors.test.ts'],
  },
  {
    name: 'registry-below-path',
    file: 'src/client/registry-client.ts',
    text: "new URL(base.pathname.replace(/\\/*$/, '/'), base)",
    replacement: "new URL('/', base)",
    effect: 'A registry below a path of a host does not answer.',
    tests: ['test/client/registry-client.test.ts'],
  },
  {
    name: 'last-chunk-before-check',
    file: 'src/client/blob-download.ts',
    text: 'if (borrowed && progress.position === progress.end) await progress.verify();',
    replacement: '',
    effect: 'A reader gets all bytes of a damaged blob before the error.',
    tests: ['test/client/blob-borrowed.test.ts', 'test/client/blob-download.test.ts'],
  },
  {
    name: 'upload-id-with-password',
    file: 'src/client/upload-session.ts',
    text: "url !== null && url.username === '' && url.password === '' && client",
    replacement: 'url !== null && client',
    effect: 'An upload id with user information sends other credentials.',
    tests: ['test/client/registry-client.test.ts'],
  },
  {
    name: 'deletion-of-other-status',
    file: 'src/client/registry-client.ts',
    text: 'if (![200, 202, 204].includes(response.status))',
    replacement: 'if (response.status >= 300)',
    effect: 'An unexpected answer counts as a deletion.',
    tests: ['test/client/registry-client.test.ts'],
  },
  {
    name: 'upload-id-of-other-repository',
    file: 'src/client/upload-session.ts',
    text: "id.startsWith(`${repository}@`) ? id.slice(repository.length + 1) : ''",
    replacement: "id.slice(id.indexOf('@') + 1)",
    effect: 'An upload id continues an upload to another repository.',
    tests: ['test/client/registry-client.test.ts'],
  },
  {
    name: 'blob-of-other-size-found',
    file: 'src/client/blob-lookup.ts',
    text: 'contentLength(response.headers) === size &&',
    replacement: '',
    effect: 'A damaged blob counts as existing.',
    tests: ['test/client/registry-client.test.ts', 'test/client/blob-upload.test.ts'],
  },
  {
    name: 'stored-upload-fails',
    file: 'src/client/blob-lookup.ts',
    text: 'if (!isOciError(error) || error.status < 500) return false;',
    replacement: 'if (!isOciError(error) || error.status <= 500) return false;',
    effect: 'An upload that the registry stored before it answered 500 fails.',
    tests: ['test/client/registry-client.test.ts'],
  },
];
