import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { index, indexPlan } from '../../src/commands/create-index.ts';
import { readInputs, type RawValues } from '../../src/commands/option.ts';
import type { IndexOptions } from '../../src/operations/index.ts';
import { digestOf } from '../../src/spec/index.ts';

const label = (name: string): string => `input "${name}"`;
const [one, two] = [digestOf('one'), digestOf('two')];
const name = 'ghcr.io/acme/app';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'index-inputs-'));
});
afterEach(() => rm(directory, { recursive: true }));

type Env = Readonly<Record<string, string>>;

async function read(raw: RawValues, env: Env = {}): Promise<{ readonly plan: IndexOptions }> {
  const context = { label, env, notice: () => undefined };
  const given = { target: `${name}:v1`, sources: `${name}@${one}`, ...raw };
  return { plan: await indexPlan(await readInputs(index.options, given, context), context) };
}

async function sources(written: string): Promise<readonly object[]> {
  return (await read({ sources: written })).plan.sources;
}

async function file(path: string, content: string): Promise<void> {
  await mkdir(join(directory, path, '..'), { recursive: true });
  await writeFile(join(directory, path), content);
}

describe('sources', () => {
  it('are references, digests, tags and patterns, each with an optional platform', async () => {
    expect(
      await sources(
        `${name}@${one}=linux/amd64\n\n${two}\n${one}=linux/arm64/v8\nbuild-*\nbuild-amd64=linux/amd64\n./layout:v1`,
      ),
    ).toEqual([
      {
        kind: 'location',
        location: expect.objectContaining({ repository: 'acme/app', digest: one }),
        platform: { os: 'linux', architecture: 'amd64' },
      },
      { kind: 'digest', digest: two, platform: undefined },
      { kind: 'digest', digest: one, platform: { os: 'linux', architecture: 'arm64', variant: 'v8' } },
      { kind: 'tags', pattern: 'build-*', platform: undefined },
      { kind: 'tags', pattern: 'build-amd64', platform: { os: 'linux', architecture: 'amd64' } },
      {
        kind: 'location',
        location: expect.objectContaining({ kind: 'layout', path: './layout', tag: 'v1' }),
        platform: undefined,
      },
    ]);
  });

  it('are read from a file, from all files of a directory, and from those that a pattern matches', async () => {
    await file('out/linux-amd64/reference.txt', `${name}@${one}=linux/amd64\n`);
    await file('out/linux-arm64/reference.txt', `  ${name}@${two}=linux/arm64\r\n`);
    await file('out/other.txt', `${one}\n${two}\n`);
    const [amd64, arm64] = [
      expect.objectContaining({ platform: expect.objectContaining({ architecture: 'amd64' }) }),
      expect.objectContaining({ platform: expect.objectContaining({ architecture: 'arm64' }) }),
    ];
    const digests = [one, two].map((digest) => ({ kind: 'digest', digest, platform: undefined }));
    expect(await sources(`@${join(directory, 'out/linux-amd64/reference.txt')}`)).toEqual([amd64]);
    expect(await sources(`@${join(directory, 'out')}`)).toEqual([amd64, arm64, ...digests]);
    expect(await sources(`@${join(directory, 'out/*/reference.txt')}\n@${join(directory, 'out/other.txt')}`)).toEqual([
      amd64,
      arm64,
      ...digests,
    ]);
  });

  it.each([
    ['@absent.txt', /^input "sources": "@absent\.txt" names no file/],
    ['ghcr.io/acme/app=amd64', /^input "sources": .*has no platform after the "="/],
    ['acme/app:v1', /^input "sources": .*names no registry/],
    ['sha256:zz', /^input "sources": "sha256:zz" is not a digest/],
    [`${one.slice(0, -1)}=linux/amd64`, /^input "sources": "sha256:[0-9a-f]{63}" is not a digest/],
    ['sha512:abc', /^input "sources": "sha512:abc" is not a digest/],
  ])('rejects %s', async (written, message) => {
    await expect(sources(written)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(message),
    });
  });

  it.each([
    ['empty.txt', '\n', /is empty/],
    ['junk.txt', 'no/reference', /^input "sources", file .*junk\.txt: .*names no registry/],
    ['large.txt', 'x'.repeat(65 * 1024), /has more than 65536 bytes/],
    ['secret.txt', 'me:canary@ghcr.io/a/b', /^(?!.*canary)/],
  ])('rejects the file %s with its name', async (path, content, message) => {
    await file(path, content);
    await expect(sources(`@${join(directory, path)}`)).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(message),
    });
  });
});

describe('needs', () => {
  const pinned = (digest: string): string => `${name}@${digest}`;

  it('takes each output named pinned-reference, and skips jobs without one', async () => {
    const needs = {
      amd64: { result: 'success', outputs: { 'pinned-reference': pinned(one), digest: one } },
      arm64: { result: 'success', outputs: { 'pinned-reference': ` ${pinned(two)}=linux/arm64 ` } },
      lint: { result: 'success', outputs: {} },
      skipped: { result: 'skipped', outputs: { 'pinned-reference': '' } },
      odd: 'text',
    };
    const { plan } = await read({ sources: '', needs: JSON.stringify(needs) });
    expect(plan.sources).toMatchObject([
      { kind: 'location', location: { digest: one } },
      { kind: 'location', location: { digest: two }, platform: { architecture: 'arm64' } },
    ]);
  });

  it.each(['canary', '["canary"]', '{"a":{"outputs":{"pinned-reference":"me:canary@x"}}}'])(
    'rejects %s without quoting it',
    async (needs) => {
      const error: unknown = await read({ needs }).catch((failure: unknown) => failure);
      expect(error).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringContaining('input "needs"') });
      expect(String(error)).not.toContain('canary');
    },
  );
});

describe('inputs of index', () => {
  it('have tags and annotations', async () => {
    const { plan } = await read(
      { target: name, sources: one, annotations: 'team=a=b', 'artifact-type': 'application/vnd.example' },
      { GITHUB_REPOSITORY: 'acme/app', GITHUB_SHA: 'abc', SOURCE_DATE_EPOCH: '0' },
    );
    expect(plan).toMatchObject({ tags: ['latest'], expect: undefined, artifactType: 'application/vnd.example' });
    expect(plan.annotations).toEqual({
      team: 'a=b',
      'org.opencontainers.image.source': 'https://github.com/acme/app',
      'org.opencontainers.image.revision': 'abc',
      'org.opencontainers.image.created': '1970-01-01T00:00:00Z',
    });
    expect((await read({ tags: 'v1 stable' })).plan.tags).toEqual(['v1', 'stable']);
    expect((await read({ target: name, tags: 'stable' })).plan.tags).toEqual(['stable']);
  });

  it.each<[RawValues, RegExp]>([
    [{ target: '' }, /^input "target": it is missing/],
    [{ target: `${name}@${one}` }, /^input "target": ".*" has a digest/],
    [{ sources: '' }, /^input "sources": it names no manifests/],
    [{ sources: '', needs: '{}' }, /^input "sources": it names no manifests/],
    [{ expect: '0' }, /^input "expect": "0"/],
    [{ 'artifact-type': 'x' }, /^input "artifact-type": "x"/],
    [{ timestamp: 'x' }, /^input "timestamp": "x"/],
  ])('rejects %j with the name of the option', async (raw, message) => {
    await expect(read(raw)).rejects.toMatchObject({ code: 'INPUT_INVALID', message: expect.stringMatching(message) });
  });
});

describe('an append', () => {
  const env = { GITHUB_REPOSITORY: 'acme/app', GITHUB_SHA: 'abc' };

  it('sets only the given annotations', async () => {
    const { plan } = await read({ append: 'true', annotations: 'a=1\nindex:b=2\nc=' }, env);
    expect(plan).toMatchObject({ append: true, replace: false, removeAnnotations: ['c'] });
    expect(plan.annotations).toEqual({ a: '1', b: '2' });
    const dated = await read({ append: 'true', timestamp: '2026-01-31T12:00:00Z' }, env);
    expect(dated.plan.annotations).toEqual({ 'org.opencontainers.image.created': '2026-01-31T12:00:00Z' });
  });

  it('is necessary for replace', async () => {
    await expect(read({ replace: 'true' })).rejects.toThrow(
      'input "replace": it has an effect only with input "append"; set both, or omit it',
    );
  });
});
