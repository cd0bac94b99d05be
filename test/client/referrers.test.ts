import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  descriptorOf,
  digestOf,
  mediaTypeImageIndex,
  mediaTypeImageManifest,
  type Descriptor,
} from '../../src/spec/index.ts';
import { expectCode } from '../contract/content.ts';
import { ScriptedServer, type SeenRequest, type Step } from '../faults/kit/index.ts';
import { json, manifestWith, name, TestClient, wireError, type TestManifest } from './test-client.ts';

const subject = manifestWith('subject');
const subjectDescriptor = descriptorOf(mediaTypeImageManifest, subject.bytes);
const tag = subject.digest.replace(':', '-');
const typed = { 'content-type': mediaTypeImageIndex };

const signature: Descriptor = {
  ...descriptorOf(mediaTypeImageManifest, new Uint8Array([1])),
  artifactType: 'application/vnd.example.signature',
  annotations: { a: '1' },
};
const sbom: Descriptor = {
  ...descriptorOf(mediaTypeImageManifest, new Uint8Array([2])),
  artifactType: 'application/vnd.example.sbom',
};
const indexOf = (manifests: readonly unknown[]): string =>
  JSON.stringify({ schemaVersion: 2, mediaType: mediaTypeImageIndex, manifests });

describe('a list of referrers in several pages', () => {
  it.each([404, 400, 405])('is not complete when a later page answers with %i', async (status) => {
    await using server = await ScriptedServer.start();
    const next = { link: `</v2/${name}/referrers/${subject.digest}?page=2>; rel="next"` };
    server
      .on('GET /v2/*/referrers/*', { headers: { ...typed, ...next }, body: indexOf([signature]) }, { status })
      .on(`GET /v2/*/manifests/${tag}`, { headers: typed, body: indexOf([sbom]) });
    await using client = new TestClient(server.origin);
    const listed = Array.fromAsync(client.registry.referrers(name, subject.digest));
    await expectCode(listed, 'UNSUPPORTED', 'NAME_UNKNOWN');
    expect(server.seen(`GET /v2/*/manifests/${tag}`)).toEqual([]);
  });
});

/** Stores the manifest of the fallback tag, optionally with an ETag. */
class FallbackRegistry implements AsyncDisposable {
  readonly server: ScriptedServer;
  body: string | undefined;
  etags = false;
  putStatus = 201;
  /** Runs before the response to each PUT. */
  beforePut: (request: SeenRequest) => void = () => undefined;

  private constructor(server: ScriptedServer) {
    this.server = server;
    server
      .on('PUT /v2/*/manifests/*', (request) => ({
        status: 201,
        headers: { 'docker-content-digest': digestOf(request.body) },
      }))
      .on(`GET /v2/*/manifests/${tag}`, () => this.#get())
      .on(`PUT /v2/*/manifests/${tag}`, (request) => this.#put(request));
  }

  static async start(): Promise<FallbackRegistry> {
    return new FallbackRegistry(await ScriptedServer.start());
  }

  get digests(): readonly string[] {
    return this.body === undefined
      ? []
      : (JSON.parse(this.body) as { manifests: { digest: string }[] }).manifests.map((item) => item.digest);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }

  #etag(): string {
    return `"${createHash('sha1')
      .update(this.body ?? '')
      .digest('hex')}"`;
  }

  #get(): Step {
    if (this.body === undefined) return { status: 404, headers: json, body: wireError('MANIFEST_UNKNOWN') };
    return { headers: { ...typed, ...(this.etags ? { etag: this.#etag() } : {}) }, body: this.body };
  }

  /** Deletes the index if the tag still points to it. */
  delete(request: SeenRequest): Step {
    if (this.body === undefined || !request.path.endsWith(digestOf(this.body))) return { status: 404 };
    this.body = undefined;
    return { status: 202 };
  }

  #put(request: SeenRequest): Step {
    this.beforePut(request);
    const condition = request.header('if-match');
    if (condition !== undefined && condition !== this.#etag()) return { status: 412 };
    this.body = request.body.toString();
    return { status: this.putStatus };
  }
}

describe('lists of referrers', () => {
  it('filters by type unless the registry reports that it has filtered (CP-06)', async () => {
    await using server = await ScriptedServer.start();
    server.on('GET *', { headers: typed, body: indexOf([signature, sbom, signature]) });
    await using client = new TestClient(server.origin);
    const list = (artifactType?: string): Promise<Descriptor[]> =>
      Array.fromAsync(client.registry.referrers(name, subject.digest, { artifactType }));
    expect((await list()).map(({ digest }) => digest)).toEqual([signature.digest, sbom.digest]);
    expect(await list('application/vnd.example.signature')).toEqual([signature]);
    expect(server.requests.at(-1)?.query.get('artifactType')).toBe('application/vnd.example.signature');
    // The registry's filter may use data that the client does not know.
    server.on('GET *', {
      headers: { ...typed, 'oci-filters-applied': 'name, artifactType' },
      body: indexOf([{ ...sbom, artifactType: undefined }]),
    });
    expect((await list('application/vnd.example.sbom')).map(({ digest }) => digest)).toEqual([sbom.digest]);
  });

  it('reads all pages (RD-05)', async () => {
    await using server = await ScriptedServer.start();
    server.on(
      'GET *',
      { headers: { ...typed, link: '<?page=2>; rel="next"' }, body: indexOf([signature]) },
      { headers: typed, body: indexOf([sbom]) },
    );
    await using client = new TestClient(server.origin);
    expect(await Array.fromAsync(client.registry.referrers(name, subject.digest))).toHaveLength(2);
  });

  const withoutSize: readonly (readonly [string, unknown])[] = [
    ['missing', undefined],
    ['zero', 0],
    ['negative', -1],
    ['a text', '698'],
    ['null', null],
  ];
  for (const [title, size] of withoutSize) {
    it(`looks up a size that is ${title} in the list`, async () => {
      await using server = await ScriptedServer.start();
      const wrong = { ...signature, size };
      server
        .on('GET *', { headers: typed, body: indexOf([wrong, sbom]) })
        .on(`HEAD /v2/*/manifests/${signature.digest}`, {
          headers: {
            'content-type': mediaTypeImageManifest,
            'docker-content-digest': signature.digest,
            'content-length': '698',
          },
        });
      await using client = new TestClient(server.origin);
      const listed = await Array.fromAsync(client.registry.referrers(name, subject.digest));
      expect(listed).toEqual([{ ...signature, size: 698 }, sbom]);
      expect(client.warnings).toEqual([
        `the list of the referrers of ${subject.digest} in ${server.origin.host}/${name} has no valid size for ` +
          `${signature.digest}; the size was looked up`,
      ]);
    });
  }

  it('returns a missing manifest without a size as it is listed', async () => {
    await using server = await ScriptedServer.start();
    server
      .on('GET /v2/*/referrers/*', { headers: typed, body: indexOf([{ ...signature, size: undefined }]) })
      .on('HEAD *', { status: 404 })
      .on('GET /v2/*/manifests/*', { status: 404 });
    await using client = new TestClient(server.origin);
    expect(await Array.fromAsync(client.registry.referrers(name, subject.digest))).toEqual([{ ...signature, size: 0 }]);
  });

  const unsupported: readonly (readonly [string, Step])[] = [
    ['404', { status: 404 }],
    ['404 with an error body', { status: 404, headers: json, body: wireError('NAME_UNKNOWN') }],
    ['400', { status: 400 }],
    ['405', { status: 405 }],
    ['a web page', { headers: { 'content-type': 'text/html' }, body: '<html>' }],
  ];
  for (const [title, step] of unsupported) {
    it(`reads the fallback tag when the registry answers ${title} (CP-03)`, async () => {
      await using registry = await FallbackRegistry.start();
      registry.server.on('GET /v2/*/referrers/*', step);
      registry.body = indexOf([signature, sbom]);
      await using client = new TestClient(registry.server.origin);
      const sboms = await Array.fromAsync(
        client.registry.referrers(name, subject.digest, { artifactType: 'application/vnd.example.sbom' }),
      );
      expect(sboms).toEqual([sbom]);
      registry.body = undefined;
      expect(await Array.fromAsync(client.registry.referrers(name, subject.digest))).toEqual([]);
    });
  }

  it('reports a failure of the registry as an error, never as an empty list (CP-03)', async () => {
    for (const step of [
      { status: 500 },
      { status: 503 },
      { status: 401 },
      { status: 403 },
      { headers: json, body: 'x' },
      { headers: json, body: '[]' },
      { headers: json, body: indexOf([{ digest: 'x' }]) },
    ] as const) {
      await using registry = await FallbackRegistry.start();
      registry.server.on('GET /v2/*/referrers/*', step);
      registry.body = indexOf([signature]);
      await using client = new TestClient(registry.server.origin);
      await expectCode(
        Array.fromAsync(client.registry.referrers(name, subject.digest)),
        'UNKNOWN',
        'UNAVAILABLE',
        'UNAUTHORIZED',
        'DENIED',
        'PROTOCOL',
      );
    }
  });

  it('returns no referrers when the registry resolves the fallback tag as a digest (CP-05)', async () => {
    await using registry = await FallbackRegistry.start();
    await using client = new TestClient(registry.server.origin);
    const index = indexOf([signature, sbom]);
    for (const [body, type] of [
      [Buffer.from(subject.bytes).toString(), mediaTypeImageManifest],
      [index, mediaTypeImageIndex],
    ] as const) {
      const digest = digestOf(body);
      registry.server.on(`GET /v2/*/manifests/${digest.replace(':', '-')}`, {
        headers: { 'content-type': type },
        body,
      });
      expect(await Array.fromAsync(client.registry.referrers(name, digest))).toEqual([]);
    }
  });

  it('rejects a fallback tag that points to another type (CP-05)', async () => {
    await using registry = await FallbackRegistry.start();
    registry.server.on(`GET /v2/*/manifests/${tag}`, {
      headers: { 'content-type': mediaTypeImageManifest },
      body: manifestWith('other').bytes,
    });
    await using client = new TestClient(registry.server.origin);
    const failure = await expectCode(
      Array.fromAsync(client.registry.referrers(name, subject.digest)),
      'MANIFEST_INVALID',
    );
    expect(failure.message).toContain(tag);
  });
});

function referrer(marker: string): TestManifest {
  return manifestWith(marker, { subject: subjectDescriptor, artifactType: 'application/vnd.example.signature' });
}

function push(client: TestClient, marker: string): Promise<unknown> {
  return client.registry.pushManifest(name, referrer(marker).bytes, mediaTypeImageManifest);
}

describe('manifests with a subject', () => {
  it('does not write a fallback index when the registry confirms the subject (CP-03)', async () => {
    await using registry = await FallbackRegistry.start();
    registry.server.on('PUT *', { status: 201, headers: { 'oci-subject': subject.digest } });
    await using client = new TestClient(registry.server.origin);
    await push(client, 'one');
    expect(registry.server.seen('PUT *')).toHaveLength(1);
    await push(client, 'two');
    // The index is read only until the registry has confirmed a subject.
    expect(registry.server.requests).toHaveLength(3);
  });

  it.each([400, 403, 404, 500])('needs no index that the registry answers with %i to', async (status) => {
    await using registry = await FallbackRegistry.start();
    registry.server.on('PUT *', { status: 201, headers: { 'oci-subject': subject.digest } });
    registry.server.on(`GET *${tag}`, { status });
    await using client = new TestClient(registry.server.origin);
    await push(client, 'one');
    expect(registry.server.seen('PUT *')).toHaveLength(1);
  });

  it('are sent while the fallback index is read', async () => {
    await using registry = await FallbackRegistry.start();
    const { promise: isRead, resolve } = Promise.withResolvers<void>();
    registry.server.on(`GET *${tag}`, () => {
      resolve();
      return { status: 404 };
    });
    registry.server.on(`PUT *${referrer('one').digest}`, async () => {
      await isRead;
      return { status: 201, headers: { 'oci-subject': subject.digest } };
    });
    await using client = new TestClient(registry.server.origin);
    await push(client, 'one');
  });

  it('are reported when the registry refuses them, and are not listed', async () => {
    await using registry = await FallbackRegistry.start();
    registry.server.on(`PUT *${referrer('one').digest}`, { status: 403 });
    await using client = new TestClient(registry.server.origin);
    await expect(push(client, 'one')).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('cannot push manifest'),
    });
    expect(registry.server.seen('PUT *')).toHaveLength(1);
  });

  it('are stored before the fallback index names them, and get their tags at the end', async () => {
    await using registry = await FallbackRegistry.start();
    await using client = new TestClient(registry.server.origin);
    const { bytes, digest } = referrer('one');
    await client.registry.pushManifest(name, bytes, mediaTypeImageManifest, { tags: ['v1', 'latest'] });
    expect(registry.server.seen('PUT *').map(({ path }) => path.split('/').at(-1))).toEqual([
      digest,
      tag,
      'v1',
      'latest',
    ]);
  });

  it('lists each manifest once in a fallback index when the registry sends no OCI-Subject (CP-03)', async () => {
    await using registry = await FallbackRegistry.start();
    await using client = new TestClient(registry.server.origin);
    await push(client, 'one');
    await push(client, 'one');
    await push(client, 'two');
    expect(registry.digests).toEqual([referrer('one').digest, referrer('two').digest]);
    const [first] = (JSON.parse(registry.body ?? '') as { manifests: Descriptor[] }).manifests;
    expect(first).toEqual({
      mediaType: mediaTypeImageManifest,
      digest: referrer('one').digest,
      size: referrer('one').bytes.byteLength,
      artifactType: 'application/vnd.example.signature',
      annotations: { marker: 'one' },
    });
    const put = registry.server.seen(`PUT *${tag}`)[0];
    expect(put?.header('content-type')).toBe(mediaTypeImageIndex);
  });

  it('keep the annotations of the fallback index', async () => {
    await using registry = await FallbackRegistry.start();
    const annotations = { 'org.example.owner': 'acme' };
    registry.body = JSON.stringify({ ...(JSON.parse(indexOf([sbom])) as object), annotations });
    await using client = new TestClient(registry.server.origin);
    await push(client, 'one');
    expect(registry.digests).toEqual([sbom.digest, referrer('one').digest]);
    expect(JSON.parse(registry.body)).toMatchObject({ annotations });
  });

  it.each([200, 202, 204])('updates the fallback index when the registry answers %i to its push', async (status) => {
    await using registry = await FallbackRegistry.start();
    registry.putStatus = status;
    await using client = new TestClient(registry.server.origin);
    await push(client, 'one');
    await push(client, 'two');
    expect(registry.digests).toEqual([referrer('one').digest, referrer('two').digest]);
  });

  it('adds to a fallback index that lacks the size of another manifest', async () => {
    await using registry = await FallbackRegistry.start();
    registry.body = indexOf([{ ...signature, size: undefined }]);
    registry.server.on(`HEAD /v2/*/manifests/${signature.digest}`, {
      headers: {
        'content-type': mediaTypeImageManifest,
        'docker-content-digest': signature.digest,
        'content-length': '698',
      },
    });
    await using client = new TestClient(registry.server.origin);
    const referrer = manifestWith('referrer', { subject: subjectDescriptor });
    await client.registry.pushManifest(name, referrer.bytes, mediaTypeImageManifest);
    expect(JSON.parse(registry.body)).toMatchObject({
      manifests: [{ digest: signature.digest, size: 698 }, { digest: referrer.digest }],
    });
  });

  it('truncates the fallback tag of a sha512 subject to 64 digits', async () => {
    await using server = await ScriptedServer.start();
    server.on('PUT *', { status: 201 });
    const long = { ...subjectDescriptor, digest: digestOf(subject.bytes, 'sha512') };
    await using client = new TestClient(server.origin);
    await expectCode(
      client.registry.pushManifest(name, manifestWith('x', { subject: long }).bytes, mediaTypeImageManifest),
      'ALREADY_EXISTS',
    );
    expect(server.seen('PUT *')[1]?.path).toBe(`/v2/${name}/manifests/sha512-${long.digest.slice(7, 71)}`);
  });

  it('loses no update when two clients make ten updates concurrently (CP-04)', async () => {
    await using registry = await FallbackRegistry.start();
    await using one = new TestClient(registry.server.origin);
    await using two = new TestClient(registry.server.origin);
    const markers = Array.from({ length: 10 }, (_, index) => `m${index}`);
    await Promise.all(markers.map((marker, index) => push(index % 2 === 0 ? one : two, marker)));
    expect(registry.digests.toSorted()).toEqual(markers.map((marker) => referrer(marker).digest).toSorted());
  });

  for (const etags of [true, false]) {
    it(`loses no concurrent update of another process, ${etags ? 'with' : 'without'} ETags (CP-04)`, async () => {
      await using registry = await FallbackRegistry.start();
      registry.etags = etags;
      registry.body = indexOf([signature]);
      let puts = 0;
      if (etags) {
        registry.beforePut = () => {
          if (++puts <= 2) registry.body = indexOf([signature, ...(puts === 1 ? [sbom] : [sbom, subjectDescriptor])]);
        };
      } else {
        // The other client has read the index before our PUT, and writes it afterwards.
        registry.server.on(`PUT /v2/*/manifests/${tag}`, () => {
          registry.body = indexOf([signature, sbom]);
          registry.server.on(`PUT /v2/*/manifests/${tag}`, (request) => {
            registry.body = request.body.toString();
            return { status: 201 };
          });
          return { status: 201 };
        });
      }
      await using client = new TestClient(registry.server.origin);
      await push(client, 'mine');
      expect(registry.digests).toEqual(
        expect.arrayContaining([signature.digest, sbom.digest, referrer('mine').digest]),
      );
      expect(registry.server.seen(`PUT *${tag}`)[0]?.header('if-match') !== undefined).toBe(etags);
    });
  }

  it('waits for other clients only when one of them seems to be active (CP-04)', async () => {
    const time = Date.now();
    const created = (ageMs: number): Descriptor => ({
      ...sbom,
      annotations: { 'org.opencontainers.image.created': new Date(time - ageMs).toISOString() },
    });
    const cases: readonly (readonly [existing: Descriptor | undefined, isWaiting: boolean])[] = [
      [undefined, false],
      [sbom, false],
      [created(3_600_000), false],
      [created(5_000), true],
      // A clock that is ahead of ours.
      [created(-5_000), true],
    ];
    for (const [existing, isWaiting] of cases) {
      await using registry = await FallbackRegistry.start();
      if (existing !== undefined) registry.body = indexOf([existing]);
      await using client = new TestClient(registry.server.origin, { now: () => time });
      await push(client, 'mine');
      expect(client.waits, JSON.stringify(existing)).toHaveLength(1);
      expect((client.waits[0] ?? 0) >= 250).toBe(isWaiting);
    }
  });

  it('loses no update of a process that read before the PUT and writes after it (CP-04)', async () => {
    await using registry = await FallbackRegistry.start();
    const waits: number[] = [];
    await using client = new TestClient(registry.server.origin, {
      sleep: async (ms) => {
        if (waits.push(ms) === 1) registry.body = indexOf([sbom]);
      },
    });
    await push(client, 'mine');
    expect(registry.digests).toEqual([sbom.digest, referrer('mine').digest]);
    expect(waits).toHaveLength(2);
    // The other client was seen.
    expect(waits[1]).toBeGreaterThanOrEqual(250);
  });

  it.each([503, 429, 408])('reads the index again before it repeats a write that failed with %i', async (status) => {
    await using registry = await FallbackRegistry.start();
    let puts = 0;
    registry.server.on(`PUT /v2/*/manifests/${tag}`, (request) => {
      puts++;
      // Another client writes during the wait.
      if (puts === 1) registry.body = indexOf([sbom]);
      else registry.body = request.body.toString();
      return { status: puts === 1 ? status : 201 };
    });
    await using client = new TestClient(registry.server.origin);
    await push(client, 'mine');
    expect(registry.digests).toEqual([sbom.digest, referrer('mine').digest]);
    expect(puts).toBe(2);
  });

  it('fails when other clients overwrite an update six times, and names the stored manifest (CP-04)', async () => {
    await using registry = await FallbackRegistry.start();
    registry.server.on(`PUT /v2/*/manifests/${tag}`, { status: 201 });
    await using client = new TestClient(registry.server.origin);
    const failure = await expectCode(push(client, 'mine'), 'ALREADY_EXISTS');
    expect(failure.message).toContain(`the manifest ${referrer('mine').digest}, which is stored`);
    expect(registry.server.seen(`PUT *${tag}`)).toHaveLength(6);
  });

  it('ends an update that the registry refuses (CP-04)', async () => {
    await using registry = await FallbackRegistry.start();
    registry.server.on(`PUT /v2/*/manifests/${tag}`, { status: 403 });
    await using client = new TestClient(registry.server.origin);
    await expectCode(push(client, 'mine'), 'DENIED');
    expect(registry.server.seen(`PUT *${tag}`)).toHaveLength(1);
  });

  it('does not overwrite a fallback tag that points to another type or is too large (CP-05)', async () => {
    const steps: readonly Step[] = [
      { headers: { 'content-type': mediaTypeImageManifest }, body: manifestWith('other').bytes },
      { headers: typed, body: indexOf([]).padEnd(4 * 1024 * 1024 + 1) },
      { headers: typed, body: '{' },
      { status: 500 },
    ];
    for (const step of steps) {
      await using registry = await FallbackRegistry.start();
      registry.server.on(`GET /v2/*/manifests/${tag}`, step);
      await using client = new TestClient(registry.server.origin);
      await expectCode(push(client, 'mine'), 'MANIFEST_INVALID', 'SIZE_LIMIT', 'UNKNOWN');
      expect(registry.server.seen(`PUT *${tag}`)).toHaveLength(0);
    }
  });

  it('fails without a second write when the registry resolves the fallback tag as a digest (CP-05)', async () => {
    await using registry = await FallbackRegistry.start();
    registry.server.on(`GET /v2/*/manifests/${tag}`, {
      headers: { 'content-type': mediaTypeImageManifest },
      body: subject.bytes,
    });
    await using client = new TestClient(registry.server.origin);
    const failure = await expectCode(push(client, 'mine'), 'UNSUPPORTED');
    expect(failure.message).toContain(`the manifest ${referrer('mine').digest}, which is stored`);
    expect(registry.server.seen(`PUT *${tag}`)).toHaveLength(1);
  });

  it.each([400, 404, 405, 415])('names the referrers API when the registry answers %i to the tag', async (status) => {
    await using registry = await FallbackRegistry.start();
    registry.server.on(`PUT *${tag}`, { status, headers: json, body: wireError('TAG_INVALID', 'no such tag') });
    await using client = new TestClient(registry.server.origin);
    const failure = await expectCode(push(client, 'mine'), 'TAG_INVALID');
    expect(failure.message).toMatch(/the manifest sha256:\w+, which is stored in .*TAG_INVALID: no such tag; use a/);
    expect(failure.message).not.toContain('media type');
    expect(failure.status).toBe(status);
  });

  /** A registry whose fallback index lists only `mine`, and the deletion of `mine`. */
  async function withOneReferrer(): Promise<{ registry: FallbackRegistry; index: string; mine: TestManifest }> {
    const registry = await FallbackRegistry.start();
    const mine = referrer('mine');
    const path = `/v2/*/manifests/${mine.digest}`;
    const index = indexOf([descriptorOf(mediaTypeImageManifest, mine.bytes)]);
    registry.body = index;
    registry.server
      .on('DELETE *', (request) => registry.delete(request))
      .on(`DELETE ${path}`, { status: 202 })
      .on(`GET ${path}`, { headers: { 'content-type': mediaTypeImageManifest }, body: mine.bytes });
    return { registry, index, mine };
  }

  it('deletes the fallback index with its last referrer, by its digest', async () => {
    const { registry, index, mine } = await withOneReferrer();
    await using _ = registry;
    await using client = new TestClient(registry.server.origin);
    await client.registry.deleteManifest(name, mine.digest);
    expect(registry.body).toBeUndefined();
    expect(registry.server.seen('DELETE *').map(({ path }) => path.split('/').at(-1))).toEqual([
      mine.digest,
      digestOf(index),
    ]);
    expect(registry.server.seen('PUT *')).toEqual([]);
    expect(await Array.fromAsync(client.registry.referrers(name, subject.digest))).toEqual([]);
  });

  it.each([
    ['another client adds', indexOf([descriptorOf(mediaTypeImageManifest, referrer('mine').bytes), sbom])],
    ['another client replaces with', indexOf([sbom])],
  ])('loses no referrer that %s before the deletion of the fallback index (CP-04)', async (_, other) => {
    const { registry, mine } = await withOneReferrer();
    await using _registry = registry;
    registry.server.on('DELETE *', (request) => {
      if (registry.server.seen('DELETE *').length === 2) registry.body = other;
      return registry.delete(request);
    });
    registry.server.on(`DELETE *${mine.digest}`, { status: 202 });
    await using client = new TestClient(registry.server.origin);
    await client.registry.deleteManifest(name, mine.digest);
    expect(registry.digests).toEqual([sbom.digest]);
  });

  it('adds a referrer again when another client deletes the fallback index at the same time (CP-04)', async () => {
    await using registry = await FallbackRegistry.start();
    let waits = 0;
    await using client = new TestClient(registry.server.origin, {
      sleep: async () => {
        if (++waits === 1) registry.body = undefined;
      },
    });
    await push(client, 'mine');
    expect(registry.digests).toEqual([referrer('mine').digest]);
  });

  it.each([401, 403, 429, 500])(
    'reports that the registry answers %i about its referrers API after a deletion, and changes no index (CP-03)',
    async (status) => {
      const { registry, index, mine } = await withOneReferrer();
      await using _ = registry;
      registry.server.on('GET /v2/*/referrers/*', { status });
      await using client = new TestClient(registry.server.origin);
      const deletion = client.registry.deleteManifest(name, mine.digest);
      const failure = await expectCode(deletion, 'UNAUTHORIZED', 'DENIED', 'TOOMANYREQUESTS', 'UNKNOWN', 'UNAVAILABLE');
      expect(failure.message).toContain('referrers');
      expect(registry.body).toBe(index);
    },
  );

  it('does not change a fallback index of a registry that has the referrers API', async () => {
    const { registry, index, mine } = await withOneReferrer();
    await using _ = registry;
    registry.server.on('GET /v2/*/referrers/*', { headers: typed, body: indexOf([]) });
    await using client = new TestClient(registry.server.origin);
    await client.registry.deleteManifest(name, mine.digest);
    expect(registry.body).toBe(index);
    expect(registry.server.seen('DELETE *')).toHaveLength(1);
  });

  it.each([400, 401, 403, 405, 202])('writes an empty fallback index when its deletion answers %i', async (status) => {
    const { registry, mine } = await withOneReferrer();
    await using _ = registry;
    registry.server.on('DELETE *', { status }).on(`DELETE *${mine.digest}`, { status: 202 });
    await using client = new TestClient(registry.server.origin);
    await client.registry.deleteManifest(name, mine.digest);
    expect(registry.digests).toEqual([]);
    expect(registry.body).toBeDefined();
  });

  it('removes a deleted manifest from the fallback index', async () => {
    await using registry = await FallbackRegistry.start();
    const mine = referrer('mine');
    let isDeleted = false;
    registry.server
      .on(`GET /v2/*/manifests/${mine.digest}`, () =>
        isDeleted ? { status: 404 } : { headers: { 'content-type': mediaTypeImageManifest }, body: mine.bytes },
      )
      .on('DELETE *', () => {
        isDeleted = true;
        return { status: 202 };
      });
    registry.body = indexOf([signature, descriptorOf(mediaTypeImageManifest, mine.bytes)]);
    await using client = new TestClient(registry.server.origin);
    await client.registry.deleteManifest(name, mine.digest);
    expect(registry.digests).toEqual([signature.digest]);
    expect(registry.server.seen('DELETE *').map((request) => request.path)).toEqual([
      `/v2/${name}/manifests/${mine.digest}`,
    ]);
  });
});
