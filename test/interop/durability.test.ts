import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HttpRegistry } from '../../src/client/index.ts';
import { createTransport } from '../../src/http/index.ts';
import {
  descriptorOf,
  emptyDescriptor,
  emptyJsonBytes,
  encodeJson,
  mediaTypeImageManifest,
  type Descriptor,
} from '../../src/spec/index.ts';
import { once } from '../../src/streams/index.ts';
import { checkDurability } from './durability-rules.ts';
import { embedded } from './embedded.ts';
import { must, run, temporaryDirectory, type Ran } from './processes.ts';
import { repositoryRoot } from './run-action.ts';
import {
  inSequence,
  oneFileThread,
  readTrace,
  traceArguments,
  type SystemCall,
  type TraceOptions,
} from './system-calls.ts';

const commandLine = join(repositoryRoot, 'dist/cli.js');
const flushCalls = 'fsync,fdatasync';

/** Results go to stdout, which has the descriptor 1. Progress goes to stderr. */
const isSuccess = ({ name, args }: SystemCall): boolean =>
  (name === 'exit_group' && args === '0') || (name.startsWith('write') && args.startsWith('1<'));
const isManifestCreated = ({ args }: SystemCall): boolean => /"HTTP\/1\.1 201 .*\/manifests\//.test(args);

function traced(args: readonly string[], options: TraceOptions): Promise<Ran> {
  const env = options.fail === undefined ? {} : oneFileThread;
  return run('strace', [...traceArguments(options), process.execPath, commandLine, ...args], { env });
}

async function writeSource(directory: string, bytes = 5000): Promise<string> {
  const source = join(directory, 'source');
  await mkdir(source);
  await writeFile(join(source, 'data'), randomBytes(bytes));
  return source;
}

describe('push to a layout', () => {
  it('flushes files, then their names, then reports success', async () => {
    await using work = await temporaryDirectory();
    const source = await writeSource(work.path);
    const layout = join(work.path, 'layout');
    const output = join(work.path, 'trace');
    // The second push adds to an existing layout.
    for (const tag of ['v1', 'v2']) {
      await writeFile(join(source, 'data'), randomBytes(5000));
      const { code, stderr } = await traced(['push', source, `${layout}:${tag}`], { output });
      expect(code, stderr).toBe(0);
      const { files, acknowledgements, violations } = checkDurability(await readTrace(output), layout, isSuccess);
      expect(violations).toEqual([]);
      expect(files).toBeGreaterThanOrEqual(3);
      expect(acknowledgements).toBeGreaterThanOrEqual(2);
      await rm(output);
    }
  });

  it.each([
    ['a new', 9],
    ['an existing', 5],
  ])(
    'to %s layout fails when any of its %i flushes fails, and its repetition flushes what it left',
    async (kind, count) => {
      await using work = await temporaryDirectory();
      const source = await writeSource(work.path);
      let failures = 0;
      for (let at = 1; ; at++) {
        const layout = join(work.path, `layout-${at}`);
        const output = join(work.path, `trace-${at}`);
        if (kind !== 'a new') {
          await must(process.execPath, [commandLine, 'push', source, `${layout}:v0`]);
          await writeFile(join(source, 'data'), randomBytes(5000));
        }
        const fail = { calls: flushCalls, at };
        const { code, stdout, stderr } = await traced(['push', source, `${layout}:v1`], { output, fail });
        const calls = await readTrace(output);
        // The push has fewer flushes.
        if (!calls.some(({ name, succeeded }) => flushCalls.includes(name) && !succeeded)) {
          expect(code, stderr).toBe(0);
          break;
        }
        failures++;
        expect(code, `flush ${at}: ${stdout}`).toBe(1);
        expect(stderr).toMatch(/EIO|i\/o error/i);
        expect(stdout).not.toContain('packaged');
        const again = join(work.path, `again-${at}`);
        expect((await traced(['push', source, `${layout}:v1`], { output: again })).code).toBe(0);
        const both = inSequence(calls, await readTrace(again));
        const { violations } = checkDurability(both, layout, isSuccess);
        expect(violations, `flush ${at}`).toEqual([]);
      }
      expect(failures).toBe(count);
    },
  );

  it('fails when a flush during the write of a large layer fails', async () => {
    await using work = await temporaryDirectory();
    const source = await writeSource(work.path, 80 * 1024 * 1024);
    const layout = join(work.path, 'layout');
    const output = join(work.path, 'trace');
    const fail = { calls: 'fdatasync', at: 1 };
    const args = ['push', source, `${layout}:v1`, '--compression', 'none'];
    const { code, stderr } = await traced(args, { output, fail });
    const failed = (await readTrace(output)).filter(({ name, succeeded }) => name === 'fdatasync' && !succeeded);
    expect(failed).toHaveLength(1);
    expect(code, stderr).toBe(1);
    const names = await readdir(layout, { recursive: true }).catch(() => []);
    expect(names.filter((name) => /\/[0-9a-f]{64}$/.test(name))).toEqual([]);
  });
});

describe.each(['per-repository', 'shared'])('serve --storage --layout %s', (layout) => {
  it('flushes files, then their names, then acknowledges a manifest', async () => {
    await using work = await temporaryDirectory();
    const storage = join(work.path, 'storage');
    const output = join(work.path, 'trace');
    {
      await using server = await embedded(['--storage', storage, '--layout', layout], { output });
      await using client = connect(server.url);
      for (const tag of ['v1', 'v2', 'v3']) await client.push(tag);
    }
    const { files, acknowledgements, violations } = checkDurability(
      await readTrace(output),
      storage,
      isManifestCreated,
    );
    expect(violations).toEqual([]);
    expect(files).toBeGreaterThanOrEqual(7);
    expect(acknowledgements).toBe(3);
  });

  it('acknowledges nothing when a flush fails, and flushes it when the client tries again', async () => {
    await using work = await temporaryDirectory();
    let failures = 0;
    for (let at = 1; ; at++) {
      const storage = join(work.path, `storage-${at}`);
      const output = join(work.path, `trace-${at}`);
      const trace = { output, fail: { calls: flushCalls, at } };
      let refused = 0;
      {
        const args = ['--storage', storage, '--layout', layout];
        await using server = await embedded(args, trace).catch(() => undefined);
        if (server !== undefined) {
          await using client = connect(server.url);
          for (let attempt = 1; attempt <= 3; attempt++) {
            const error = await client.push('v1').then(() => undefined, String);
            if (error === undefined) break;
            expect(error).toMatch(/input\/output error|500/);
            refused++;
          }
        } else refused++;
      }
      const calls = await readTrace(output);
      const failed = calls.filter(({ name, succeeded }) => flushCalls.includes(name) && !succeeded);
      if (failed.length === 0) break;
      failures++;
      // The server merges its journal into the index after the acknowledgement.
      const isMerge = calls.some((call) => isManifestCreated(call) && call.end < (failed[0]?.start ?? 0));
      expect(refused, `flush ${at} of ${failed[0]?.path ?? ''}`).toBe(isMerge ? 0 : 1);
      const { violations } = checkDurability(calls, storage, isManifestCreated);
      expect(violations, `flush ${at}`).toEqual([]);
    }
    expect(failures).toBeGreaterThanOrEqual(8);
  });
});

describe('serve --storage after SIGKILL', () => {
  it.each([
    ['fdatasync', 1, '.index.json.journal'],
    ['fsync', 8, 'blobs/sha256'],
  ])('flushes what the process left that was killed in %s %i of %s', async (calls, at, path) => {
    await using work = await temporaryDirectory();
    const storage = join(work.path, 'storage');
    const traces = ['killed', 'restarted'].map((name) => join(work.path, name));
    for (const [index, output] of traces.entries()) {
      const trace = index === 0 ? { output, fail: { calls, at, kill: true } } : { output };
      await using server = await embedded(['--storage', storage], trace);
      await using client = connect(server.url);
      if (index === 0) await expect(client.push('v1')).rejects.toThrow(/closed|reset|refused/);
      else await client.push('v1');
    }
    const [killed = [], restarted = []] = await Promise.all(traces.map(readTrace));
    expect(killed.filter(isManifestCreated)).toEqual([]);
    const failed = killed.findLast(({ name, succeeded }) => name === calls && !succeeded);
    expect(failed?.path).toBe(join(storage, 'acme/app', path));
    const { acknowledgements, violations } = checkDurability(inSequence(killed, restarted), storage, isManifestCreated);
    expect(violations).toEqual([]);
    expect(acknowledgements).toBe(1);
  });
});

describe('pull --cache', () => {
  it('flushes files before they get their names, and the files that describe the cache before it reports success', async () => {
    await using work = await temporaryDirectory();
    const source = await writeSource(work.path);
    const cache = join(work.path, 'cache');
    const output = join(work.path, 'trace');
    await using server = await embedded();
    const target = `oci://${server.host}/acme/app:v1`;
    const flags = ['--plain-http'];
    expect((await run(process.execPath, [commandLine, 'push', source, target, ...flags])).code).toBe(0);
    const outputs = ['--output-dir', join(work.path, 'out'), '--config-output', join(work.path, 'config/file.json')];
    const args = ['pull', target, ...outputs, '--cache', cache, ...flags];
    const { code, stderr } = await traced(args, { output });
    expect(code, stderr).toBe(0);
    const calls = await readTrace(output);
    const { files, acknowledgements, violations } = checkDurability(calls, cache, isSuccess);
    // A blob whose name is lost is downloaded again.
    expect(violations.filter((text) => !/\/blobs\/sha256 is not flushed before the ack/.test(text))).toEqual([]);
    expect(files).toBeGreaterThanOrEqual(4);
    expect(acknowledgements).toBeGreaterThanOrEqual(2);
    expect(checkDurability(calls, join(work.path, 'config'), isSuccess)).toMatchObject({ files: 1, violations: [] });
  });
});

interface Client extends AsyncDisposable {
  /** Pushes an artifact as clients do: content that exists is not sent again. */
  push(tag: string): Promise<void>;
}

/** A client without retries, so that each refusal is visible. */
function connect(url: string): Client {
  const transport = createTransport({ attempts: 1 });
  const registry = new HttpRegistry(new URL(url), { transport: transport.send, attempts: 1 });
  const repository = 'acme/app';
  const pushBlob = async (descriptor: Descriptor, bytes: Uint8Array): Promise<void> => {
    const exists = await registry.resolveBlob(repository, descriptor.digest).then(
      () => true,
      () => false,
    );
    // Without another lookup, so that one failed request fails the push.
    if (!exists) await registry.pushBlob(repository, descriptor, () => once(bytes), { isAbsent: true });
  };
  return {
    async push(tag) {
      const layer = encodeJson({ tag });
      const descriptor = descriptorOf('application/json', layer);
      await pushBlob(descriptor, layer);
      await pushBlob(emptyDescriptor, emptyJsonBytes);
      const manifest = { schemaVersion: 2, mediaType: mediaTypeImageManifest, config: emptyDescriptor };
      const bytes = encodeJson({ ...manifest, artifactType: 'application/vnd.example', layers: [descriptor] });
      await registry.pushManifest(repository, bytes, mediaTypeImageManifest, { tags: [tag] });
    },
    [Symbol.asyncDispose]: () => transport.close(),
  };
}
