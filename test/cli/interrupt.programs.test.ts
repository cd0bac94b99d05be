import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { blobReader, type Registry } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import { hanging, name, noise, putImage } from '../contract/content.ts';
import { withMethods } from '../wrappers/fake-registries.ts';
import { start, temporaryPlace, type Place, type Run } from './spawned.ts';

const signals = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;

interface Started {
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly end: Promise<Run>;
}

function startCli(place: Place, args: readonly string[]): Started {
  const child = start(place, args);
  let [stdout, stderr] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  child.stdin?.end();
  const end = once(child, 'close').then(([code]): Run => ({ code: code as number | null, stdout, stderr }));
  return { kill: (signal) => child.kill(signal), end };
}

/** A registry with an image, in which one kind of request never ends. `reached` resolves at the first such request. */
async function hangingRegistry(
  stage: 'download' | 'manifest' | 'begin of the upload' | 'upload' | 'push of the manifest',
): Promise<{ readonly registry: Registry; readonly reached: Promise<void> }> {
  const memory = new MemoryRegistry();
  await putImage(memory, name, 'one', ['v1']);
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  const hang = async (): Promise<never> => {
    resolve();
    return new Promise(() => undefined);
  };
  const methods: Readonly<Record<typeof stage, Partial<Registry>>> = {
    download: {
      getBlob: async (repository, digest) => {
        const descriptor = await memory.resolveBlob(repository, digest);
        return blobReader(descriptor, hanging(new Uint8Array(1), resolve));
      },
    },
    manifest: { getTag: hang, getManifest: hang, resolveTag: hang },
    'begin of the upload': { pushBlobChunked: hang },
    upload: {
      pushBlobChunked: async (repository, options) => {
        const writer = await memory.pushBlobChunked(repository, options);
        return new Proxy(writer, {
          get: (target, key) => {
            const value: unknown = key === 'write' ? hang : Reflect.get(target, key);
            return typeof value === 'function' ? (value.bind(target) as unknown) : value;
          },
        });
      },
    },
    'push of the manifest': { pushManifest: hang },
  };
  return { registry: withMethods(memory, methods[stage]), reached };
}

async function workplace(): Promise<Place> {
  const place = await temporaryPlace();
  await mkdir(join(place.path, 'src'));
  await writeFile(join(place.path, 'src/data'), noise(3_000_000, 1));
  return place;
}

/** Each command with the request during which it is interrupted. */
const cases: readonly (readonly [
  string,
  Parameters<typeof hangingRegistry>[0],
  (host: string) => readonly string[],
])[] = [
  ['pull', 'download', (host) => ['pull', `${host}/${name}:v1`, '-o', 'out', '--plain-http']],
  ['pull', 'manifest', (host) => ['pull', `${host}/${name}:v1`, '-o', 'out', '--plain-http']],
  [
    'pull with a cache',
    'download',
    (host) => ['pull', `${host}/${name}:v1`, '-o', 'out', '--cache', 'cache', '--plain-http'],
  ],
  ['push', 'begin of the upload', (host) => ['push', 'src', `oci://${host}/a/new:v1`, '--plain-http']],
  ['push', 'upload', (host) => ['push', 'src', `oci://${host}/a/new:v1`, '--plain-http']],
  ['push', 'push of the manifest', (host) => ['push', 'src', `oci://${host}/a/new:v1`, '--plain-http']],
  ['copy to a layout', 'download', (host) => ['copy', `${host}/${name}:v1`, './layout:v1', '--from-plain-http']],
  [
    'copy to a registry',
    'push of the manifest',
    (host) => ['copy', `${host}/${name}:v1`, `${host}/a/new:v1`, '--from-plain-http', '--to-plain-http'],
  ],
];

// Windows has no signals; it ends a process without notice.
describe.runIf(process.platform !== 'win32')('an interrupted command', () => {
  for (const [command, stage, args] of cases)
    it.each(signals)(
      `removes its files, and its exit code names %s: ${command} during ${stage}`,
      async (signal, code) => {
        const { registry, reached } = await hangingRegistry(stage);
        await using server = await listen(registry, { closeGraceMs: 0 });
        await using place = await workplace();
        const run = startCli(place, args(new URL(server.url).host));
        await Promise.race([reached, run.end]);
        run.kill(signal);
        const { code: exitCode, stdout, stderr } = await run.end;
        expect([exitCode, stdout], stderr).toEqual([code, '']);
        expect(stderr).toMatch(/^error: .*cancelled/m);
        const kept = new Set(['src', 'cache', 'layout']);
        expect((await readdir(place.path)).filter((entry) => !kept.has(entry))).toEqual([]);
        // A cache and a layout may exist, but without partial files.
        const entries = await readdir(place.path, { recursive: true, withFileTypes: true });
        const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
        expect(files.filter((file) => /tmp|stag|partial|lock|ingest|upload/i.test(relative(place.path, file)))).toEqual(
          [],
        );
      },
    );

  it.each(signals)('ends at once after a second %s', async (signal, code) => {
    const { promise: cancelling, resolve } = Promise.withResolvers<void>();
    const { promise: uploading, resolve: onUpload } = Promise.withResolvers<void>();
    // The registry answers neither the upload nor its cancellation.
    const server = createServer((req, res) => {
      if (req.method === 'DELETE') resolve();
      else if (req.method === 'PATCH' || req.method === 'PUT') onUpload();
      else if (req.method === 'POST') res.writeHead(202, { location: '/v2/a/new/blobs/uploads/1' }).end();
      else res.writeHead(req.url === '/v2/' ? 200 : 404).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await using place = await workplace();
    const run = startCli(place, ['push', 'src', `oci://127.0.0.1:${port}/a/new:v1`, '--plain-http']);
    try {
      await Promise.race([uploading, run.end]);
      run.kill(signal);
      await Promise.race([cancelling, run.end]);
      run.kill(signal);
      const { code: exitCode, stderr } = await run.end;
      expect(exitCode, stderr).toBe(code);
      // A command that waits for its end reports that it was cancelled.
      expect(stderr).not.toContain('cancelled');
      expect(await readdir(place.path)).toEqual(['src']);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
