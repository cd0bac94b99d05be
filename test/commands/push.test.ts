import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readInputs, type RawValues, type ReadContext } from '../../src/commands/option.ts';
import { publishPlan } from '../../src/commands/publish-plan.ts';
import { push } from '../../src/commands/push.ts';
import { registryAccess, type RegistryAccess } from '../../src/commands/registry-options.ts';
import { defaultTagOf } from '../../src/operations/index.ts';
import { formatLocation, isOciError } from '../../src/spec/index.ts';

type Env = Readonly<Record<string, string | undefined>>;

const notices: string[] = [];

interface Read {
  readonly plan: ReturnType<typeof publishPlan>;
  readonly connection: RegistryAccess;
  readonly outputDir: string | undefined;
  readonly timeoutMs: number | undefined;
  readonly summary: boolean;
}

async function read(raw: RawValues, env: Env = {}): Promise<Read> {
  notices.length = 0;
  const context: ReadContext = {
    env,
    label: (name) => `input "${name}"`,
    notice: (text) => notices.push(text),
  };
  const given = { 'source-dir': './bundle', target: 'oci://ghcr.io/acme/bundle:v1', ...raw };
  const inputs = await readInputs(push.options, given, context);
  return {
    plan: publishPlan(inputs, context),
    connection: await registryAccess(inputs, context.label),
    outputDir: inputs.outputDir,
    timeoutMs: inputs.timeout,
    summary: inputs.summary,
  };
}

async function refusal(raw: RawValues, env: Env = {}): Promise<string> {
  try {
    await read(raw, env);
  } catch (error) {
    if (isOciError(error, 'INPUT_INVALID')) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('inputs of push', () => {
  it('applies every default', async () => {
    const { plan, connection, outputDir, timeoutMs, summary } = await read({});
    expect(plan).toEqual({
      sourceDir: './bundle',
      files: undefined,
      format: undefined,
      target: { kind: 'registry', registry: 'ghcr.io', repository: 'acme/bundle', tag: 'v1' },
      furtherTargets: [],
      tags: ['v1'],
      pushByDigest: false,
      semverTags: false,
      subDir: undefined,
      annotations: {},
      layerAnnotations: {},
      artifactType: undefined,
      layers: 'single',
      layerSize: undefined,
      shard: undefined,
      reuseFrom: undefined,
      archive: 'tar',
      layerMediaType: undefined,
      mediaTypes: [],
      config: undefined,
      platform: undefined,
      labels: {},
      imageSpec: undefined,
      version: undefined,
      workflow: { repositoryUrl: undefined, commit: undefined, refName: undefined },
      exclude: [],
      symlinks: 'preserve',
      allowOutsideLinks: false,
      modes: 'keep',
      timestamp: undefined,
      compression: 'gzip',
      compressionLevel: undefined,
      ifTagExists: 'overwrite',
      push: true,
      concurrency: 4,
    });
    expect(connection).toEqual({
      plainHttp: undefined,
      insecureTls: false,
      caFile: undefined,
      username: undefined,
      password: undefined,
      githubToken: undefined,
      tokenHosts: [],
      trustedRedirectHosts: [],
      attempts: 5,
    });
    expect({ outputDir, timeoutMs, summary }).toEqual({ outputDir: undefined, timeoutMs: undefined, summary: true });
  });

  it('reads an empty input as its default', async () => {
    const optional = Object.entries(push.options).filter(
      ([name, { required, scope }]) => required === undefined && scope !== 'cli' && name !== 'source-dir',
    );
    const empty: RawValues = Object.fromEntries(optional.map(([name]) => [name, '']));
    expect((await read(empty)).plan).toEqual((await read({})).plan);
  });

  it('reads exclude patterns with their white space, one per line or one per flag', async () => {
    const patterns = [' lead', 'key\\ ', 'tab\t', '\t', '# comment', 'a '];
    for (const raw of [`${patterns.join('\n')}\n\n  \n`, [...patterns, '', ' ']])
      expect((await read({ exclude: raw })).plan.exclude).toEqual(patterns);
    for (const raw of ['[a', 'a\nb\\\nc', ['x', '[[:x:]]']])
      expect(await refusal({ exclude: raw })).toMatch(/^input "exclude": cannot parse the pattern "/);
  });

  it('reads every input', async () => {
    const { plan, connection, outputDir, timeoutMs, summary } = await read({
      'sub-dir': 'charts/app',
      annotations: 'a=1\nb = x=y \n\n',
      version: '1.2.0',
      'artifact-type': 'application/vnd.example.bundle.v1',
      exclude: '*.log\n!keep.log\n',
      symlinks: 'follow',
      'allow-outside-links': 'True',
      modes: 'normalize',
      timestamp: '2026-01-31T12:00:00+01:00',
      compression: 'zstd',
      'compression-level': '19',
      'plain-http': 'TRUE',
      'insecure-tls': 'true',
      username: 'me',
      password: 'secret',
      'github-token': 'ghs_x',
      'if-tag-exists': 'skip',
      push: 'False',
      retries: '2',
      timeout: '1h30m',
      concurrency: '8',
      'output-dir': 'out',
      summary: 'FALSE',
    });
    expect(plan).toMatchObject({
      subDir: 'charts/app',
      annotations: { a: '1', b: 'x=y', 'org.opencontainers.image.version': '1.2.0' },
      artifactType: 'application/vnd.example.bundle.v1',
      exclude: ['*.log', '!keep.log'],
      symlinks: 'follow',
      allowOutsideLinks: true,
      modes: 'normalize',
      timestamp: '2026-01-31T12:00:00+01:00',
      compression: 'zstd',
      compressionLevel: 19,
      ifTagExists: 'skip',
      push: false,
      concurrency: 8,
    });
    expect(connection).toMatchObject({
      plainHttp: true,
      insecureTls: true,
      username: 'me',
      password: 'secret',
      githubToken: 'ghs_x',
      attempts: 2,
    });
    expect({ outputDir, timeoutMs, summary }).toEqual({ outputDir: 'out', timeoutMs: 5_400_000, summary: false });
  });

  it.each<[string, RawValues, RegExp]>([
    ['unknown symlinks', { symlinks: 'copy' }, /^input "symlinks": "copy" .*preserve, follow or error/],
    ['unknown modes', { modes: 'any' }, /^input "modes": "any"/],
    ['unknown compression', { compression: 'brotli' }, /^input "compression": "brotli" .*gzip, zstd or none/],
    ['unknown if-tag-exists', { 'if-tag-exists': 'ignore' }, /^input "if-tag-exists": "ignore"/],
    ['an invalid boolean', { push: 'yes' }, /^input "push": "yes" .*true or false/],
    ['a level out of range for gzip', { 'compression-level': '10' }, /^input "compression-level": "10" .*0 to 9/],
    [
      'a level out of range for zstd',
      { compression: 'zstd', 'compression-level': '0' },
      /^input "compression-level": "0" .*1 to 19/,
    ],
    [
      'a level without compression',
      { compression: 'none', 'compression-level': '3' },
      /^input "compression-level": "3"/,
    ],
    ['a level that is not a number', { 'compression-level': 'best' }, /^input "compression-level": "best"/],
    ['a timestamp without time', { timestamp: '2026-01-31' }, /^input "timestamp": "2026-01-31" .*RFC 3339/],
    ['a day that does not exist', { timestamp: '2026-02-30T00:00:00Z' }, /^input "timestamp"/],
    ['an invalid duration', { timeout: 'soon' }, /^input "timeout": "soon" .*30m/],
    ['a duration followed by other text', { timeout: '30m!' }, /^input "timeout": "30m!"/],
    ['a duration that is too long', { timeout: '999999h' }, /^input "timeout": "999999h"/],
    ['no attempts', { retries: '0' }, /^input "retries": "0"/],
    ['attempts that differ from retries', { attempts: '3', retries: '4' }, /^input "attempts": "3".*input "retries"/],
    ['negative concurrency', { concurrency: '-1' }, /^input "concurrency": "-1"/],
    ['an artifact type that is not a media type', { 'artifact-type': 'bundle' }, /^input "artifact-type": "bundle"/],
    ['a user name without password', { username: 'me' }, /^input "password".*input "username"/],
    ['a password without user name', { password: 'canary-secret' }, /^input "username".*input "password"/],
    ['an annotation without "="', { annotations: 'a=1\njust words' }, /^input "annotations": "just words"/],
    ['an annotation without key', { annotations: '=1' }, /^input "annotations": "=1"/],
    ['an annotation key with a space', { annotations: 'a b=1' }, /^input "annotations": "a b=1"/],
    ['no source', { 'source-dir': '' }, /^`sourceDir`: no source is given/],
    ['no target', { target: '' }, /^input "target": it is missing/],
    ['a missing CA file', { 'ca-file': '/nowhere/ca.pem' }, /^input "ca-file": "\/nowhere\/ca.pem" .*ENOENT/],
    [
      'a shard above the number of shards',
      { layers: 'auto', shard: '5/4' },
      /"5\/4" is not a shard; write for example 2\/4/,
    ],
    ['a shard below 1', { layers: 'auto', shard: '0/4' }, /"0\/4" is not a shard/],
    ['a shard that is a word', { layers: 'auto', shard: 'x' }, /"x" is not a shard/],
    ['a shard with version tags', { layers: 'auto', shard: '1/2', 'semver-tags': 'true' }, /input "shard" writes none/],
    ['a size of layers without auto', { layers: 'entries', 'layer-size': '1MiB' }, /has an effect only with .*auto/],
    ['an unknown split', { layers: 'chunks' }, /write single, entries or auto/],
  ])('rejects %s', async (_, raw, message) => {
    const text = await refusal(raw);
    expect(text).toMatch(message);
    expect(text).not.toContain('canary');
  });

  it('rejects a CA file without a certificate, or with an invalid one', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'inputs-'));
    try {
      const path = join(directory, 'ca.pem');
      await writeFile(path, 'not a certificate');
      expect(await refusal({ 'ca-file': path })).toMatch(/^input "ca-file".*contains no certificate/);
      await writeFile(path, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n');
      expect(await refusal({ 'ca-file': path })).toMatch(/^input "ca-file".*number 1/);
    } finally {
      await rm(directory, { recursive: true });
    }
  });

  it('quotes a value with visible control characters', async () => {
    expect(await refusal({ symlinks: 'x\n::set-output name=a::b' })).toContain(String.raw`x\n::set-output`);
  });
});

describe('chunk-size', () => {
  it.each([
    [{}, undefined],
    [{ 'chunk-size': '50MiB' }, 50 * 1024 * 1024],
    [{ 'chunk-size': '100MB' }, 100_000_000],
    [{ 'chunk-size': '65536' }, 65_536],
  ])('reads %j as %i bytes', async (raw, bytes) => {
    expect((await read(raw)).connection.chunkSize).toBe(bytes);
  });

  it.each<[string, RawValues, readonly string[] | undefined]>([
    ['nothing', {}, undefined],
    ['none', { 'reuse-from': 'none' }, []],
    ['a reference', { 'reuse-from': 'oci://ghcr.io/acme/x:v0' }, ['ghcr.io/acme/x:v0']],
    [
      'two references',
      { 'reuse-from': 'ghcr.io/acme/x:v0\nghcr.io/acme/y:v1' },
      ['ghcr.io/acme/x:v0', 'ghcr.io/acme/y:v1'],
    ],
    ['a shard, which has no tag', { shard: '1/2' }, ['ghcr.io/acme/bundle:v1']],
  ])('reads reuse-from: %s', async (_, raw, expected) => {
    const { plan } = await read({ layers: 'auto', ...raw });
    expect(plan.reuseFrom?.map(formatLocation)).toEqual(expected);
  });

  it('rejects none next to a reference', async () => {
    const text = await refusal({ layers: 'auto', 'reuse-from': 'ghcr.io/acme/x:v0\nnone' });
    expect(text).toMatch(/^input "reuse-from": "none" /);
  });

  it.each(['0', '-1', 'large', '5MiBs'])('rejects %s', async (given) => {
    expect(await refusal({ 'chunk-size': given })).toMatch(/^input "chunk-size": "/);
  });
});

describe('attempts', () => {
  it.each<[RawValues, number]>([
    [{}, 5],
    [{ attempts: '1' }, 1],
    [{ retries: '2' }, 2],
    [{ attempts: '3', retries: '3' }, 3],
  ])('reads %j as %i attempts in total', async (raw, attempts) => {
    expect((await read(raw)).connection.attempts).toBe(attempts);
  });
});

describe('timestamp', () => {
  it('comes from SOURCE_DATE_EPOCH unless it is given', async () => {
    expect((await read({}, { SOURCE_DATE_EPOCH: '1700000000' })).plan.timestamp).toBe('2023-11-14T22:13:20Z');
    expect((await read({ timestamp: '2026-01-31T12:00:00Z' }, { SOURCE_DATE_EPOCH: 'rubbish' })).plan.timestamp).toBe(
      '2026-01-31T12:00:00Z',
    );
    expect(await refusal({}, { SOURCE_DATE_EPOCH: 'yesterday' })).toMatch(/^SOURCE_DATE_EPOCH: "yesterday"/);
  });
});

describe('annotations', () => {
  const env: Env = { GITHUB_SERVER_URL: 'https://github.example', GITHUB_REPOSITORY: 'acme/app', GITHUB_SHA: 'abc123' };

  it('have defaults from the workflow', async () => {
    expect((await read({ version: 'v2' }, env)).plan.annotations).toEqual({
      'org.opencontainers.image.source': 'https://github.example/acme/app',
      'org.opencontainers.image.revision': 'abc123',
      'org.opencontainers.image.version': 'v2',
    });
  });

  it('and formats know the repository, the commit and the branch of the workflow', async () => {
    const onBranch = { ...env, GITHUB_REF_NAME: 'main', GITHUB_HEAD_REF: '' };
    const expected = { repositoryUrl: 'https://github.example/acme/app', commit: 'abc123', refName: 'main' };
    expect((await read({}, onBranch)).plan.workflow).toEqual(expected);
    const inPullRequest = { ...env, GITHUB_REF_NAME: '12/merge', GITHUB_HEAD_REF: 'fix-1' };
    expect((await read({}, inPullRequest)).plan.workflow).toEqual({ ...expected, refName: 'fix-1' });
    expect((await read({}, { GITHUB_REPOSITORY: 'acme/app' })).plan.workflow).toEqual({
      repositoryUrl: 'https://github.com/acme/app',
      commit: undefined,
      refName: undefined,
    });
    expect((await read({})).plan.workflow?.repositoryUrl).toBeUndefined();
  });

  it('are replaced and removed by lines', async () => {
    const annotations =
      'org.opencontainers.image.revision=\norg.opencontainers.image.source=https://example.com/?a=b\nextra=1\nextra=2';
    expect((await read({ annotations }, env)).plan.annotations).toEqual({
      'org.opencontainers.image.source': 'https://example.com/?a=b',
      extra: '2',
    });
  });

  it('are read from a list item by item', async () => {
    expect((await read({ annotations: ['a=1', 'b=2'] })).plan.annotations).toEqual({ a: '1', b: '2' });
  });
});

describe('version', () => {
  const target = 'oci://ghcr.io/acme/bundle';

  it.each([
    ['1.2.3', '1.2.3'],
    ['1.2.3+build.7', '1.2.3_build.7'],
    ['1.2.3-rc1+build.5', '1.2.3-rc1_build.5'],
    ['2.0.0-beta.1', '2.0.0-beta.1'],
  ])('%s without another tag is the tag %s, and the annotation is unchanged', async (version, tag) => {
    const { plan } = await read({ target, version });
    expect(plan.tags).toBeUndefined();
    expect(defaultTagOf(plan)).toBe(tag);
    expect(plan.annotations).toEqual({ 'org.opencontainers.image.version': version });
  });

  it.each(['feature/x', '1.0.0/2', '.5', 'v 1', '1'.repeat(129)])(
    'rejects %s without another tag, and accepts it with a tag, a subject or push-by-digest',
    async (version) => {
      const { plan } = await read({ target, version });
      expect(() => defaultTagOf({ ...plan, label: (name) => `input "${name}"` })).toThrow(
        /^input "version": .*add a tag to input "target"/,
      );
      expect((await read({ target: `${target}:v1`, version })).plan.tags).toEqual(['v1']);
      expect((await read({ target, tags: 'nightly', version })).plan.tags).toEqual(['nightly']);
      expect((await read({ target, subject: 'v1', version })).plan.tags).toEqual([]);
      expect((await read({ target, 'push-by-digest': 'true', version })).plan.tags).toEqual([]);
    },
  );
});

describe('push-by-digest', () => {
  it('writes no tags, with a notice when tags were given', async () => {
    const { plan } = await read({ 'push-by-digest': 'true', tags: 'a b' });
    expect(plan).toMatchObject({ tags: [], pushByDigest: true, target: { kind: 'registry', tag: undefined } });
    expect(notices).toEqual([expect.stringMatching(/push-by-digest.*v1, a, b/)]);
    await read({ 'push-by-digest': 'true', target: 'oci://ghcr.io/acme/bundle' });
    expect(notices).toEqual([]);
  });
});
