import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { runCli, temporaryPlace, type Place } from './spawned.ts';

const example = join(import.meta.dirname, '../../examples/bundle');

async function placeWithExample(): Promise<Place> {
  const place = await temporaryPlace();
  await cp(example, join(place.path, 'examples/bundle'), { recursive: true, verbatimSymlinks: true });
  return place;
}

interface Proxy extends AsyncDisposable {
  readonly host: string;
}

interface Tampering {
  /** Flips one bit of each downloaded layer. */
  readonly flip?: 'first' | 'middle' | 'last';
  /** Called when a layer is requested. */
  readonly onFetch?: () => void;
}

/** Forwards requests to the registry, and applies the changes. */
async function proxyTo(upstream: string, { flip, onFetch }: Tampering = {}): Promise<Proxy> {
  const server = createServer((incoming, outgoing) => {
    const onward = request(
      new URL(incoming.url ?? '/', upstream),
      { method: incoming.method, headers: { ...incoming.headers, host: new URL(upstream).host } },
      (response) => {
        outgoing.writeHead(response.statusCode ?? 502, response.headers);
        const fetched = incoming.method === 'GET' && (incoming.url ?? '').includes('/blobs/');
        if (fetched) onFetch?.();
        response.on('data', (chunk: Buffer) => {
          const at = { none: -1, first: 0, middle: chunk.length >> 1, last: chunk.length - 1 }[
            (fetched && flip) || 'none'
          ];
          if (at >= 0) chunk[at] = (chunk[at] ?? 0) ^ 1;
          outgoing.write(chunk);
        });
        response.on('end', () => outgoing.end());
      },
    );
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

describe('the demo', () => {
  it('pushes its own example to an embedded registry, pulls it back and compares it, in any directory', async () => {
    await using place = await temporaryPlace();
    const { code, stdout, stderr } = await runCli(place, ['demo']);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^verified/m);
    expect(stdout).toMatch(/^ {2}digest: sha256:[0-9a-f]{64}$/m);
    expect(await readdir(join(place.path, 'out/oci-layout'))).toEqual(
      expect.arrayContaining(['blobs', 'index.json', 'oci-layout']),
    );
    expect(stdout).toContain('job summary: out/summary.html');
    expect(await readFile(join(place.path, 'out/summary.html'), 'utf8')).toContain('<h3>Published ');
    expect((await readdir(place.path)).sort()).toEqual(['out']);
  });

  it('pushes another directory to another registry', async () => {
    const registry = new MemoryRegistry();
    await using server = await listen(registry);
    await using proxy = await proxyTo(server.url);
    await using place = await placeWithExample();
    const { code, stdout, stderr } = await runCli(place, [
      'demo',
      'examples',
      `oci://${proxy.host}/a/b:v7`,
      '--plain-http',
    ]);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/^verified/m);
    expect(await Array.fromAsync(registry.tags('a/b'))).toEqual(['v7']);
  });

  it.each(['first', 'middle', 'last'] as const)(
    'fails when the %s byte of the pulled content differs',
    async (position) => {
      await using server = await listen(new MemoryRegistry());
      await using proxy = await proxyTo(server.url, { flip: position });
      await using place = await placeWithExample();
      const { code, stdout, stderr } = await runCli(place, [
        'demo',
        'examples/bundle',
        `oci://${proxy.host}/a/b:v7`,
        '--plain-http',
      ]);
      expect(code).toBe(1);
      expect(stdout).not.toContain('verified');
      expect(stderr).toMatch(/^error: <target>: .*(?:hashes to|gzip|archive)/m);
    },
  );

  it('fails when the pulled content differs from the directory, and names the difference', async () => {
    await using server = await listen(new MemoryRegistry());
    await using place = await placeWithExample();
    const onFetch = (): void => {
      writeFileSync(join(place.path, 'examples/bundle/config/staging.yaml'), 'replicas: 9\n');
    };
    await using proxy = await proxyTo(server.url, { onFetch });
    const { code, stdout, stderr } = await runCli(place, [
      'demo',
      'examples/bundle',
      `oci://${proxy.host}/a/b:v7`,
      '--plain-http',
    ]);
    expect(code).toBe(1);
    expect(stdout).not.toContain('verified');
    expect(stderr).toMatch(/^error: .*the content of config.staging\.yaml differs$/m);
  });
});
