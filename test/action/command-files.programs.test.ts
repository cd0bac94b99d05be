import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import { runAction, workspace, type Run, type RunOptions } from './spawned.ts';

interface Result {
  readonly run: Run;
  /** Requests that reached the registry. */
  readonly requests: number;
  readonly repositories: readonly string[];
}

const inputs = {
  push: { 'source-dir': '.', target: 'oci://HOST/acme/app:v1' },
  pull: { reference: 'HOST/acme/app:v1' },
  copy: { source: 'HOST/acme/app:v1', target: 'HOST/acme/copy:v1' },
  attach: { subject: 'HOST/acme/app:v1', files: 'a.txt', 'artifact-type': 'text/x.y' },
  index: { target: 'HOST/acme/app:all', sources: 'v1' },
  serve: {},
} as const;

async function run(bundle: keyof typeof inputs, options: RunOptions): Promise<Result> {
  await using place = await workspace();
  const registry = new MemoryRegistry();
  let requests = 0;
  const server = await listen(registry, { onAccess: () => (requests += 1) });
  try {
    await writeFile(join(place.path, 'a.txt'), 'content');
    const { host } = new URL(server.url);
    const given = Object.entries(inputs[bundle]).map(([name, text]) => [name, text.replaceAll('HOST', host)] as const);
    const finished = await runAction(
      place,
      { ...Object.fromEntries(given), ...(bundle === 'serve' ? {} : { 'plain-http': 'true' }) },
      { ...options, bundle },
    );
    return { run: finished, requests, repositories: await Array.fromAsync(registry.repositories()) };
  } finally {
    await server.close();
  }
}

describe.each(Object.keys(inputs) as (keyof typeof inputs)[])('the action %s', (bundle) => {
  it('fails before any work when the file for outputs does not exist', async () => {
    const { run: failed, requests } = await run(bundle, { env: { GITHUB_OUTPUT: '/nowhere/output' } });
    expect(failed.code, failed.stdout).toBe(1);
    expect(failed.errors).toEqual([
      expect.stringMatching(/^GITHUB_OUTPUT names \/nowhere\/output, which does not exist; /),
    ]);
    expect(requests).toBe(0);
    expect(failed.left).toEqual([]);
  });
});

describe.each(['push', 'serve'] as const)('the action %s, which has a post step', (bundle) => {
  it('fails before any work when the file for its state does not exist', async () => {
    const { run: failed, requests } = await run(bundle, { env: { GITHUB_STATE: '/nowhere/state' } });
    expect(failed.errors).toEqual([
      expect.stringMatching(/^GITHUB_STATE names \/nowhere\/state, which does not exist; /),
    ]);
    expect(requests).toBe(0);
  });
});

describe('a file for outputs that the step must not write', () => {
  it('fails the step before any work', async () => {
    await using place = await workspace();
    const registry = new MemoryRegistry();
    let requests = 0;
    const server = await listen(registry, { onAccess: () => (requests += 1) });
    try {
      await writeFile(join(place.path, 'a.txt'), 'content');
      const path = join(place.path, 'output');
      await writeFile(path, '');
      await chmod(path, 0o444);
      const target = `oci://${new URL(server.url).host}/acme/app:v1`;
      const failed = await runAction(
        place,
        { 'source-dir': '.', target, 'plain-http': 'true' },
        { env: { GITHUB_OUTPUT: path }, unprivileged: true },
      );
      expect(failed.code, failed.stdout).toBe(1);
      expect(failed.errors).toEqual([
        expect.stringMatching(/^GITHUB_OUTPUT names \S+, which cannot be written \(E[A-Z]+\); pass the path of /),
      ]);
      expect(requests).toBe(0);
    } finally {
      await server.close();
    }
  });
});

describe('a file for outputs that is removed during the run', () => {
  it('fails the step after the digest and the reference were logged', async () => {
    await using place = await workspace();
    const registry = new MemoryRegistry();
    // The first request comes after the check and before the outputs.
    const server = await listen(registry, { onAccess: () => void rm(place.file('GITHUB_OUTPUT'), { force: true }) });
    try {
      await writeFile(join(place.path, 'a.txt'), 'content');
      const name = `${new URL(server.url).host}/acme/app:v1`;
      const failed = await runAction(place, { 'source-dir': '.', target: `oci://${name}`, 'plain-http': 'true' });
      expect(failed.errors).toEqual([
        expect.stringMatching(/^cannot write the outputs of the step to GITHUB_OUTPUT: .*GITHUB_OUTPUT$/),
      ]);
      const { digest } = (await registry.resolveTag('acme/app', 'v1')) as { readonly digest: string };
      expect(failed.stdout).toContain(`published ${name} in `);
      expect(failed.stdout).toContain(digest);
    } finally {
      await server.close();
    }
  });
});
