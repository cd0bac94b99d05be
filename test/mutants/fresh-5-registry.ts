import type { MutatedModule } from './mutant.ts';

const lists: readonly MutatedModule[] = [
  {
    module: 'auth',
    mutants: [
      {
        name: 'lookup-returns-anonymous',
        file: 'src/auth/credential-lookup.ts',
        text: ['    return foundCredential;', '  }', '', '  reportSecrets'],
        replacement: ['    return answer;', '  }', '', '  reportSecrets'],
        effect: 'A source with an empty credential hides the message that no credentials were found.',
        tests: ['test/auth/authenticate.test.ts'],
      },
    ],
  },
  {
    module: 'bucket',
    mutants: [
      {
        name: 'gc-mark-age-inverted',
        file: 'src/bucket/garbage-collection.ts',
        text: 'if (modifiedMs > nowMs - takeOverMs) continue;',
        replacement: 'if (modifiedMs < nowMs - takeOverMs) continue;',
        effect: 'A collection continues a deletion that another one may still run, and never one that was stopped.',
        tests: ['test/bucket/gc.test.ts'],
      },
      {
        name: 'gc-used-mark-never-removed',
        file: 'src/bucket/garbage-collection.ts',
        text: "else if (stateOf(mark) === 'used' && modifiedMs < oldMs) await",
        replacement: "else if (stateOf(mark) === 'used' && modifiedMs > nowMs) await",
        effect: 'The marks of used content stay in the bucket forever.',
        tests: ['test/bucket/gc.test.ts'],
      },
      {
        name: 'gc-interrupted-deletion-not-finished',
        file: 'src/bucket/garbage-collection.ts',
        text: 'if (await marks.beginDeletion(content, etag, options)) await marks.finishDeletion(content, options);',
        replacement: 'await marks.beginDeletion(content, etag, options);',
        effect: 'Content whose deletion was interrupted stays in the bucket forever.',
        tests: ['test/bucket/gc.test.ts'],
      },
      {
        name: 'write-unique-lost-response',
        file: 'src/bucket/small-objects.ts',
        text: "return current?.value?.['nonce'] === nonce ? current.head.etag : undefined;",
        replacement: 'return undefined;',
        effect: 'A collection does not delete content when the response to its mark is lost.',
        tests: ['test/bucket/gc.test.ts'],
      },
      {
        name: 'tags-one-attempt',
        file: 'src/bucket/tags.ts',
        text: 'const maxAttempts = 5;',
        replacement: 'const maxAttempts = 1;',
        effect: 'The deletion of a tag fails when another replica writes it at the same time.',
        tests: ['test/bucket/registry.test.ts'],
      },
    ],
  },
  {
    module: 'client',
    mutants: [
      {
        name: 'supports-referrers-any-status',
        file: 'src/client/referrers.ts',
        text: ['    if (response.status !== 200) throw await client.errorOf(request, response);', '    return true;'],
        replacement: '    return true;',
        effect:
          'A refused lookup of referrers after a deletion leaves an entry in the fallback index without an error.',
        tests: ['test/client/referrers.test.ts'],
      },
      {
        name: 'mount-digest-unchecked',
        file: 'src/client/upload-session.ts',
        text: [
          '    checkContentDigest(response, digest, `cannot ${purpose.operation}`);',
          '    await discard(response);',
          '    return undefined;',
        ],
        replacement: ['    await discard(response);', '    return undefined;'],
        effect: 'A push counts a blob as mounted when the registry mounted another one.',
        tests: ['test/client/mounts-on-push.test.ts'],
      },
      {
        name: 'mount-body-not-discarded',
        file: 'src/client/upload-session.ts',
        text: ['    await discard(response);', '    return undefined;', '  }', '', '  /**', '   * Creates'],
        replacement: ['    return undefined;', '  }', '', '  /**', '   * Creates'],
        effect: 'The connection of a mount whose response has a body stays open.',
        tests: ['test/client/discarded-bodies.test.ts'],
      },
    ],
  },
  {
    module: 'credentials',
    mutants: [
      {
        name: 'helper-is-credential',
        file: 'src/credentials/credential-helpers.ts',
        text: "return answer !== 'none' && answer !== 'missing';",
        replacement: "return answer !== 'none';",
        effect: 'A credential helper that is installed later is not used by a running process.',
        tests: ['test/credentials/helper.test.ts'],
      },
      {
        name: 'logout-entry-kept',
        file: 'src/credentials/login.ts',
        text: 'return suffix === undefined ? hadEntry : had || hadEntry;',
        replacement: 'return suffix === undefined ? hadEntry : had;',
        effect: 'A logout reports that there was no login when only the file had it.',
        tests: ['test/credentials/login.test.ts'],
      },
      {
        name: 'logout-helper-failure-ignored',
        file: 'src/credentials/login.ts',
        text: ['    if (!had && !isNotFound(output)) throw failedHelper(program, checked, output);', ''],
        replacement: '',
        effect: 'A logout succeeds although the credential helper failed.',
        tests: ['test/credentials/login.test.ts'],
      },
    ],
  },
  {
    module: 'http',
    mutants: [
      {
        name: 'fetch-header-all-split',
        file: 'src/http/fetch-dispatch.ts',
        text: 'return value === null ? [] : [value];',
        replacement: "return value === null ? [] : value.split(',');",
        effect: 'A registry in Deno or a browser whose challenge has a comma in a value cannot be used.',
        tests: ['test/http/fetch-transport.test.ts'],
      },
      {
        name: 'tls-reset-not-retried',
        file: 'src/http/network-error.ts',
        text: [
          "remedy: `if the registry speaks plain HTTP, set ${optionName('plainHttp')}`,",
          '      transient: true,',
          '    };',
          '  }',
          '  const problem',
        ],
        replacement: [
          "remedy: `if the registry speaks plain HTTP, set ${optionName('plainHttp')}`,",
          '      transient: false,',
          '    };',
          '  }',
          '  const problem',
        ],
        effect: 'A connection that ends during the TLS handshake fails the operation at once.',
        tests: ['test/http/errors.test.ts'],
      },
    ],
  },
  {
    module: 'layout',
    mutants: [
      {
        name: 'damage-error-size',
        file: 'src/layout/blob-file-reader.ts',
        text: "return isOciError(error, 'DIGEST_MISMATCH', 'SIZE_MISMATCH');",
        replacement: "return isOciError(error, 'DIGEST_MISMATCH');",
        effect: 'A blob that was truncated counts as present, so that no push repairs it.',
        tests: ['test/layout/verified-blobs.test.ts'],
      },
      {
        name: 'entries-errors-hidden',
        file: 'src/layout/plain-file.ts',
        text: [
          '    if (!isMissing(error)) throw fileSystemError(error, `list ${folder}`);',
          '  }',
          '}',
          '',
          'function notPlain',
        ],
        replacement: ['    void error;', '  }', '}', '', 'function notPlain'],
        effect: 'A collection treats a folder that it cannot read as empty.',
        tests: ['test/layout/repository.test.ts'],
      },
      {
        name: 'any-names-digest-allowed',
        file: 'src/layout/ref-names.ts',
        text: ['tagOfFullReference(name) !== undefined) &&', '      !isDigest(name)),'],
        replacement: 'tagOfFullReference(name) !== undefined)),',
        effect: 'A tag of a layout can have the form of a digest.',
        tests: ['test/layout/repository.test.ts'],
      },
      {
        name: 'any-names-length',
        file: 'src/layout/ref-names.ts',
        text: '(name.length <= maxRefNameLength &&',
        replacement: '(name.length < maxRefNameLength &&',
        effect: 'A name with the maximum length is refused.',
        tests: ['test/layout/repository.test.ts'],
      },
      {
        name: 'damage-of-repaired-blob',
        file: 'src/layout/blob-files.ts',
        text: 'return state?.contentFingerprint === this.#reader.damaged.get(digest) ? undefined : state;',
        replacement: 'return this.#reader.damaged.has(digest) ? undefined : state;',
        effect: 'A blob that was damaged and then repaired by another process counts as absent until the process ends.',
        tests: ['test/layout/verified-blobs.test.ts'],
      },
    ],
  },
  {
    module: 'server',
    mutants: [
      {
        name: 'page-secure-proxy',
        file: 'src/server/page.ts',
        text: " || headers['x-forwarded-proto'] === 'https'",
        replacement: '',
        effect: 'The commands on the page use plain HTTP for a registry behind a proxy with TLS.',
        tests: ['test/server/page.test.ts'],
      },
      {
        name: 'token-post-scope-requested',
        file: 'src/server/token-endpoint.ts',
        text: 'issuer.grant(user, requested).map(formatScope)',
        replacement: 'requested.map(formatScope)',
        effect: 'The reply to a token request names scopes that were not granted.',
        tests: ['test/server/guard.test.ts'],
      },
      {
        name: 'upload-chunk-limit',
        file: 'src/server/uploads.ts',
        text: 'Math.min(remaining, chunkSize(range));',
        replacement: 'Math.max(remaining, chunkSize(range));',
        effect: 'A chunk that is longer than its range is appended to the upload.',
        tests: ['test/server/uploads.test.ts'],
      },
      {
        name: 'upload-range-detail',
        file: 'src/server/uploads.ts',
        text: '{ detail: { offset: writer.size } },',
        replacement: '{ detail: { offset: range.start } },',
        effect: 'A refused chunk names a wrong offset, so that the client resumes at a wrong byte.',
        tests: ['test/server/uploads.test.ts'],
      },
    ],
  },
  {
    module: 'verification',
    mutants: [
      {
        name: 'identity-server-default',
        file: 'src/verification/identity.ts',
        text: 'serverOf(rule.issuer ?? githubActionsIssuer)',
        replacement: 'serverOf(githubActionsIssuer)',
        effect: 'A rule for the issuer of GitHub Enterprise accepts workflows of github.com.',
        tests: ['test/verification/identity.test.ts'],
      },
    ],
  },
];

/** Mistakes at random places of the modules for registries and stores. */
export const freshRegistry: readonly MutatedModule[] = lists;
