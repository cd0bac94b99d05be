import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashSync } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { builtDirectory } from '../built.ts';
import { createTransport } from '../../src/http/index.ts';
import { HttpRegistry } from '../../src/client/index.ts';
import { LayoutRegistry } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { blobOf, noise, put, putImage } from '../contract/content.ts';
import { findCanaries, newPlainCanary } from '../faults/kit/index.ts';
import { cacheService } from './cache-service.ts';
import { runServe, runServePost, type StepRun } from './serve-spawned.ts';
import { withoutMasks } from './runner-rules.ts';
import { workspace, type Workspace } from './spawned.ts';

function succeeded(run: StepRun): StepRun {
  expect(run.errors, run.stdout + run.stderr).toEqual([]);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  expect(run.stderr).toBe('');
  return run;
}

async function withClient<T>(url: string, work: (registry: HttpRegistry) => Promise<T>): Promise<T> {
  const transport = createTransport({ attempts: 1 });
  try {
    return await work(new HttpRegistry(new URL(`${url}/`), { transport: transport.send, attempts: 1 }));
  } finally {
    await transport.close();
  }
}

async function isServed(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/v2/`)).status === 200;
  } catch {
    return false;
  }
}

/** Starts a registry, and stops it at the end of the test, also after a failure. */
async function served<T>(
  place: Workspace,
  inputs: Readonly<Record<string, string>>,
  work: (run: StepRun) => Promise<T>,
): Promise<T> {
  const run = succeeded(await runServe(place, inputs));
  try {
    return await work(run);
  } finally {
    if (await isServed(run.outputs['url'] ?? '')) await runServePost(place, run.state);
  }
}

describe('the serve action', () => {
  it('serves until the post step, which reports the content', async () => {
    await using place = await workspace();
    await served(place, {}, async (run) => {
      const { url = '', registry = '' } = run.outputs;
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
      expect(url).toBe(`http://${registry}`);
      expect(run.state['url']).toBe(url);
      expect(Number(run.state['pid'])).toBeGreaterThan(0);
      const log = run.state['log'] ?? '';
      expect((await readFile(log, 'utf8')).length).toBe(0);
      await withClient(url, async (client) => {
        await putImage(client, 'acme/one', 'one', ['v1', 'v2']);
        await putImage(client, 'acme/two', 'two', ['v1']);
      });
      const post = succeeded(await runServePost(place, run.state));
      expect(post.warnings).toEqual([]);
      expect(post.stdout).toMatch(/^ {2}repositories 2$/m);
      expect(post.stdout).toMatch(/^ {2}tags {9}3$/m);
      expect(post.stdout).toMatch(/^ {2}blobs {8}\d+$/m);
      expect(post.stdout).toMatch(/^ {2}bytes {8}[\d,]+ \(/m);
      expect(post.stdout).toMatch(/PUT \/v2\/acme\/one\/manifests\/\S+ 201/);
      expect(post.summary).toContain('| **Repositories** | 2 |');
      expect(post.left).toEqual([]);
      expect(await isServed(url)).toBe(false);
    });
  });

  it('does nothing in a post step that runs twice or without a registry (GA-09)', async () => {
    await using place = await workspace();
    const run = succeeded(await runServe(place, { summary: 'false' }));
    const post = succeeded(await runServePost(place, run.state));
    expect(post.summary).toBe('');
    for (const state of [run.state, {}]) {
      const again = succeeded(await runServePost(place, state));
      expect(again.stdout).toBe('no registry is running\n');
      expect(again.warnings).toEqual([]);
    }
  });

  // Windows has no signals.
  it.runIf(process.platform !== 'win32')(
    'warns about a registry that died, and kills no other process (GA-09)',
    async () => {
      await using place = await workspace();
      const run = succeeded(await runServe(place, {}));
      process.kill(Number(run.state['pid']), 'SIGKILL');
      await sleep(100);
      const state = { ...run.state, pid: String(process.pid) };
      const post = succeeded(await runServePost(place, state));
      expect(post.warnings).toEqual([expect.stringContaining('ended before the job')]);
      expect(post.left).toEqual([]);
    },
  );

  it('ends a registry whose step was killed during its start, and the post step cleans up (GA-09)', async () => {
    await using place = await workspace();
    const directory = join(place.runnerTemp, 'registry');
    await mkdir(directory);
    const background = fork(join(builtDirectory, 'serve-background.js'), {
      cwd: directory,
      silent: true,
    });
    background.send({
      kind: 'plan',
      plan: {
        address: '127.0.0.1',
        port: 0,
        layout: 'per-repository',
        readOnly: false,
        immutable: false,
        allowSparse: false,
        insecureAnonymous: false,
      },
      directory,
    });
    const [answer] = (await once(background, 'message')) as [{ readonly url: string }];
    expect(await isServed(answer.url)).toBe(true);
    background.disconnect();
    expect(await once(background, 'exit')).toEqual([0, null]);
    expect(await isServed(answer.url)).toBe(false);
    const post = succeeded(await runServePost(place, { directory }));
    expect(post.left).toEqual([]);
  });

  it('writes no secret to outputs, state, summary or log (GA-05 GA-06)', async () => {
    const [password, token, hash] = [newPlainCanary(), newPlainCanary(), hashSync(newPlainCanary(), 4)];
    await using upstream = await listen(new MemoryRegistry());
    await using place = await workspace();
    await writeFile(join(place.path, 'users'), `me:${hash}\n`);
    const inputs = { upstream: upstream.url, username: 'me', password, 'github-token': token, htpasswd: 'users' };
    const run = succeeded(await runServe(place, inputs));
    const log = await readFile(run.state['log'] ?? '', 'utf8');
    const environment =
      process.platform === 'linux' ? await readFile(`/proc/${run.state['pid'] ?? ''}/environ`, 'utf8') : '';
    const commandLine =
      process.platform === 'linux' ? await readFile(`/proc/${run.state['pid'] ?? ''}/cmdline`, 'utf8') : '';
    expect((await fetch(`${run.outputs['url'] ?? ''}/v2/`)).status).toBe(401);
    const post = succeeded(await runServePost(place, run.state));
    const visibleText = (step: StepRun): string => withoutMasks(step.stdout) + step.stderr + step.files;
    expect(run.commands.filter(({ name }) => name === 'add-mask').map(({ value }) => value)).toEqual(
      expect.arrayContaining([password, token]),
    );
    expect(
      findCanaries([password, token, hash], {
        run: visibleText(run),
        post: visibleText(post),
        log,
        environment,
        commandLine,
      }),
    ).toEqual([]);
  });

  it('serves the content of an upstream, and stores it', async () => {
    const origin = new MemoryRegistry();
    const { manifest, layer } = await putImage(origin, 'acme/one', 'one', ['v1']);
    await using upstream = await listen(origin);
    await using place = await workspace();
    await served(place, { upstream: upstream.url, storage: 'store', 'cache-key': '' }, async (run) => {
      await withClient(run.outputs['url'] ?? '', async (client) => {
        expect((await client.resolveTag('acme/one', 'v1')).digest).toBe(manifest.descriptor.digest);
        for await (const chunk of await client.getManifest('acme/one', manifest.descriptor.digest)) void chunk;
        for await (const chunk of await client.getBlob('acme/one', layer.descriptor.digest)) void chunk;
      });
      succeeded(await runServePost(place, run.state));
      const stored = await LayoutRegistry.open(join(place.path, 'store'), { readOnly: true });
      expect((await Array.fromAsync(stored.contents())).map(({ digest }) => digest)).toContain(layer.descriptor.digest);
    });
  });

  it('stores content in a directory within its quota, and refuses forbidden requests', async () => {
    await using place = await workspace();
    await served(
      place,
      { storage: 'store', 'cache-key': '', layout: 'shared', quota: '20KiB', immutable: 'true' },
      async (run) => {
        await withClient(run.outputs['url'] ?? '', async (client) => {
          const { layer } = await putImage(client, 'acme/one', 'one', ['v1']);
          await expect(put(client, 'acme/one', blobOf(noise(20_000, 1)))).rejects.toMatchObject({ code: 'QUOTA' });
          await expect(client.deleteBlob('acme/one', layer.descriptor.digest)).rejects.toMatchObject({
            code: 'DENIED',
          });
        });
      },
    );
    const before = await readdir(join(place.path, 'store'), { recursive: true });
    expect(before).toContain('oci-layout');
    // The cache does not store the secret of uploads.
    expect(before).not.toContain('.session-key');
    await served(place, { storage: 'store', 'cache-key': '', layout: 'shared', 'read-only': 'true' }, async (run) => {
      await withClient(run.outputs['url'] ?? '', async (client) => {
        expect((await client.resolveTag('acme/one', 'v1')).size).toBeGreaterThan(0);
        await expect(put(client, 'acme/one', blobOf('x'))).rejects.toMatchObject({ code: 'UNSUPPORTED' });
      });
      // Without a key, the cache service, which does not exist here, is not asked.
      const post = succeeded(await runServePost(place, run.state));
      expect(post.warnings).toEqual([]);
      expect(post.stdout).not.toContain('cache');
    });
  });

  it('warns about a missing cache service in both steps', async () => {
    await using place = await workspace();
    await served(place, { storage: 'store', 'cache-key': 'registry' }, async (run) => {
      expect(run.warnings).toEqual([expect.stringContaining('cache service is not available')]);
      await withClient(run.outputs['url'] ?? '', (client) => putImage(client, 'acme/one', 'one', ['v1']));
      const post = succeeded(await runServePost(place, run.state));
      expect(post.warnings).toEqual([expect.stringContaining('cache service is not available')]);
    });
  });

  it('does not save an empty registry, but one that has only content without tags', async () => {
    await using service = await cacheService();
    await using place = await workspace();
    const inputs = { storage: 'store', 'cache-key': 'registry' };
    const env = service.env;
    const empty = succeeded(await runServe(place, inputs, { env }));
    const unsaved = succeeded(await runServePost(place, empty.state, { env }));
    expect(unsaved.stdout).toContain('the registry is empty; nothing is saved');
    expect(service.keys()).toEqual([]);
    const filled = succeeded(await runServe(place, inputs, { env }));
    await withClient(filled.outputs['url'] ?? '', (client) => put(client, 'acme/one', blobOf('content')));
    const saved = succeeded(await runServePost(place, filled.state, { env }));
    expect(saved.stdout).toMatch(/^ {2}tags {9}0$/m);
    expect(service.keys()).toEqual([expect.stringContaining('registry')]);
  });

  it('shows the end of a long log of the registry in the log of the job', async () => {
    await using place = await workspace();
    await served(place, {}, async (run) => {
      const url = run.outputs['url'] ?? '';
      for (const name of Array.from({ length: 205 }, (_, index) => `n${index}`))
        await fetch(`${url}/v2/acme/${name}/tags/list`);
      const post = succeeded(await runServePost(place, run.state));
      expect(post.stdout).toContain('(the last 200 of 205 lines)');
      const shown = [...post.stdout.matchAll(/GET \/v2\/acme\/(n\d+)\/tags/g)].map(([, name]) => name);
      expect(shown).toHaveLength(200);
      expect([shown[0], shown.at(-1)]).toEqual(['n5', 'n204']);
    });
  });

  it('warns about an outage of the cache service in both steps', async () => {
    await using cache = await listen(new MemoryRegistry());
    await using place = await workspace();
    const env = {
      ACTIONS_CACHE_SERVICE_V2: 'true',
      ACTIONS_RESULTS_URL: `${cache.url}/`,
      ACTIONS_RUNTIME_TOKEN: 'e30.e30.e30',
    };
    const run = succeeded(await runServe(place, { storage: 'store', 'cache-key': 'registry' }, { env }));
    expect(run.warnings.length).toBeGreaterThan(0);
    await withClient(run.outputs['url'] ?? '', (client) => putImage(client, 'acme/one', 'one', ['v1']));
    const post = succeeded(await runServePost(place, run.state, { env }));
    expect(post.warnings).toContainEqual(expect.stringContaining('was not saved in the cache'));
  });
});

describe('invalid input', () => {
  it.each([
    ['upstream', { upstream: 'https://me:hunter2hunter2@ghcr.io' }, /^(?!.*hunter2).*user information/],
    ['htpasswd', { htpasswd: 'plain' }, /^(?!.*hunter2).*line 1.*bcrypt/],
    // The background process detects this error.
    ['storage', { storage: 'no/where', 'cache-key': '' }, /does not exist/],
  ])('rejects %s in %j with one sentence, and leaves no files', async (input, inputs, message) => {
    await using place = await workspace();
    await writeFile(join(place.path, 'plain'), 'me:hunter2hunter2\n');
    const run = await runServe(place, inputs);
    expect(run.code, run.stdout).toBe(1);
    expect(run.errors, run.stdout + run.stderr).toEqual([expect.stringMatching(message)]);
    expect(run.errors[0]).toContain(`input "${input}"`);
    expect(run.stdout).not.toMatch(/^\s+at /m);
    expect(run.stdout).not.toContain('hunter2');
    expect(run.stderr).toBe('');
    expect(run.outputs).toEqual({});
    expect(run.left).toEqual([]);
    expect(await readdir(place.path)).toEqual(['plain']);
    succeeded(await runServePost(place, run.state));
  });

  it('reports a port that is in use', async () => {
    await using other = await listen(new MemoryRegistry());
    await using place = await workspace();
    const run = await runServe(place, { port: String(other.port) });
    expect(run.code).toBe(1);
    expect(run.errors).toEqual([expect.stringMatching(/port \d+: another process uses this port \(EADDRINUSE\)/)]);
    expect(run.left).toEqual([]);
    succeeded(await runServePost(place, run.state));
  });
});
