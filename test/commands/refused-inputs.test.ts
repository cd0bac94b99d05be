import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readAnnotationEdit, withPlatform } from '../../src/commands/annotation-options.ts';
import { checkCacheSize } from '../../src/commands/cache-options.ts';
import { readSubject } from '../../src/commands/location-options.ts';
import { readInputs, type RawValues } from '../../src/commands/option.ts';
import { url } from '../../src/commands/option-types.ts';
import { registryHost } from '../../src/commands/registry-host.ts';
import { checkHosts, clientCertificate, credentials } from '../../src/commands/registry-options.ts';
import { serveOptions } from '../../src/commands/serve-options.ts';
import { servePlan } from '../../src/commands/serve-plan.ts';
import type { ServePlan } from '../../src/commands/serving.ts';
import { readAnnotationFile, readMediaTypeRule, sourceOptions } from '../../src/commands/source-options.ts';
import { parseLocation, platformFromText } from '../../src/spec/index.ts';

const label = (name: string): string => `--${name}`;
const context = { label, env: {}, notice: (): void => undefined };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'refused-inputs-'));
});
afterEach(() => rm(directory, { recursive: true }));

/** The message about a refused input. */
async function refusal(work: () => unknown): Promise<string> {
  const error: unknown = await (async () => work())().then(
    () => new Error('nothing was refused'),
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'INPUT_INVALID' });
  return (error as Error).message;
}

const serve = async (raw: RawValues): Promise<ServePlan> =>
  servePlan(await readInputs(serveOptions, raw, context), label);

describe('an edit of annotations', () => {
  const created = 'org.opencontainers.image.created';
  const edit = (...annotations: readonly string[]): ReturnType<typeof readAnnotationEdit> =>
    readAnnotationEdit({ annotations, remove: ['old'] }, context);

  it('sets and removes texts', () => {
    expect(edit('a=1', 'b=', `${created}=`)).toEqual({ set: { a: '1' }, remove: ['old', 'b', created] });
    expect(edit(`${created}=2026-01-31T12:00:00Z`).set).toEqual({ [created]: '2026-01-31T12:00:00Z' });
  });

  it.each(['yesterday', '2026-01-31', '2026-13-31T12:00:00Z'])('needs a date of RFC 3339: %s', async (date) => {
    expect(await refusal(() => edit('a=1', `${created}=${date}`))).toMatch(/^--annotations: /);
  });
});

describe('a platform', () => {
  const key = 'org.opencontainers.image.platform';
  const add = (annotations: Readonly<Record<string, string>>): unknown =>
    Object.values(withPlatform(annotations, platformFromText('linux/arm64'), label));

  it('is an annotation, which may be given in addition', async () => {
    expect(add({})).toEqual(['linux/arm64']);
    const [name = key] = Object.keys(withPlatform({}, platformFromText('linux/arm64'), label));
    expect(add({ [name]: 'linux/arm64' })).toEqual(['linux/arm64']);
    const message = await refusal(() => add({ [name]: 'linux/amd64' }));
    expect(message).toMatch(/^--annotations: ".*=linux\/amd64" names another platform than --platform/);
    expect(withPlatform({ [name]: 'linux/amd64' }, undefined, label)).toEqual({ [name]: 'linux/amd64' });
  });
});

describe('an option without the option that it belongs to', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      'the size of a cache',
      () => checkCacheSize({ cacheDirectory: undefined, cacheSize: 1 }, label),
      /^--cache-size: /,
    ],
    ['a certificate', () => clientCertificate({ certFile: 'a' }, label), /^--key-file: .* although --cert-file/],
    [
      'the key of a certificate',
      () => clientCertificate({ keyFile: 'a' }, label),
      /^--cert-file: .* although --key-file/,
    ],
    ['a user name', () => credentials('u', undefined, label), /^--password: .* although --username is given/],
    ['a password', () => credentials(undefined, 'p', label), /^--username: .* although --password is given/],
  ])('is refused: %s', async (_, work, message) => {
    expect(await refusal(work)).toMatch(message);
  });

  it('is accepted together with it', () => {
    checkCacheSize({ cacheDirectory: 'a', cacheSize: 1 }, label);
    checkCacheSize({ cacheDirectory: 'a', cacheSize: undefined }, label);
    expect(clientCertificate({ certFile: 'a', keyFile: 'b' }, label)).toEqual({ certFile: 'a', keyFile: 'b' });
    expect(clientCertificate({}, label)).toEqual({});
    expect(credentials('u', 'p', label)).toEqual({ username: 'u', password: 'p' });
  });
});

describe('a subject', () => {
  const target = parseLocation('ghcr.io/acme/app:v1');
  const digest = `sha256:${'a'.repeat(64)}`;

  it.each([
    ['v0', 'v0'],
    [digest, digest],
    ['ghcr.io/acme/app:v0', 'v0'],
    [`ghcr.io/acme/app:v0@${digest}`, digest],
  ])('is a manifest in the repository of the target: %s', (text, expected) => {
    expect(readSubject(text, target, context)).toBe(expected);
  });

  it.each([
    ['sha256:abc', /^--subject: "sha256:abc" is neither a digest nor a tag/],
    ['two words', /^--subject: "two words" is neither a digest nor a tag/],
    ['user:secret@host', /^--subject: (?!.*secret).*neither a digest nor a tag/],
    ['ghcr.io/acme/app', /names a repository without a manifest; add a tag or, better, a digest/],
    ['ghcr.io/acme/other:v1', /is in another repository than the target/],
    ['layout:/tmp/x:v1', /is in another repository than the target/],
  ])('is not %s', async (text, message) => {
    expect(await refusal(() => readSubject(text, target, context))).toMatch(message);
  });
});

describe('a registry', () => {
  const read = (text: string, acceptPrefix = true): unknown =>
    registryHost(acceptPrefix).parse(text, '--registry', context);

  it.each([
    ['ghcr.io', 'ghcr.io', undefined],
    ['oci://ghcr.io/acme', 'ghcr.io', 'acme'],
    ['HTTP://localhost:5000/', 'http://localhost:5000', undefined],
  ])('may be %s', (text, registry, prefix) => {
    expect(read(text)).toEqual({ registry, prefix });
  });

  it.each([
    ['user:secret@ghcr.io', /^--registry: (?!.*secret).*user information; write host or host:port/],
    ['ghcr.io/UPPER', /has a namespace that no repository can have; write host\/namespace/],
    ['ghcr.io/a//b', /has a namespace that no repository can have/],
    ['ghcr.io/a b', /has a namespace that no repository can have/],
    ['not a host', /is not a registry; write host or host:port/],
  ])('is not %s', async (text, message) => {
    expect(await refusal(() => read(text))).toMatch(message);
  });

  it('has no namespace if only the registry counts', async () => {
    expect(await refusal(() => read('ghcr.io/acme', false))).toMatch(
      /names a repository; write only the registry, ghcr/,
    );
  });
});

it.each(['a.example:443', '*.example.com', 'https://a.example', 'a.example/b', ''])(
  'a trusted host is not "%s"',
  async (host) => {
    expect(await refusal(() => checkHosts('--hosts', ['ok.example', host]))).toMatch(/^--hosts: .*is not a host/);
  },
);

it.each(['ftp://a.example', 'https://user@a.example', 'https://:secret@a.example', 'a.example', '/path'])(
  'a URL is not %s',
  async (text) => {
    expect(await refusal(() => url.parse(text, '--url', context))).toBe(
      '--url: is not a URL; write for example https://github.example.com/api/v3',
    );
  },
);

describe('a server', () => {
  it.each(['127.0.0.1', '::1', 'localhost'])('listens on %s without authentication', async (address) => {
    expect((await serve({ address })).address).toBe(address);
  });

  it.each(['0.0.0.0', '::', '192.0.2.1', 'registry.example.com'])('needs authentication on %s', async (address) => {
    expect(await refusal(() => serve({ address }))).toMatch(
      /^--address: .* is not a loopback address, and there is no authentication; give --htpasswd, or --insecure-anonymous/,
    );
    expect(await serve({ address, 'insecure-anonymous': 'true' })).toMatchObject({ address });
    const users = join(directory, 'htpasswd');
    await writeFile(users, 'username:$2b$04$PlzuBHuTKQZD9boh2bcUEeZJ8oj7BpZvfznCzRiLzTS8828onsS.e\n');
    expect(await serve({ address, htpasswd: users })).toMatchObject({ address });
  });

  it.each<[RawValues, RegExp]>([
    [{ address: '127.0.0.1:5000' }, /^--address: .* contains a port; write only the host, and give the port to --port/],
    [{ address: '[::1]:5000' }, /^--address: .* contains a port/],
    [
      { 'host-name': ['a.example', 'a..b'] },
      /^--host-name: "a\.\.b" is not a host name or an IP address without a port/,
    ],
    [{ 'host-name': ['a.example:5000'] }, /^--host-name: "a\.example:5000" is not a host name/],
    [{ prefix: 'Acme' }, /^--prefix: "Acme" is not the beginning of a repository name/],
    [{ prefix: 'acme/' }, /^--prefix: "acme\/" is not the beginning of a repository name/],
    [{ upstream: 'https://u:secret@a.example' }, /^--upstream: (?!.*secret).*it contains user information/],
    [{ upstream: 'https://a.example/b' }, /^--upstream: .* is not the address of a registry without a path/],
    [{ upstream: 'a.example', username: 'u' }, /^--password: it is missing although --username is given/],
  ])('refuses %j', async (raw, message) => {
    expect(await refusal(() => serve(raw))).toMatch(message);
  });
});

describe('the files of an artifact', () => {
  it.each(['*.json', '=text/plain', '*.json=json', '*.json='])('have no rule for media types "%s"', async (text) => {
    expect(await refusal(() => readMediaTypeRule(text, '--rules'))).toMatch(
      /^--rules: .* is not a rule for media types/,
    );
    expect(readMediaTypeRule('a=b.json = text/x', '--rules')).toEqual({ pattern: 'a=b.json', mediaType: 'text/x' });
  });

  it.each([
    ['a.json\nb.json', /^--config: .* names several configs; an artifact has one config/],
    ['a.json:text/', /^--config: .* has no valid media type after the colon; write path:media\/type/],
    ['a.json:/x y', /^--config: .* has no valid media type after the colon/],
  ])('have no config "%s"', async (text, message) => {
    expect(await refusal(() => sourceOptions.config.read(text, 'config', context))).toMatch(message);
  });

  it.each(['[]', '{"a.txt":1}', '{"a.txt":{"b":2}}', '"x"', '{', ''])(
    'have no annotation file with %s',
    async (content) => {
      const annotationFile = join(directory, 'annotations.json');
      await writeFile(annotationFile, '{"$manifest":{"a":"1"},"a.txt":{}}');
      expect(await readAnnotationFile({ annotationFile }, label)).toEqual({ $manifest: { a: '1' }, 'a.txt': {} });
      await writeFile(annotationFile, content);
      expect(await refusal(() => readAnnotationFile({ annotationFile }, label))).toMatch(
        /^--annotation-file: .*(?:is not valid JSON|is not an annotation file; write an object with the keys)/,
      );
      const missing = { annotationFile: join(directory, 'missing.json') };
      expect(await refusal(() => readAnnotationFile(missing, label))).toMatch(/^--annotation-file: .*cannot read/);
    },
  );
});
