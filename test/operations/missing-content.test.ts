import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { annotate, attach, createIndex, publish, type PublishOptions } from '../../src/operations/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { OciError, parseLocation, type Location, type OperationEvent } from '../../src/spec/index.ts';
import { indexOf, putImage, putManifest } from '../contract/content.ts';

const absent = `sha256:${'0'.repeat(64)}` as const;
let directory: string;
let registry: MemoryRegistry;
let server: Listening;
let requests: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'missing-content-'));
  await mkdir(join(directory, 'source'));
  await writeFile(join(directory, 'source/a.txt'), 'content');
  registry = new MemoryRegistry();
  requests = [];
  server = await listen(registry, { onAccess: ({ method, path }) => void requests.push(`${method} ${path}`) });
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

const at = (name: string): Location => parseLocation(`${new URL(server.url).host}/${name}`);
const connection = (): PublishOptions['connection'] => ({
  plainHttp: true,
  env: {},
  homedir: directory,
  attempts: 1,
});

function options(change: Partial<PublishOptions> = {}): PublishOptions {
  return {
    sourceDir: join(directory, 'source'),
    target: at('acme/app:v1'),
    artifactType: 'application/vnd.example',
    outputDir: join(directory, 'output'),
    connection: connection(),
    ...change,
  };
}

describe('a subject that does not exist', () => {
  it.each(['none', absent])('in a registry fails before anything is sent: %s', async (subject) => {
    await putImage(registry, 'acme/app', 'one', ['v0']);
    await expect(publish(options({ subject, tags: ['v1'] }))).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(/^`subject`: .* does not exist in .*acme\/app; push it there first, or correct/),
    });
    expect(requests.filter((each) => /^(?:POST|PUT|PATCH)/.test(each))).toEqual([]);
  });

  it('in a directory that is not a layout names the directory', async () => {
    const target = { kind: 'layout', path: join(directory, 'layout'), tag: 'v1' } as const;
    await expect(publish(options({ target, subject: 'v0' }))).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(/^`subject`: .* does not exist in .*layout, which is not an image layout/),
    });
    expect(await readdir(directory)).not.toContain('layout');
    await publish(options({ target }));
    const missing = publish(options({ target, subject: 'none' }));
    await expect(missing).rejects.toThrow(/does not exist in the image layout .*layout; push it there first/);
  });

  it.each(['{}', 'no JSON', '{"imageLayoutVersion":"9.0.0"}'])(
    'in a damaged layout is an error of the layout: %s',
    async (text) => {
      const target = { kind: 'layout', path: join(directory, 'layout'), tag: 'v1' } as const;
      await publish(options({ target }));
      await writeFile(join(target.path, 'oci-layout'), text);
      await expect(publish(options({ target, subject: 'v1', tags: ['v2'] }))).rejects.toMatchObject({
        code: expect.not.stringMatching('INPUT_INVALID'),
        message: expect.not.stringContaining('not an image layout; write the subject'),
      });
    },
  );

  it('is an error of the registry when the lookup is denied', async () => {
    registry.resolveTag = () => Promise.reject(new OciError('DENIED', 'no lookups'));
    registry.getTag = () => Promise.reject(new OciError('DENIED', 'no lookups'));
    await expect(publish(options({ subject: 'v0', tags: ['v1'] }))).rejects.toMatchObject({ code: 'DENIED' });
  });
});

describe('a push without credentials', () => {
  it.each([
    ['pull_request', true],
    ['pull_request_target', true],
    ['push', false],
    [undefined, false],
  ])('to a registry that requires them names the reason: in a run for %s', async (eventName, isHinted) => {
    // The user "username" with the password "password".
    const htpasswd = 'username:$2b$04$PlzuBHuTKQZD9boh2bcUEeZJ8oj7BpZvfznCzRiLzTS8828onsS.e';
    await using closed = await listen(registry, { htpasswd });
    const { host } = new URL(closed.url);
    const env = eventName === undefined ? {} : { GITHUB_EVENT_NAME: eventName };
    const pushing = publish(
      options({ target: parseLocation(`${host}/acme/app:v1`), connection: { ...connection(), env } }),
    );
    const error: unknown = await pushing.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'UNAUTHORIZED', status: 401 });
    const { message } = error as Error;
    expect(message).toContain(`no credentials were found for ${host}, and it does not accept a push to acme/app`);
    expect(message.includes('; a pull request from a fork gets no secrets')).toBe(isHinted);
  });
});

describe('attach with eachPlatform', () => {
  const attachTo = (tag: string): Promise<unknown> =>
    attach({
      subject: at(`acme/app:${tag}`),
      files: [],
      annotations: { a: '1' },
      artifactType: 'application/vnd.example',
      eachPlatform: true,
      connection: connection(),
    });

  it('needs an index with manifests of platforms', async () => {
    const { manifest } = await putImage(registry, 'acme/app', 'one', ['v1']);
    const attestation = { ...manifest.descriptor, platform: { os: 'unknown', architecture: 'unknown' } };
    await putManifest(registry, 'acme/app', indexOf([attestation]), 'attestations');
    await expect(attachTo('v1')).rejects.toThrow(/^`eachPlatform`: sha256:.* is not an index; omit the option/);
    await expect(attachTo('attestations')).rejects.toThrow(/is an index without manifests of platforms; omit/);
    const platform = { os: 'linux', architecture: 'amd64' };
    await putManifest(registry, 'acme/app', indexOf([{ ...manifest.descriptor, platform }, attestation]), 'all');
    await attachTo('all');
    const referrers = await Array.fromAsync(registry.referrers('acme/app', manifest.descriptor.digest));
    expect(referrers).toHaveLength(1);
  });
});

describe('an index of a manifest that does not exist', () => {
  it('names the source, and writes nothing', async () => {
    await putImage(registry, 'acme/app', 'one', ['v1']);
    for (const text of ['acme/app:none', `acme/app@${absent}`, 'acme/other:v1']) {
      const location = at(text);
      const creating = createIndex({
        target: at('acme/app:index'),
        sources: [{ kind: 'location', location, platform: undefined }],
        tags: ['index'],
        connection: connection(),
      });
      await expect(creating).rejects.toThrow(text);
    }
    expect(await Array.fromAsync(registry.tags('acme/app'))).toEqual(['v1']);
  });
});

describe('an edit of annotations', () => {
  it('of a manifest without a tag moves no tag', async () => {
    const { manifest } = await putImage(registry, 'acme/app', 'one', ['v1']);
    const reference = at(`acme/app@${manifest.descriptor.digest}`);
    const editing = annotate({ reference, set: { a: '1' }, moveTag: true, connection: connection() });
    await expect(editing).rejects.toMatchObject({ code: 'INPUT_INVALID' });
    expect((await registry.resolveTag('acme/app', 'v1')).digest).toBe(manifest.descriptor.digest);
  });

  it('notices a manifest with signatures, whose digest changes', async () => {
    const { manifest } = await putImage(registry, 'acme/app', 'one', ['v1']);
    const signature = `${manifest.descriptor.digest.replace(':', '-')}.sig`;
    await putImage(registry, 'acme/app', 'signature', [signature]);
    const events: OperationEvent[] = [];
    const onEvent = (event: OperationEvent): void => void events.push(event);
    await annotate({ reference: at('acme/app:v1'), set: { a: '1' }, tags: ['v2'], connection: connection(), onEvent });
    expect(events.filter(({ kind }) => kind === 'notice')).toHaveLength(1);
    expect(await Array.fromAsync(registry.tags('acme/app'))).toEqual([signature, 'v1', 'v2'].sort());
  });
});

describe('layers of an earlier artifact', () => {
  it('are reused when it exists, with a notice when it does not', async () => {
    const events: OperationEvent[] = [];
    const onEvent = (event: OperationEvent): void => void events.push(event);
    const texts = (): readonly string[] => events.flatMap((event) => (event.kind === 'notice' ? [event.text] : []));
    await publish(options({ layers: 'entries', reuseFrom: [at('acme/app:none')], onEvent }));
    expect(texts()).toEqual([expect.stringMatching(/^no layer is reused from .*acme\/app:none: it does not exist$/)]);
    events.length = 0;
    const again = await publish(
      options({ layers: 'entries', reuseFrom: [at('acme/app:v1')], target: at('acme/app:v2'), onEvent }),
    );
    expect(texts()).toEqual([]);
    expect(again.reusedLayers).toBeGreaterThan(0);
  });
});
