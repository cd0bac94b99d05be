import { describe, expect, it } from 'vitest';
import { explainFailure } from '../../src/output/index.ts';
import { OciError, optionName, type OciErrorCode, type OciErrorOptions } from '../../src/spec/index.ts';

const label = (name: string): string => `input "${name}"`;
const context = { label, registry: 'ghcr.io', directoryInput: 'source-dir' };

function errno(code: string, path?: string): Error {
  return Object.assign(new Error(`${code}: no`), { code, path });
}

describe('explanations of failures', () => {
  it.each<[OciErrorCode, string, OciErrorOptions | undefined, RegExp]>([
    [
      'UNAUTHORIZED',
      'ghcr.io answered 401',
      undefined,
      /^input "target": ghcr\.io answered 401; give input "username" and input "password", or log in to ghcr\.io first$/,
    ],
    [
      'DENIED',
      'ghcr.io answered 403. In a workflow, give the job "permissions: packages: write".',
      undefined,
      /^input "target": ghcr\.io answered 403; in a workflow, give the job "permissions: packages: write"$/,
    ],
    [
      'TLS_FAILED',
      'no handshake; give the certificate as ca-file',
      undefined,
      /^input "target": no handshake; give the certificate as ca-file$/,
    ],
    ['UNREACHABLE', 'refused; check it', { remedy: 'stated' }, /^input "target": refused; check it$/],
    ['UNREACHABLE', 'reset', { cause: errno('ECONNRESET') }, /^input "target": reset; check that/],
    ['UNREACHABLE', 'check.test was reset; a checksum', undefined, /a checksum; check that the registry/],
    ['UNAUTHORIZED', 'answered 401; log in to a', { remedy: 'stated' }, /^input "target": answered 401; log in to a$/],
    ['UNAUTHORIZED', 'answered 401 (please log in)', undefined, /\(please log in\); give input "username"/],
    [
      'UNKNOWN',
      'answered 400 "Client sent an HTTP request to an HTTPS server"',
      { remedy: 'plainHttp' },
      /^input "target": .*; omit input "plain-http"$/,
    ],
    [
      'REDIRECT_REFUSED',
      'another domain; if you trust it, allow the host a.test as a token realm',
      { remedy: 'tokenHosts' },
      /as a token realm; name it in input "token-hosts"$/,
    ],
    [
      'REDIRECT_REFUSED',
      'turn redirects off, or, if you trust minio, allow it as a redirect target',
      { remedy: 'trustedRedirectHosts' },
      /as a redirect target; name it in input "trusted-redirect-hosts"$/,
    ],
    ['REDIRECT_REFUSED', 'a.test/as a token realm', undefined, /^input "target": a\.test\/as a token realm$/],
    ['REDIRECT_REFUSED', 'https to http', undefined, /^input "target": https to http$/],
    ['ALREADY_EXISTS', `${optionName('ifTagExists')} is "fail"`, undefined, /^input "if-tag-exists" is "fail"$/],
    ['ALREADY_EXISTS', 'the tag is immutable', { status: 409 }, /^input "target": the tag is immutable$/],
    ['NAME_UNKNOWN', 'there is no a/b', undefined, /^input "target": there is no a\/b; check the name, and log in/],
    ['MANIFEST_UNKNOWN', 'a/b has no tag v9', undefined, /v9; check the tag or digest; "oci-artifact tags" lists/],
    [
      'UNAUTHORIZED',
      'a refused the credentials from the given user name and password',
      undefined,
      /; check input "username" and input "password", or log in to/,
    ],
    ['FILE_SYSTEM', 'cannot read a: it does not exist (ENOENT)', undefined, /\(ENOENT\); check the path$/],
    ['FILE_SYSTEM', 'cannot read a', { cause: errno('EACCES', '/src/a') }, /^input "source-dir": cannot read a$/],
    ['FILE_SYSTEM', 'cannot write a', { cause: errno('EACCES', '/out/a') }, /^input "output-dir": cannot write a; /],
    ['FILE_SYSTEM', 'cannot write a', { cause: errno('ENOSPC') }, /^input "output-dir"/],
    ['FILE_CHANGED', 'a changed', undefined, /^input "source-dir": a changed$/],
    ['INPUT_INVALID', 'a is a socket', undefined, /^input "source-dir": a is a socket$/],
    ['INPUT_INVALID', 'sub-dir "x" is absolute', { detail: { input: 'sub-dir' } }, /^sub-dir "x" is absolute$/],
    ['INPUT_INVALID', '"sub-dir" is a socket', undefined, /^input "source-dir": "sub-dir" is a socket$/],
    ['UNAVAILABLE', 'answered 503', undefined, /^input "target": answered 503; try again later/],
    ['UNAVAILABLE', 'full; delete a', { remedy: 'stated' }, /^input "target": full; delete a$/],
    [
      'CREDENTIALS',
      'cannot read config.json',
      undefined,
      /^input "target": cannot read config\.json; fix the configuration, or set input "username" and input "password"$/,
    ],
    ['CREDENTIALS', 'no keys; set KEYS', { remedy: 'stated' }, /^input "target": no keys; set KEYS$/],
    ['TIMEOUT', 'no answer in time', undefined, /^input "target": no answer in time$/],
    ['ABORTED', 'the operation was cancelled', undefined, /^the operation was cancelled$/],
  ])('%s: %s', (code, message, options, expected) => {
    expect(
      explainFailure(new OciError(code, message, options), {
        ...context,
        plainHttp: true,
        isOutput: (path) => path.startsWith('/out/'),
      }),
    ).toMatch(expected);
  });

  it.each([
    ['output-dir', /^input "output-dir": no space; give a writable directory/],
    ['target', /^input "target": no space; give a writable directory/],
    [undefined, /^no space; set input "output-dir" to a directory with free space$/],
  ])('name %s as the option with the directory that is full', (outputInput, expected) => {
    const error = new OciError('FILE_SYSTEM', 'no space', { cause: errno('ENOSPC') });
    expect(explainFailure(error, { ...context, outputInput })).toMatch(expected);
  });

  it('do not name an output directory that the command does not have', () => {
    const error = new OciError('FILE_SYSTEM', 'no space', { cause: errno('ENOSPC') });
    const given = { ...context, directoryInput: 'target', hasOption: () => false };
    expect(explainFailure(error, given)).toMatch(/^input "target": no space/);
  });

  it('have the message of the innermost error', () => {
    const cause = new OciError('DENIED', 'ghcr.io answered 403');
    const copy = Object.assign(
      new OciError('DENIED', 'failed to perform "Push" on destination: ghcr.io answered 403', { cause }),
      { name: 'CopyError' },
    );
    expect(explainFailure(copy, context)).toBe('input "target": ghcr.io answered 403');
  });

  it('say that the artifact is stored when its referrers cannot be updated during a copy', () => {
    const inner = new OciError('MANIFEST_INVALID', 'answered 400');
    const cause = new OciError('MANIFEST_INVALID', 'cannot add x, which is stored in a: answered 400', {
      cause: inner,
    });
    const copy = Object.assign(new OciError('MANIFEST_INVALID', `failed: ${cause.message}`, { cause }), {
      name: 'CopyError',
    });
    expect(explainFailure(copy, context)).toBe(`input "target": ${cause.message}`);
  });

  it.each([
    [true, /use another tag; or set input "if-tag-exists" to skip$/],
    [false, /use another tag$/],
  ])('name if-tag-exists for an immutable tag if the command has it: %s', (hasOption, expected) => {
    const message = 'answered 400 TAG_INVALID. The tag cannot be changed; use another tag';
    const error = new OciError('UNKNOWN', message, { remedy: 'ifTagExists' });
    const options = { ...context, hasOption: (name: string) => hasOption && name === 'if-tag-exists' };
    expect(explainFailure(error, options)).toMatch(expected);
  });

  it.each([
    [true, /empty config; set input "image-spec" to v1\.0$/],
    [false, /empty config$/],
  ])('name image-spec for a refused manifest if the command has it: %s', (hasOption, expected) => {
    const error = new OciError('MANIFEST_INVALID', 'answered 400. The registry may not know its empty config', {
      remedy: 'imageSpec',
    });
    const options = { ...context, hasOption: (name: string) => hasOption && name === 'image-spec' };
    expect(explainFailure(error, options)).toMatch(expected);
  });

  it('keep the list of tags that were already moved', () => {
    const cause = new OciError('DENIED', 'answered 403');
    const outer = new OciError('DENIED', 'tag "b" could not be written, while x:a points there already: answered 403', {
      cause,
    });
    expect(explainFailure(outer, context)).toBe(`input "target": ${outer.message}`);
  });

  it('name no directory when the command has none', () => {
    expect(explainFailure(new OciError('INPUT_INVALID', 'cannot listen on port 1'), { label })).toBe(
      'cannot listen on port 1',
    );
  });

  it('name the time limit when it passed', () => {
    expect(explainFailure(new OciError('TIMEOUT', 'the time limit passed'), { ...context, timedOut: true })).toMatch(
      /^input "timeout"/,
    );
  });

  it('are always one line', () => {
    const text = explainFailure(new Error('a\n::error::b'), context);
    expect(text).toBe(String.raw`unexpected failure: a\n::error::b`);
    expect(explainFailure('text', context)).toBe('unexpected failure: text');
  });
});
