import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import type { BlobReader, PushManifestOptions, Registry } from '../../src/registry/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { digestOf, OciError, type Descriptor, type OciErrorCode, type OperationEvent } from '../../src/spec/index.ts';
import { publish, type PublishSettings } from '../../src/operations/index.ts';
import { noise, putImage } from '../contract/content.ts';

/** Refuses a blob upload by its number, a manifest by its tag (`''` for the manifest by digest), or lookups of tags. */
class FailingRegistry extends MemoryRegistry {
  refuse: { readonly blob?: number; readonly tag?: string; readonly lookups?: OciErrorCode } = {};
  #blobs = 0;

  override getTag(...args: Parameters<Registry['getTag']>): Promise<BlobReader> {
    const { lookups } = this.refuse;
    return lookups === undefined ? super.getTag(...args) : Promise.reject(new OciError(lookups, 'no lookups here'));
  }

  override resolveTag(...args: Parameters<Registry['resolveTag']>): Promise<Descriptor> {
    const { lookups } = this.refuse;
    return lookups === undefined ? super.resolveTag(...args) : Promise.reject(new OciError(lookups, 'no lookups here'));
  }

  override pushBlobChunked(...args: Parameters<Registry['pushBlobChunked']>): ReturnType<Registry['pushBlobChunked']> {
    if (++this.#blobs === this.refuse.blob) return Promise.reject(new OciError('DENIED', 'no such blob here'));
    return super.pushBlobChunked(...args);
  }

  override pushManifest(
    repository: string,
    content: Uint8Array,
    mediaType: string,
    options: PushManifestOptions = {},
  ): Promise<Descriptor> {
    if (this.refuse.tag !== undefined && this.refuse.tag === (options.tags?.[0] ?? ''))
      return Promise.reject(new OciError('DENIED', 'no such manifest here'));
    return super.pushManifest(repository, content, mediaType, options);
  }
}

let directory: string;
let registry: FailingRegistry;
let server: Listening;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'publish-'));
  await mkdir(join(directory, 'source'));
  await writeFile(join(directory, 'source/a.txt'), 'first');
  registry = new FailingRegistry();
  server = await listen(registry);
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

function options(change: Partial<PublishSettings> = {}): PublishSettings {
  return {
    sourceDir: join(directory, 'source'),
    target: { kind: 'registry', registry: new URL(server.url).host, repository: 'acme/bundle', tag: 'v1' },
    tags: ['v1'],
    artifactType: 'application/vnd.example',
    outputDir: join(directory, 'output'),
    connection: { plainHttp: true, env: {}, homedir: directory, attempts: 1 },
    ...change,
  };
}

async function resolveIn(layout: string): Promise<string> {
  return (await (await LayoutRepository.open(layout, { readOnly: true })).resolve('v1')).digest;
}

async function tags(): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  try {
    for await (const tag of registry.tags('acme/bundle'))
      digests[tag] = (await registry.resolveTag('acme/bundle', tag)).digest;
  } catch (error) {
    if (!(error instanceof OciError && error.code === 'NAME_UNKNOWN')) throw error;
  }
  return digests;
}

describe('publish', () => {
  it.each([
    // The first run uploads layer and config. In the second run, the config exists.
    ['a blob', { blob: 3 }, 'UNAUTHORIZED'],
    ['the first tag', { tag: 'v1' }, 'DENIED'],
  ])('does not change existing tags when %s is refused (UP-12, CP-09)', async (_, refuse, code) => {
    const before = await publish(options({ tags: ['v1', 'latest'] }));
    await writeFile(join(directory, 'source/a.txt'), 'second');
    registry.refuse = refuse;
    await expect(publish(options({ tags: ['v1', 'latest'] }))).rejects.toMatchObject({ code });
    expect(await tags()).toEqual({ v1: before.digest, latest: before.digest });
  });

  it('lists the written tags when a later tag is refused (UP-12)', async () => {
    registry.refuse = { tag: 'latest' };
    const failure = publish(options({ tags: ['v1', 'v1.2', 'latest'] }));
    await expect(failure).rejects.toThrow(
      /cannot write the tag "latest"; .*acme\/bundle:v1, .*acme\/bundle:v1\.2 already point to sha256:/,
    );
    expect(Object.keys(await tags())).toEqual(['v1', 'v1.2']);
  });

  it('writes each tag once, and skips tags that already point to the artifact', async () => {
    const events: OperationEvent[] = [];
    const onEvent = (event: OperationEvent): void => void events.push(event);
    await publish(options({ tags: ['v1', 'latest'], onEvent }));
    expect(events.filter((event) => event.kind === 'tag').map((event) => event.state)).toEqual(['written', 'written']);
    events.length = 0;
    const again = await publish(options({ tags: ['v1', 'new'], onEvent }));
    expect(events.filter((event) => event.kind === 'tag').map((event) => event.state)).toEqual([
      'unchanged',
      'written',
    ]);
    expect(events.filter((event) => event.kind === 'blob').map((event) => event.state)).toEqual(['exists']);
    expect(again.pushed).toBe(true);
  });

  it('looks each tag up once, and no content if the tags decide that nothing is pushed', async () => {
    const send = async (change: Partial<PublishSettings>): Promise<readonly string[]> => {
      const requests: string[] = [];
      const observed = await listen(registry, {
        onAccess: ({ method, path }) => void requests.push(`${method} ${path.replace('/v2/acme/bundle/', '')}`),
      });
      try {
        const target = { ...options().target, registry: new URL(observed.url).host } as PublishSettings['target'];
        await publish(options({ target, tags: ['v1', 'latest'], ...change }));
      } finally {
        await observed.close();
      }
      return requests.toSorted();
    };
    const manifestsOf = (requests: readonly string[]): readonly string[] =>
      requests.filter((request) => request.includes('manifests/'));
    expect(manifestsOf(await send({}))).toEqual(['HEAD manifests/v1', 'PUT manifests/latest', 'PUT manifests/v1']);
    expect(manifestsOf(await send({}))).toEqual(['HEAD manifests/latest', 'HEAD manifests/v1']);
    expect(await send({ ifTagExists: 'skip' })).toEqual(['HEAD manifests/latest', 'HEAD manifests/v1']);
  });

  it('applies ifTagExists to each tag', async () => {
    const before = await publish(options({ tags: ['v1'] }));
    await writeFile(join(directory, 'source/a.txt'), 'second');
    const after = await publish(options({ tags: ['new', 'v1'], ifTagExists: 'skip' }));
    expect(after.pushed).toBe(true);
    expect(await tags()).toEqual({ new: after.digest, v1: before.digest });
    await expect(publish(options({ tags: ['v1', 'new'], ifTagExists: 'fail' }))).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    const skipped = await publish(options({ tags: ['v1'], ifTagExists: 'skip' }));
    expect(skipped).toMatchObject({
      pushed: false,
      digest: before.digest,
      layerDigest: before.layerDigest,
      contentDigest: before.contentDigest,
      size: before.size,
    });
  });

  describe.each(['DENIED', 'UNSUPPORTED', 'UNAUTHORIZED'] as const)(
    'when the registry answers %s to lookups',
    (code) => {
      it.each(['fail', 'skip'] as const)('with ifTagExists %s, does not move a tag', async (ifTagExists) => {
        const before = await publish(options());
        await writeFile(join(directory, 'source/a.txt'), 'second');
        registry.refuse = { lookups: code };
        await expect(publish(options({ ifTagExists }))).rejects.toMatchObject({ code });
        registry.refuse = {};
        expect(await tags()).toEqual({ v1: before.digest });
      });
    },
  );

  it.each(['DENIED', 'UNSUPPORTED'] as const)(
    'with ifTagExists overwrite, moves a tag when the registry answers %s to lookups',
    async (lookups) => {
      const before = await publish(options());
      await writeFile(join(directory, 'source/a.txt'), 'second');
      registry.refuse = { lookups };
      const after = await publish(options({ ifTagExists: 'overwrite' }));
      registry.refuse = {};
      expect(after.digest).not.toBe(before.digest);
      expect(await tags()).toEqual({ v1: after.digest });
    },
  );

  it.each(['DENIED', 'UNSUPPORTED'] as const)(
    'adds a tag to existing content when the registry answers %s to lookups',
    async (lookups) => {
      const { digest } = await publish(options());
      registry.refuse = { lookups };
      for (const ifTagExists of [undefined, 'overwrite'] as const)
        await publish(options({ tags: ['v1', `v2-${ifTagExists}`], ifTagExists }));
      registry.refuse = {};
      expect(await tags()).toEqual({ v1: digest, 'v2-undefined': digest, 'v2-overwrite': digest });
    },
  );

  describe('with ifTagExists "newer"', () => {
    let count = 0;
    const version = async (text: string, change: Partial<PublishSettings> = {}): ReturnType<typeof publish> => {
      await writeFile(join(directory, 'source/a.txt'), `content ${++count}`);
      const annotations = { 'org.opencontainers.image.version': text };
      return publish(options({ tags: [text, 'nightly'], annotations, ifTagExists: 'newer', ...change }));
    };

    it.each([
      ['2026.11.9', '2026.11.30'],
      ['1.2.3-rc.2', '1.2.3-rc.10'],
      ['1.9.0', '1.10.0'],
    ])('moves tags from %s to %s, and not back', async (low, high) => {
      const first = await version(low);
      const second = await version(high);
      expect(await tags()).toEqual({ [low]: first.digest, [high]: second.digest, nightly: second.digest });
      expect(await version(low)).toMatchObject({ pushed: false, digest: first.digest });
      expect(await version(high)).toMatchObject({ pushed: false, digest: second.digest });
      expect(await tags()).toEqual({ [low]: first.digest, [high]: second.digest, nightly: second.digest });
    });

    it('moves a tag of content without a version', async () => {
      await publish(options({ tags: ['nightly'] }));
      const { digest } = await version('1.0.0');
      expect(await tags()).toEqual({ '1.0.0': digest, nightly: digest });
    });

    it('needs a version, before anything is sent', async () => {
      const failure = publish(options({ tags: ['nightly'], ifTagExists: 'newer' }));
      await expect(failure).rejects.toThrow(/compares versions, and the artifact has none; set `version`/);
      expect(await tags()).toEqual({});
    });
  });

  it('does not write tags when it pushes by digest', async () => {
    const result = await publish(options({ tags: [], pushByDigest: true }));
    expect(await tags()).toEqual({});
    expect(result.reference).toBe(result.pinnedReference);
    expect((await registry.resolveManifest('acme/bundle', result.digest)).size).toBe(result.size);
  });

  describe('a format with a tag that contains the digest', () => {
    const bundle = (change: Partial<PublishSettings> = {}): PublishSettings =>
      options({ format: 'imgpkg', artifactType: undefined, ...change });
    const tagOf = (digest: string): string => `${digest.replace(':', '-')}.imgpkg`;
    beforeEach(async () => {
      await mkdir(join(directory, 'source/.imgpkg'));
      const lock = 'apiVersion: imgpkg.carvel.dev/v1alpha1\nkind: ImagesLock\n';
      await writeFile(join(directory, 'source/.imgpkg/images.yml'), lock);
    });

    it('gets it next to its other tags, at each target and in the result', async () => {
      const { target } = options();
      const other = { ...target, tag: 'v2' };
      const { digest, tags: written, targets } = await publish(bundle({ furtherTargets: [other] }));
      expect(await tags()).toEqual({ v1: digest, v2: digest, [tagOf(digest)]: digest });
      const name = `${new URL(server.url).host}/acme/bundle`;
      expect(written).toEqual([`${name}:v1`, `${name}:${tagOf(digest)}`]);
      expect(targets.map((each) => each.tags)).toEqual([written, [`${name}:v2`, `${name}:${tagOf(digest)}`]]);
      const dry = await publish(bundle({ push: false }));
      expect(dry.tags).toEqual(written);
    });

    it('does not write it again, and not when the main tag is skipped or nothing is tagged', async () => {
      const { digest } = await publish(bundle());
      const states: string[] = [];
      await publish(bundle({ onEvent: (event) => void (event.kind === 'tag' && states.push(event.state)) }));
      expect(states).toEqual(['unchanged', 'unchanged']);
      await writeFile(join(directory, 'source/a.txt'), 'second');
      const skipped = await publish(bundle({ ifTagExists: 'skip' }));
      expect(skipped).toMatchObject({ digest, tags: [expect.stringMatching(/:v1$/)] });
      await expect(publish(bundle({ ifTagExists: 'fail' }))).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
      const outputDir = join(directory, 'untagged');
      const untagged = await publish(bundle({ tags: [], pushByDigest: true, outputDir }));
      expect(untagged.tags).toEqual([]);
      const layout = await LayoutRepository.open(untagged.storePath, { readOnly: true });
      expect(await Array.fromAsync(layout.tags())).toEqual([]);
      expect(await tags()).toEqual({ v1: digest, [tagOf(digest)]: digest });
    });
  });

  it('does not package an output directory inside the source, in the first run and in the next (PK-06)', async () => {
    const elsewhere = await publish(options({ push: false }));
    const inside = options({ push: false, outputDir: join(directory, 'source/out') });
    expect((await publish(inside)).digest).toBe(elsewhere.digest);
    expect((await publish(inside)).digest).toBe(elsewhere.digest);
  });

  describe('flushes its layout to disk', () => {
    it.each<[string, boolean, (directory: string) => Partial<PublishSettings>]>([
      ['unless it is temporary', false, () => ({ isOutputTemporary: true })],
      ['in a directory of the user', true, () => ({})],
      ['when nothing is pushed', true, () => ({ isOutputTemporary: true, push: false })],
      [
        'when a cache may get hard links to the files',
        true,
        (path) => ({ isOutputTemporary: true, packingCache: { directory: join(path, 'cache') } }),
      ],
    ])('%s', async (_, isFlushed, change) => {
      const handle = await open(join(directory, 'source/a.txt'));
      await handle.close();
      const prototype = Object.getPrototypeOf(handle) as typeof handle;
      using sync = vi.spyOn(prototype, 'sync');
      const { storePath, digest } = await publish(options(change(directory)));
      expect(
        (await readdir(storePath, { recursive: true })).filter((name) => !/[0-9a-f]{64}/.test(name)).sort(),
      ).toEqual(['blobs', 'blobs/sha256', 'index.json', 'oci-layout']);
      expect(await resolveIn(storePath)).toBe(digest);
      expect(sync.mock.calls.length > 0).toBe(isFlushed);
    });
  });

  describe('with an output that is discarded', () => {
    const outputs = (): Promise<string[]> =>
      readdir(directory).then((names) => names.filter((name) => name !== 'source'));

    it.each([
      ['small', 5_000, false],
      ['large', 9_000_000, true],
    ])('publishes a %s artifact, and leaves nothing', async (_, size, isOnDisk) => {
      await writeFile(join(directory, 'source/noise.bin'), noise(size, 1));
      const kept = await publish(options({ push: false }));
      await rm(join(directory, 'output'), { recursive: true });
      const during: string[][] = [];
      const { digest, storePath, pushed } = await publish(
        options({ discardOutput: true, afterPush: async () => void during.push(await outputs()) }),
      );
      expect({ digest, storePath, pushed }).toEqual({ digest: kept.digest, storePath: '', pushed: true });
      expect(await tags()).toEqual({ v1: kept.digest });
      expect([...during, await outputs()]).toEqual([isOnDisk ? ['output'] : [], []]);
    });

    it.each<[string, Partial<PublishSettings>]>([
      ['nothing is pushed', { push: false }],
      ['there is a cache', { packingCache: { directory: '' } }],
    ])('keeps the layout when %s', async (_, change) => {
      const packingCache = change.packingCache && { directory: join(directory, 'cache') };
      const { storePath, digest } = await publish(options({ discardOutput: true, ...change, packingCache }));
      expect(await resolveIn(storePath)).toBe(digest);
    });

    it('sends the same artifact to a further registry and a layout', async () => {
      const [layout, other] = [join(directory, 'copy'), 'acme/other'];
      const { digest, targets } = await publish(
        options({
          discardOutput: true,
          furtherTargets: [
            { kind: 'layout', path: layout, tag: 'v1' },
            { kind: 'registry', registry: new URL(server.url).host, repository: other, tag: 'v1' },
          ],
        }),
      );
      expect(targets.map((target) => target.digest)).toEqual([digest, digest, digest]);
      expect(await resolveIn(layout)).toBe(digest);
      expect((await readdir(layout)).toSorted()).toEqual(['blobs', 'index.json', 'oci-layout']);
      expect((await registry.resolveTag(other, 'v1')).digest).toBe(digest);
    });

    it('calls the hook after the push to each registry, and names the targets that have the artifact', async () => {
      const other = {
        kind: 'registry',
        registry: new URL(server.url).host,
        repository: 'acme/other',
        tag: 'v2',
      } as const;
      const pushed: string[] = [];
      const afterPush = async ({ reference }: { readonly reference: { readonly repository: string } }): Promise<void> =>
        void pushed.push(reference.repository);
      const { digest } = await publish(options({ furtherTargets: [other], afterPush }));
      expect(pushed).toEqual(['acme/bundle', 'acme/other']);
      registry.refuse = { tag: 'v2' };
      const { host } = new URL(server.url);
      await expect(
        publish(options({ furtherTargets: [{ ...other, repository: 'acme/third' }] })),
      ).rejects.toMatchObject({
        code: 'DENIED',
        status: 403,
        message: expect.stringContaining(
          `cannot publish to ${host}/acme/third:v2; ${host}/acme/bundle@${digest} already has the artifact: `,
        ),
      });
    });

    it('is not part of a source that contains it, and is removed when the push fails', async () => {
      await writeFile(join(directory, 'source/noise.bin'), noise(9_000_000, 1));
      const elsewhere = await publish(options({ push: false }));
      const inside = options({ discardOutput: true, outputDir: join(directory, 'source/a') });
      expect((await publish(inside)).digest).toBe(elsewhere.digest);
      registry.refuse = { tag: 'v2' };
      await expect(publish({ ...inside, tags: ['v2'] })).rejects.toMatchObject({ code: 'DENIED' });
      expect((await readdir(join(directory, 'source'))).sort()).toEqual(['a.txt', 'noise.bin']);
    });
  });

  it('has the status and the reason of a registry that requires a login', async () => {
    // The user "username" with the password "password".
    const htpasswd = 'username:$2b$04$PlzuBHuTKQZD9boh2bcUEeZJ8oj7BpZvfznCzRiLzTS8828onsS.e\n';
    await using closed = await listen(registry, { htpasswd });
    const { host } = new URL(closed.url);
    const target = { kind: 'registry', registry: host, repository: 'acme/bundle', tag: 'v1' } as const;
    await expect(publish(options({ target }))).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
      status: 401,
      reason: expect.stringMatching(/^UNAUTHORIZED/),
      message: expect.stringContaining(
        `no credentials were found for ${host}, and it does not accept a push to acme/bundle without credentials (401`,
      ),
    });
    expect(await tags()).toEqual({});
  });

  it('writes the layout to a local target, and removes it again when packaging fails', async () => {
    const target = { kind: 'layout', path: join(directory, 'deep/layout') } as const;
    await expect(publish(options({ target, sourceDir: join(directory, 'absent') }))).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    });
    expect(await readdir(directory)).toEqual(['source']);
    const result = await publish(options({ target }));
    expect(result).toMatchObject({
      pushed: false,
      name: '',
      pinnedReference: '',
      checksums: '',
      reference: `${target.path}:v1`,
    });
    expect((await readdir(target.path)).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
  });

  it('reports a registry that does not support the manifest, with a hint and without a fallback (UP-13)', async () => {
    const seen: string[] = [];
    registry.pushManifest = (_repository, content) => {
      seen.push(Buffer.from(content).toString());
      return Promise.reject(new OciError('MANIFEST_INVALID', 'unsupported artifact'));
    };
    await expect(publish(options())).rejects.toThrow(/artifact type or empty config/);
    expect(seen).toHaveLength(1);
    const manifest = JSON.parse(seen[0] ?? '') as {
      readonly config: { readonly size: number; readonly mediaType: string };
      readonly artifactType: string;
    };
    // Never an empty blob, which some registries refuse by its digest.
    expect(manifest.config).toMatchObject({ mediaType: 'application/vnd.oci.empty.v1+json', size: 2 });
    expect(manifest.artifactType).toBe('application/vnd.example');
    expect(await tags()).toEqual({});
  });

  it('stops at once after an abort, without writing tags', async () => {
    const stop = new AbortController();
    const onEvent = (event: OperationEvent): void => {
      if (event.kind === 'phase' && event.phase === 'push') stop.abort();
    };
    await expect(publish(options({ signal: stop.signal, onEvent }))).rejects.toMatchObject({ code: 'ABORTED' });
    expect(await tags()).toEqual({});
  });
});

describe('a subject', () => {
  const config = digestOf('{}');
  const inLayout = (): Partial<PublishSettings> => ({
    target: { kind: 'layout', path: join(directory, 'layout'), tag: 'v1' },
  });

  it.each<[string, (layer: string) => string, () => Partial<PublishSettings>]>([
    ['the config in a registry', () => config, () => ({})],
    ['a layer in a registry', (layer) => layer, () => ({})],
    ['the config in a layout', () => config, inLayout],
    ['a layer in a layout', (layer) => layer, inLayout],
  ])('must not be %s', async (_, subjectOf, change) => {
    const { layers } = await publish(options(change()));
    const subject = subjectOf(layers[0]?.digest ?? '');
    const again = publish(options({ ...change(), outputDir: join(directory, 'second'), subject, tags: ['v2'] }));
    await expect(again).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringMatching(
        /^`subject`: "sha256:.*" is a blob in .*; an artifact can only refer to a manifest/,
      ),
    });
    expect(Object.keys(await tags())).not.toContain('v2');
  });

  it('must be the same manifest in each target', async () => {
    const first = await putImage(registry, 'acme/bundle', 'first', ['base']);
    await putImage(registry, 'acme/other', 'second', ['base']);
    const other = {
      kind: 'registry',
      registry: new URL(server.url).host,
      repository: 'acme/other',
      tag: 'v1',
    } as const;
    const further = options({ subject: 'base', furtherTargets: [other] });
    await expect(publish(further)).rejects.toMatchObject({
      message: expect.stringContaining(first.manifest.descriptor.digest),
    });
    expect(await Array.fromAsync(registry.tags('acme/other'))).toEqual(['base']);
    await putImage(registry, 'acme/other', 'first');
    const { subject } = await publish(further);
    expect(subject).toBe(first.manifest.descriptor.digest);
    expect(await Array.fromAsync(registry.tags('acme/other'))).toEqual(['base', 'v1']);
  });
});

describe('a source that does not exist', () => {
  it.each<[string, (source: string) => Partial<PublishSettings>]>([
    ['a directory', (source) => ({ sourceDir: `${source}-missing` })],
    ['a sub-directory', () => ({ subDir: 'missing' })],
    ['a file', () => ({ files: [{ path: 'a.txt' }, { path: 'missing.txt' }] })],
    ['a pattern without a match', () => ({ files: [{ path: '*.missing' }] })],
    ['a chart', (source) => ({ sourceDir: `${source}-missing`, format: 'helm', artifactType: undefined })],
    ['a model', (source) => ({ sourceDir: `${source}-missing`, format: 'modelpack' })],
  ])('is an error before the first request: %s', async (_, change) => {
    let requests = 0;
    const target = await listen(registry, { onAccess: () => void requests++ });
    const location = { ...options().target, registry: new URL(target.url).host } as PublishSettings['target'];
    const given = change(join(directory, 'source'));
    await expect(publish(options({ target: location, ...given }))).rejects.toThrow(/missing/);
    expect(requests).toBe(0);
    await publish(options({ target: location }));
    expect(requests).toBeGreaterThan(0);
    await target.close();
  });
});

describe('tags from the version', () => {
  it.each(['feature/x', '..', 'v 1'])('are checked before a connection is opened: %s', async (version) => {
    let connections = 0;
    const counting = createServer((socket) => {
      connections++;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    try {
      const host = await new Promise<string>((resolve) => {
        counting.on('listening', () => {
          resolve(`127.0.0.1:${(counting.address() as AddressInfo).port}`);
        });
      });
      const target = { kind: 'registry', registry: host, repository: 'acme/bundle' } as const;
      await expect(publish(options({ target, tags: [], version }))).rejects.toMatchObject({ code: 'INPUT_INVALID' });
      expect(connections).toBe(0);
    } finally {
      counting.close();
    }
  });
});
