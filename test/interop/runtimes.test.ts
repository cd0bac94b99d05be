import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, temporaryDirectory, type TemporaryDirectory } from './processes.ts';
import { repositoryRoot } from './run-action.ts';

/** Programs that print the same text in each runtime. They are written for the oldest version of Node. */
const examples: Readonly<Record<string, string>> = {
  'packages a directory': `
import { parseLocation, publish } from 'oci-artifact';

const published = await publish({ sourceDir: './source', target: parseLocation('./layout-' + process.argv[2] + ':v1') });
console.log(published.digest, published.layerDigest, published.contentDigest);
`,
  'pushes to a registry and pulls from it': `
import { connectRepository, parseLocation, publish, pull } from 'oci-artifact';
import { MemoryRegistry } from 'oci-artifact/registry';
import { listen } from 'oci-artifact/server';
import { readdir } from 'node:fs/promises';

const server = await listen(new MemoryRegistry());
const name = new URL(server.url).host + '/acme/bundle:v1';
const connection = { plainHttp: true };
const published = await publish({ sourceDir: './source', target: parseLocation(name), outputDir: './out-' + process.argv[2], connection });
const output = './pulled-' + process.argv[2];
await pull({ source: parseLocation(name), outputDir: output, connection });
const { repository, close } = await connectRepository(name, connection);
console.log(published.digest, (await repository.resolve('v1')).digest, (await readdir(output)).sort().join());
await close();
await server.close();
`,
  'copies between a layout and a registry with wrappers': `
import { copy, LayoutRepository, once, packManifest, pushBytes, repository } from 'oci-artifact/oras';
import { HttpRegistry, MemoryRegistry, createTransport, immutable, prefix } from 'oci-artifact/registry';
import { listen } from 'oci-artifact/server';

const layout = await LayoutRepository.open('./copied-' + process.argv[2]);
const layer = await pushBytes(layout, 'text/plain', new TextEncoder().encode('hello'));
const created = { 'org.opencontainers.image.created': '2000-01-01T00:00:00Z' };
const manifest = await packManifest(layout, '1.1', 'application/vnd.example', { layers: [layer], manifestAnnotations: created });
await layout.tag(manifest, 'v1');
const server = await listen(immutable(new MemoryRegistry()));
const transport = createTransport();
const registry = prefix(new HttpRegistry(new URL(server.url), { transport: transport.send }), 'acme');
const copied = await copy(layout, 'v1', repository(registry, 'bundle'));
const tags = [];
for await (const tag of registry.tags('bundle')) tags.push(tag);
console.log(copied.digest, tags.join(), typeof once);
await transport.close();
await server.close();
`,
  'serves a registry with fetch and reads it with fetch': `
import { fetchTransport, HttpRegistry, MemoryRegistry } from 'oci-artifact/registry';
import { createFetchHandler } from 'oci-artifact/server';
import { descriptorOf } from 'oci-artifact/spec';
import { createServer } from 'node:http';

const handler = createFetchHandler(new MemoryRegistry());
const serve = {
  deno: async () => {
    const server = Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: () => {} }, (request) => handler(request));
    return { port: server.addr.port, stop: () => server.shutdown() };
  },
  bun: async () => {
    const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: handler });
    return { port: server.port, stop: () => server.stop(true) };
  },
};
// Node has no server with fetch.
const direct = { fetch: (url, init) => handler(new Request(url, init)) };
const started = await serve[process.argv[2]]?.();
const transport = fetchTransport(started === undefined ? direct : {});
const url = new URL('http://127.0.0.1:' + (started?.port ?? 80));
const registry = new HttpRegistry(url, { transport: transport.send });
for (const size of [5, 3_000_000]) {
  const content = new Uint8Array(size).fill(size % 251);
  const descriptor = descriptorOf('application/octet-stream', content);
  await registry.pushBlob('acme/bundle', descriptor, async function* () { yield content; });
  const bytes = await (await registry.getBlob('acme/bundle', descriptor.digest)).bytes();
  console.log(descriptor.digest, bytes.byteLength);
}
const missing = await registry.resolveTag('acme/bundle', 'v1').catch((error) => error.code);
console.log(missing);
await transport.close();
await started?.stop();
await handler.close();
`,
};

/** Command and arguments of each runtime, before the name of a program. */
const runtimes: Readonly<Record<string, readonly [string, ...string[]]>> = {
  deno: ['deno', 'run', '--allow-all', '--no-lock'],
  bun: ['bun', 'run', '--no-install'],
  'node-22': ['node-22'],
};

describe('the packed library in other runtimes', () => {
  let work: TemporaryDirectory;
  const printedByNode = new Map<string, string>();
  beforeAll(async () => {
    work = await temporaryDirectory();
    const packed = await must('npm', ['pack', '--silent', '--pack-destination', work.path], { cwd: repositoryRoot });
    await mkdir(join(work.path, 'source/sub'), { recursive: true });
    await writeFile(join(work.path, 'source/file.txt'), 'content\n');
    // Several blocks, so that threads compress it.
    const lines = Array.from({ length: 400_000 }, (_, index) => `line ${index}\n`).join('');
    await writeFile(join(work.path, 'source/sub/large.txt'), lines);
    await writeFile(join(work.path, 'package.json'), '{"private":true,"type":"module"}');
    await must(
      'npm',
      ['install', '--silent', '--no-audit', '--no-fund', join(work.path, packed.trim().split('\n').at(-1) ?? '')],
      { cwd: work.path, timeoutMs: 200_000 },
    );
    for (const [title, program] of Object.entries(examples)) {
      await writeFile(join(work.path, fileOf(title)), program);
      printedByNode.set(title, await must(process.execPath, [fileOf(title), 'node'], { cwd: work.path }));
    }
  });
  afterAll(() => work[Symbol.asyncDispose]());

  describe.each(Object.entries(runtimes))('%s', (runtime, [command, ...args]) => {
    it.each(Object.keys(examples))('%s, with the output of Node', async (title) => {
      const env = { DENO_NO_UPDATE_CHECK: '1', DO_NOT_TRACK: '1' };
      const printed = await must(command, [...args, fileOf(title), runtime], { cwd: work.path, env });
      expect(printed).toBe(printedByNode.get(title));
      expect(printed).toMatch(/^sha256:[0-9a-f]{64}/);
    });
  });
});

function fileOf(title: string): string {
  return `${title.replaceAll(' ', '-')}.mjs`;
}
