import { assert, asyncProperty, integer, json as anyJson, oneof, property, string, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorOfResponse, isGitHubPackages, type RequestInfo } from '../../src/client/errors.ts';
import { Warnings, warningTexts } from '../../src/client/warnings.ts';
import type { HttpRegistryOptions } from '../../src/client/index.ts';
import { maxErrorBytes, type HttpResponse } from '../../src/http/index.ts';
import { once } from '../../src/streams/index.ts';
import { digestOf, mediaTypeImageManifest, OciError, ociErrorCodes, type OciErrorCode } from '../../src/spec/index.ts';
import { expectCode } from '../contract/content.ts';
import { ScriptedServer, type Step } from '../faults/kit/index.ts';
import { json, manifestWith, name, TestClient, wireError } from './test-client.ts';

const digest = digestOf('x');

async function failureOf(
  step: Step,
  work: (client: TestClient) => Promise<unknown> = (client) => client.registry.getBlob(name, digest),
  options: Partial<HttpRegistryOptions> = {},
): Promise<OciError> {
  await using server = await ScriptedServer.start();
  server.on(() => true, step);
  await using client = new TestClient(server.origin, { attempts: 1, ...options }, { attempts: 1 });
  const failure: unknown = await work(client).catch((error: unknown) => error);
  if (!(failure instanceof OciError)) throw failure;
  return failure;
}

function head(client: TestClient): Promise<unknown> {
  return client.registry.resolveBlob(name, digest);
}

/** Returns the name of the method of `HttpRegistry` that `work` calls. */
function methodOf(work: (client: TestClient) => Promise<unknown>): string {
  return work.toString().replace(/^.*registry\.(\w+).*$/s, '$1');
}

const noHeaders: HttpResponse['headers'] = { get: () => undefined, all: () => [] };

function bodyOf(content: string | Uint8Array): HttpResponse['body'] {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { [Symbol.asyncIterator]: () => once(bytes), discard: async () => undefined };
}

describe('error responses', () => {
  it('takes code and detail from the first error, and quotes the others (DL-08)', async () => {
    const body = JSON.stringify({
      errors: [
        { code: 'BLOB_UNKNOWN', message: 'not here', detail: { digest } },
        { code: 'DENIED', message: 'nor there' },
      ],
    });
    const failure = await failureOf({ status: 404, headers: json, body });
    expect([failure.code, failure.status, failure.detail]).toEqual(['BLOB_UNKNOWN', 404, { digest }]);
    expect(failure.message).toMatch(
      /^cannot read blob sha256:[0-9a-f]{64} of acme\/bundle: 127\.0\.0\.1:\d+ answered 404 BLOB_UNKNOWN: not here;/,
    );
    expect(failure.message).toMatch(/; DENIED: nor there$/);
  });

  it.each<[string, number, string, (client: TestClient) => Promise<unknown>, RegExp]>([
    ['a read-only registry', 405, 'UNSUPPORTED', (client) => client.registry.pushBlobChunked(name), /may be read-only/],
    [
      'a quota',
      413,
      'DENIED: the storage quota is used up',
      (client) => client.registry.pushBlobChunked(name),
      /limit of/,
    ],
    [
      'a storage limit',
      413,
      'adding 2 MiB of storage resource',
      (client) => client.registry.pushBlobChunked(name),
      /or raise/,
    ],
    [
      'an old token',
      403,
      'Your authorization token has expired',
      (client) => client.registry.resolveTag(name, 'v1'),
      /again$/,
    ],
    [
      'a missing right',
      403,
      'DENIED',
      (client) => client.registry.resolveTag(name, 'v1'),
      /may not read this repository/,
    ],
  ])('proposes a remedy for %s', async (_, status, reason, work, expected) => {
    const failure = await failureOf({ status, headers: json, body: wireError('UNKNOWN', reason) }, work);
    expect(failure.message).toMatch(expected);
    expect(failure.message).not.toContain('pull');
  });

  it('maps an unknown code to UNKNOWN and exposes it as wireCode (DL-08)', async () => {
    const failure = await failureOf({
      status: 400,
      headers: json,
      body: wireError('TAG_IMMUTABLE', 'it may not move'),
    });
    expect([failure.code, failure.wireCode, failure.status]).toEqual(['UNKNOWN', 'TAG_IMMUTABLE', 400]);
    expect(failure.message).toContain('it may not move');
  });

  const bodies: readonly (readonly [string, Step, string])[] = [
    ['plain text', { body: 'Repository is\nread only' }, String.raw`"Repository is\nread only"`],
    ['a web page', { headers: { 'content-type': 'text/html' }, body: '<h1>Nginx</h1>' }, 'with a web page'],
    ['JSON of another form', { headers: json, body: '{"message":"no"}' }, '{"message":"no"}'],
    ['nothing', {}, '(UNSUPPORTED)'],
    ['an empty list', { headers: json, body: '{"errors":[]}' }, '{"errors":[]}'],
    ['a null list', { headers: json, body: '{"errors":null}' }, '{"errors":null}'],
  ];
  for (const [title, step, expected] of bodies) {
    it(`takes the code from the status for ${title} (DL-08)`, async () => {
      const failure = await failureOf({ ...step, status: 405 });
      expect([failure.code, failure.status]).toEqual(['UNSUPPORTED', 405]);
      expect(failure.message).toContain(expected);
      expect(failure.message).not.toContain('\n');
      expect(failure.message).not.toContain('<h1>');
    });
  }

  it('reads 64 KiB of an endless error body (MF-06)', async () => {
    let sent = 0;
    const endless = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
      for (;;) {
        sent += 65_536;
        yield new Uint8Array(65_536).fill(0x61);
      }
    };
    const failure = await failureOf({ status: 400, body: endless });
    expect(failure.message.length).toBeLessThan(2000);
    expect(sent).toBeLessThan(8 * 1024 * 1024);
    expect((await failureOf({ status: 404, headers: json, body: wireError('DENIED', 'x'.repeat(60_000)) })).code).toBe(
      'DENIED',
    );
    expect(
      (await failureOf({ status: 404, headers: json, body: wireError('DENIED', 'x'.repeat(maxErrorBytes)) })).code,
    ).toBe('BLOB_UNKNOWN');
  });

  it('takes the code from the status when the body is truncated', async () => {
    expect((await failureOf({ status: 404, headers: json, body: wireError('DENIED'), cutAt: 5 })).code).toBe(
      'BLOB_UNKNOWN',
    );
  });

  const statuses: readonly (readonly [number, (client: TestClient) => Promise<unknown>, OciErrorCode])[] = [
    [404, (client) => client.registry.resolveBlob(name, digest), 'BLOB_UNKNOWN'],
    [404, (client) => client.registry.resolveManifest(name, digest), 'MANIFEST_UNKNOWN'],
    [404, (client) => client.registry.resolveTag(name, 'v1'), 'MANIFEST_UNKNOWN'],
    [404, (client) => client.registry.pushBlobChunked(name), 'NAME_UNKNOWN'],
    [404, (client) => client.registry.pushBlobChunkedResume(name, `${name}@/x`), 'BLOB_UPLOAD_UNKNOWN'],
    [
      404,
      ({ registry }) => registry.pushManifest(name, manifestWith('1').bytes, mediaTypeImageManifest),
      'NAME_UNKNOWN',
    ],
    [404, (client) => Array.fromAsync(client.registry.tags(name)), 'NAME_UNKNOWN'],
    [404, (client) => client.registry.deleteTag(name, 'v1'), 'MANIFEST_UNKNOWN'],
    [405, (client) => client.registry.deleteBlob(name, digest), 'UNSUPPORTED'],
    [401, (client) => client.registry.resolveBlob(name, digest), 'UNAUTHORIZED'],
    [403, (client) => client.registry.resolveBlob(name, digest), 'DENIED'],
    [429, (client) => client.registry.resolveBlob(name, digest), 'TOOMANYREQUESTS'],
    [500, (client) => client.registry.resolveBlob(name, digest), 'UNKNOWN'],
    [503, (client) => client.registry.resolveBlob(name, digest), 'UNAVAILABLE'],
    [418, (client) => client.registry.resolveBlob(name, digest), 'UNKNOWN'],
    [206, (client) => client.registry.resolveManifest(name, digest), 'PROTOCOL'],
  ];
  for (const [status, work, code] of statuses) {
    it(`maps ${status} without a body to ${code} for ${methodOf(work)}`, async () => {
      const failure = await failureOf({ status }, work);
      expect([failure.code, failure.status]).toEqual([code, status]);
    });
  }

  it('takes the code from the header when the response has no body', async () => {
    for (const code of ociErrorCodes)
      expect((await failureOf({ status: 404, headers: { 'oci-error-code': code } }, head)).code).toBe(code);
    expect((await failureOf({ status: 404, headers: { 'oci-error-code': 'TEAPOT' } }, head)).wireCode).toBe('TEAPOT');
  });

  it('converts any bytes to a typed error with a printable message', async () => {
    const request: RequestInfo = { method: 'GET', route: 'blob', operation: 'pull something', access: 'pull' };
    const texts = oneof(
      anyJson(),
      anyJson().map((text) => `{"errors":[${text}]}`),
    );
    const bodies = oneof(
      uint8Array(),
      texts.map((text) => new TextEncoder().encode(text)),
    );
    await assert(
      asyncProperty(bodies, integer({ min: 100, max: 599 }), async (bytes, status) => {
        const response: HttpResponse = {
          status,
          headers: noHeaders,
          url: new URL('http://example.com'),
          body: bodyOf(bytes),
        };
        const error = await errorOfResponse(request, response, { host: 'example.com', isGitHub: false });
        expect(error).toBeInstanceOf(OciError);
        // oxlint-disable-next-line no-control-regex
        expect(error.message).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      }),
      { numRuns: 300 },
    );
  });
});

describe('advice for a refused manifest', () => {
  const type = 'application/vnd.oci.empty.v1+json';
  const typeHint =
    /may not know its media type, artifact type or empty config, which a manifest of image-spec v1.0 does not have$/;
  const tagHint = /The tag cannot be changed; use another tag$/;
  const rights = /grant it this permission/;
  const none = /^(?!.*(?:may not know|cannot be changed|grant it))/;
  it.each([
    [400, 'MANIFEST_INVALID', `unknown media type: ${type}`, typeHint],
    [400, undefined, 'bad request', typeHint],
    [405, 'UNSUPPORTED', "Invalid parameter at 'ImageManifest' failed to satisfy constraint", typeHint],
    [405, undefined, '', typeHint],
    [415, 'UNSUPPORTED', `mediaType ${type} is not supported`, typeHint],
    [415, undefined, '', typeHint],
    [403, 'DENIED', `media type ${type} is not allowed`, typeHint],
    [403, 'DENIED', 'the artifactType is not on the list', typeHint],
    [403, 'DENIED', 'no permission', rights],
    [400, 'TAG_INVALID', 'cannot be overwritten because the repository is immutable', tagHint],
    [412, 'PRECONDITION', "due to 'a:v1' configured as immutable.", tagHint],
    [403, 'DENIED', 'tag v1 is immutable', tagHint],
    [409, 'CONFLICT', 'the tag v1 already exists', tagHint],
    [400, 'DIGEST_INVALID', 'provided digest did not match uploaded content', none],
    [400, 'MANIFEST_INVALID', 'quota of the project is exceeded', none],
    [400, 'TAG_INVALID', 'manifest tag did not match URI', none],
    [413, 'SIZE_INVALID', 'too large', none],
  ])('%i %s %s', async (status, code, message, expected) => {
    const body = code === undefined ? message : wireError(code, message);
    const failure = await failureOf({ status, body, ...(code === undefined ? {} : { headers: json }) }, (client) =>
      client.registry.pushManifest(name, manifestWith('1').bytes, mediaTypeImageManifest, { tags: ['v1'] }),
    );
    expect(failure.message).toMatch(expected);
    expect(failure.remedy).toBe(
      new Map([
        [tagHint, 'ifTagExists'],
        [typeHint, 'imageSpec'],
      ]).get(expected),
    );
  });

  const config = { mediaType: 'application/vnd.example', digest, size: 1 };
  it.each<[string, Readonly<Record<string, unknown>>, string | undefined, RegExp]>([
    ['an artifact type', { artifactType: 'a/b', config }, 'imageSpec', typeHint],
    ['the empty config', {}, 'imageSpec', typeHint],
    ['its own config', { config }, undefined, /or empty config$/],
    [
      'a subject',
      { subject: config },
      undefined,
      /subject.*a referrer needs a registry that supports image-spec v1\.1$/,
    ],
  ])('names image-spec v1.0 if it helps: %s', async (_, more, remedy, message) => {
    const failure = await failureOf({ status: 415 }, (client) =>
      client.registry.pushManifest(name, manifestWith('1', more).bytes, mediaTypeImageManifest),
    );
    expect(failure.message).toMatch(message);
    expect(failure.remedy).toBe(remedy);
  });

  it('is not given for other requests', async () => {
    const failure = await failureOf({ status: 405, headers: json, body: wireError('UNSUPPORTED', 'no') }, (client) =>
      client.registry.deleteTag(name, 'v1'),
    );
    expect(failure.message).toMatch(none);
  });
});

function errorFrom(host: string, request: Pick<RequestInfo, 'access'>, status: number): Promise<OciError> {
  const body = bodyOf(wireError('DENIED', 'permission_denied: write_package'));
  return errorOfResponse(
    { method: 'PUT', route: 'manifest', operation: 'push it', ...request },
    { status, headers: noHeaders, url: new URL('http://x'), body },
    { host, isGitHub: isGitHubPackages(host) },
  );
}

it("masks the secrets of the request in the registry's text, code and detail", async () => {
  const bodies = [wireError('DENIED', 'no secret-1', { got: 'secret-1' }), '{"message":"no secret-1"}', 'no secret-1'];
  for (const body of bodies) {
    const error = await errorOfResponse(
      { method: 'PUT', route: 'manifest', operation: 'push it', access: 'push' },
      {
        status: 403,
        headers: noHeaders,
        url: new URL('http://x'),
        body: bodyOf(body),
        maskSecrets: (text) => text.replaceAll('secret-1', '***'),
      },
      { host: 'x', isGitHub: false },
    );
    expect(error.reason).toContain('no ***');
    expect(JSON.stringify([error.message, error.detail, error.reason])).not.toContain('secret-1');
  }
});

describe('401 and 403', () => {
  it('names the missing permission for GitHub Packages', async () => {
    for (const host of ['ghcr.io', 'GHCR.IO']) {
      const { message } = await errorFrom(host, { access: 'push' }, 403);
      expect(message).toContain('permission_denied: write_package');
      expect(message).toContain('packages: write');
      expect(message).toContain('Manage Actions access');
      expect(message).toContain('fork');
    }
    expect((await errorFrom('ghcr.io', { access: 'pull' }, 401)).message).toContain('packages: read');
    expect((await errorFrom('ghcr.io', { access: 'delete' }, 403)).message).toContain('Admin');
  });

  it('states a remedy for a program only if the message tells the user to log in', async () => {
    expect((await errorFrom('registry.example.com', { access: 'push' }, 401)).remedy).toBe('stated');
    expect((await errorFrom('registry.example.com', { access: 'push' }, 403)).remedy).toBeUndefined();
    expect((await errorFrom('ghcr.io', { access: 'push' }, 401)).remedy).toBeUndefined();
    const refused = await failureOf({
      status: 403,
      body: wireError('DENIED', 'log in to this registry'),
      headers: json,
    });
    expect(refused.remedy).toBeUndefined();
  });

  it.each(['Client sent an HTTP request to an HTTPS server.', 'The plain HTTP request was sent to HTTPS port'])(
    'recognises a TLS port: %s',
    async (body) => {
      expect((await failureOf({ status: 400, body })).remedy).toBe('plainHttp');
    },
  );

  it('recognises a GitHub Enterprise server only by the option', async () => {
    const refused: Step = { status: 403 };
    const startUpload = (client: TestClient): Promise<unknown> => client.registry.pushBlobChunked(name);
    expect((await failureOf(refused, startUpload)).message).not.toContain('packages: write');
    expect((await failureOf(refused, startUpload, { gitHubPackages: true })).message).toContain('packages: write');
  });

  it('names account and permission for other registries, without advice for GitHub', async () => {
    for (const host of ['registry.example.com:5000', 'notghcr.io', 'ghcr.io.example.com', 'containers.example.com']) {
      expect((await errorFrom(host, { access: 'push' }, 403)).message).not.toContain('packages: write');
    }
    expect((await errorFrom('registry.example.com:5000', { access: 'push' }, 401)).message).toContain(
      'credentials for registry.example.com:5000',
    );
    expect((await errorFrom('registry.example.com:5000', { access: 'delete' }, 403)).message).toContain(
      'may not delete from this repository',
    );
  });
});

describe('warnings', () => {
  it('reports texts with code 299 once (CP-10)', async () => {
    await using server = await ScriptedServer.start();
    const headers: Step['headers'] = [
      ['Warning', '299 - "it will be removed soon"'],
      ['Warning', '299 - "say \\"hello\\", they said", 299 - "second" "Sun, 06 Nov 1994 08:49:37 GMT"'],
      ['Warning', '199 - "not of ours"'],
      ['Warning', '299 - "::error::a command"'],
    ];
    server.on('HEAD *', { headers: [...headers, ['content-length', '1']] });
    await using client = new TestClient(server.origin);
    await client.registry.resolveBlob(name, digest);
    await client.registry.resolveBlob(name, digest);
    const host = server.origin.host;
    expect(client.warnings).toEqual([
      `${host} warns: it will be removed soon`,
      `${host} warns: say "hello", they said`,
      `${host} warns: second`,
      `${host} warns: ::error::a command`,
    ]);
  });

  it('escapes control characters and line breaks in warnings (CP-10)', () => {
    const reported: string[] = [];
    const values = ['299 - "a\n::error::b\u001b[31m\u202e"'];
    const response: HttpResponse = {
      status: 200,
      headers: { get: () => values[0], all: () => values },
      url: new URL('http://x'),
      body: bodyOf(''),
    };
    new Warnings('example.com', (text) => reported.push(text)).read(response);
    expect(reported).toEqual([String.raw`example.com warns: a\n::error::b\u001b[31m\u202e`]);
  });

  it('reports at most 4,096 bytes of warnings of one response (CP-10)', async () => {
    await using server = await ScriptedServer.start();
    server.on('HEAD *', {
      headers: [
        ['Warning', `299 - "${'x'.repeat(4090)}"`],
        ['Warning', '299 - "0123456789"'],
        ['Warning', '299 - "never"'],
        ['content-length', '1'],
      ],
    });
    await using client = new TestClient(server.origin);
    await client.registry.resolveBlob(name, digest);
    expect(client.warnings.map((text) => text.split('warns: ')[1]?.length)).toEqual([4090, 6]);
  });

  it('parses any header in a short time without throwing (CP-10)', () => {
    assert(property(string({ maxLength: 2000 }), (text) => Array.isArray(warningTexts(text))));
    // In exponential time, these texts exceed the time limit of the test.
    warningTexts(`299 - "${'\\'.repeat(16_000)}`);
    warningTexts('299 - "a"'.repeat(2000));
  });

  it('escapes control characters in error texts of the registry (CP-10)', async () => {
    const failure = await failureOf({
      status: 404,
      headers: json,
      body: wireError('BLOB_UNKNOWN', 'a\n::set-output x\r\u001b[2J'),
    });
    // oxlint-disable-next-line no-control-regex
    expect(failure.message).not.toMatch(/[\u0000-\u001f]/);
    await expectCode(Promise.reject(failure), 'BLOB_UNKNOWN');
  });
});

it.each(['the repository is read-only', 'the quota is used up', 'write_package is missing'])(
  'a refused lookup of a blob has the reason of the registry: %s',
  async (message) => {
    const body = JSON.stringify({ errors: [{ code: 'DENIED', message }] });
    const failure = await failureOf({ status: 403, body }, head);
    expect(failure).toMatchObject({ code: 'DENIED', status: 403 });
    expect(failure.message).toContain(message);
  },
);
