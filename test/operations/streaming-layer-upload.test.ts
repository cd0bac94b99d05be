import { randomBytes } from 'node:crypto';
import { truncateSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import type { BlobWriter } from '../../src/registry/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { Digester, OciError, type OperationEvent } from '../../src/spec/index.ts';
import { ScriptedServer, type Step } from '../faults/kit/index.ts';
import { json } from '../client/test-client.ts';
import { publish, type PublishOptions } from '../../src/operations/index.ts';

const mib = 1024 * 1024;
const content = randomBytes(24 * mib);
/** More than the minimum size of a layer that is uploaded while it is packed. */
const mediumContent = content.subarray(0, 9 * mib);

let directory: string;
let events: OperationEvent[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'streaming-layer-upload-'));
  events = [];
  await mkdir(join(directory, 'source'));
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

function options(origin: URL | string, change: Partial<PublishOptions> = {}): PublishOptions {
  return {
    sourceDir: join(directory, 'source'),
    target: { kind: 'registry', registry: new URL(origin).host, repository: 'acme/bundle', tag: 'v1' },
    tags: ['v1'],
    artifactType: 'application/vnd.example',
    outputDir: join(directory, 'output'),
    connection: { plainHttp: true, env: {}, homedir: directory, attempts: 3 },
    onEvent: (event) => events.push(event),
    ...change,
  };
}

const phases = (): string[] => events.flatMap((event) => (event.kind === 'phase' ? [event.phase] : []));
const lines = (): string[] => events.flatMap((event) => (event.kind === 'line' ? [event.text] : []));

describe('uploading the layer while it is packed', () => {
  /** Records the phases in which uploads began and ended. */
  class NotingRegistry extends MemoryRegistry {
    readonly begun: string[] = [];

    readonly writers: BlobWriter[] = [];

    override async pushBlobChunked(
      ...args: Parameters<MemoryRegistry['pushBlobChunked']>
    ): ReturnType<MemoryRegistry['pushBlobChunked']> {
      const phase = phases().at(-1);
      // Before packaging, a run without credentials checks its access.
      if (phase !== undefined) this.begun.push(phase);
      const writer = await super.pushBlobChunked(...args);
      this.writers.push(writer);
      return writer;
    }

    /** Uploads that are still open. */
    async open(): Promise<number> {
      const counts = await Promise.all(
        this.writers.map(({ id }) =>
          this.pushBlobChunkedResume('acme/bundle', id).then(
            () => 1,
            () => 0,
          ),
        ),
      );
      return counts.reduce<number>((sum, one) => sum + one, 0);
    }
  }

  let registry: NotingRegistry;
  let server: Listening;
  beforeEach(async () => {
    registry = new NotingRegistry();
    server = await listen(registry);
  });
  afterEach(async () => {
    await server.close();
  });

  it('begins before packing ends when the tag is new, and has the result of an ordinary push', async () => {
    await writeFile(join(directory, 'source/a.bin'), content);
    const result = await publish(options(server.url));
    expect(registry.begun[0]).toBe('package');
    expect(phases()).toEqual(['package', 'push', 'tag']);
    expect(lines()).toEqual([]);
    expect((await registry.resolveTag('acme/bundle', 'v1')).digest).toBe(result.digest);
    expect((await registry.resolveBlob('acme/bundle', result.layers[0]?.digest ?? result.digest)).size).toBe(
      result.layerSize,
    );
    // The layer and the config, each once.
    expect(registry.begun).toHaveLength(2);
    expect(events.flatMap((event) => (event.kind === 'blob' ? [event.state] : []))).toEqual(
      expect.arrayContaining(['uploaded', 'uploaded', 'uploaded']),
    );
    const ordinary = await publish(options(server.url, { push: false, outputDir: join(directory, 'other') }));
    expect(ordinary.digest).toBe(result.digest);
  });

  it.each<[string, Partial<PublishOptions>]>([
    ['for an existing tag', {}],
    ['without a tag', { pushByDigest: true, tags: [] }],
  ])('does not send existing content again %s', async (_, change) => {
    await writeFile(join(directory, 'source/a.bin'), mediumContent);
    await publish(options(server.url));
    registry.begun.length = 0;
    events.length = 0;
    const again = await publish(options(server.url, { annotations: { changed: 'yes' }, ...change }));
    expect(again.pushed).toBe(true);
    expect(registry.begun).toEqual([]);
  });

  it('pushes a small layer in the ordinary way', async () => {
    await writeFile(join(directory, 'source/a.bin'), randomBytes(1 * mib));
    await publish(options(server.url));
    expect(registry.begun).toEqual(['push', 'push']);
  });

  it('leaves no content or open upload when packing fails (PK-04)', async () => {
    await writeFile(join(directory, 'source/a.bin'), content);
    const shorten = (event: OperationEvent): void => {
      events.push(event);
      if (event.kind === 'progress' && event.done > 20 * mib) truncateSync(join(directory, 'source/a.bin'), 20 * mib);
    };
    await expect(
      publish(options(server.url, { onEvent: shorten, outputDir: join(directory, 'new/output') })),
    ).rejects.toMatchObject({ code: 'FILE_CHANGED' });
    expect(registry.begun).toHaveLength(1);
    expect(await registry.open()).toBe(0);
    expect(await Array.fromAsync(registry.repositories())).toEqual([]);
    expect((await readdir(directory)).sort()).toEqual(['source']);
  });

  it('leaves no content or open upload after an abort (UP-11, UP-12)', async () => {
    await writeFile(join(directory, 'source/a.bin'), content);
    const stop = new AbortController();
    const cancel = (event: OperationEvent): void => {
      events.push(event);
      if (registry.writers.some(({ size }) => size > 0)) stop.abort(new OciError('ABORTED', 'cancelled'));
    };
    await expect(publish(options(server.url, { onEvent: cancel, signal: stop.signal }))).rejects.toMatchObject({
      code: 'ABORTED',
    });
    expect(registry.begun).toHaveLength(1);
    expect(await registry.open()).toBe(0);
    expect(await Array.fromAsync(registry.repositories())).toEqual([]);
  });
});

describe('a registry that does not accept a layer of unknown length', () => {
  it.each<[string, Step]>([
    ['411', { status: 411 }],
    ['416 after 4 MiB', { status: 416, at: 4 * mib, after: 'fin' }],
    ['400', { status: 400 }],
    ['a 401 in the middle', { status: 401, at: 1 * mib, after: 'fin' }],
    ['a cut that it cannot resume from', { at: 1 * mib, cutAt: -1, rest: 'ignore' }],
  ])('gets the finished layer after %s, with one line in the log', async (_, step) => {
    await writeFile(join(directory, 'source/a.bin'), mediumContent);
    await using server = await ScriptedServer.start();
    const open = new Set<string>();
    const blobs = new Map<string, number>();
    let next = 0;
    server
      .on('HEAD /v2/*', { status: 404 })
      .on('HEAD /v2/*/blobs/*', (request) => {
        const size = blobs.get(decodeURIComponent(request.path.split('/').at(-1) ?? ''));
        return size === undefined ? { status: 404 } : { headers: { 'content-length': String(size) } };
      })
      .on('POST /v2/*/blobs/uploads/', () => {
        const path = `/upload/${next++}`;
        open.add(path);
        return { status: 202, headers: { location: path } };
      })
      .on('PATCH /upload/*', step)
      .on('DELETE /upload/*', (request) => (open.delete(request.path), { status: 204 }))
      .on('PUT /upload/*', (request) => {
        open.delete(request.path);
        blobs.set(request.query.get('digest') ?? '', request.bodySize);
        return { status: 201 };
      })
      .on('PUT /v2/*/manifests/*', (request) => ({
        status: 201,
        headers: { ...json, 'docker-content-digest': new Digester().update(request.body).digest() },
      }));
    const result = await publish(options(server.origin));
    expect(blobs.get(result.layerDigest)).toBe(result.layerSize);
    expect(lines().filter((line) => line.startsWith('streaming upload failed'))).toHaveLength(1);
    expect(open.size).toBe(0);
    expect(server.seen('PUT /v2/*/manifests/v1')).toHaveLength(1);
  });
});
