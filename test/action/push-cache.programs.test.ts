import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheEnvironment, cacheService } from './cache-service.ts';
import { runAction, workspace, type Run, type Workspace } from './spawned.ts';

/** A job on a new runner, without files of an earlier job. */
async function push(
  place: Workspace,
  output: string,
  env: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const tools = join(place.path, 'tools');
  await rm(tools, { recursive: true, force: true });
  const run = await runAction(
    place,
    { 'source-dir': 'source', target: `./${output}`, cache: 'true', ...inputs },
    { env: { RUNNER_TOOL_CACHE: tools, ...env } },
  );
  expect(run.errors, run.stdout + run.stderr).toEqual([]);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  expect(run.left.filter((name) => name.startsWith('oci-artifact'))).toEqual([]);
  return run;
}

async function prepared(): Promise<Workspace> {
  const place = await workspace();
  await mkdir(join(place.path, 'source'));
  await writeFile(join(place.path, 'source', 'a.txt'), 'one line\n'.repeat(20_000));
  return place;
}

const reused = 'the source did not change: reused the layer from the cache between jobs';

describe('the cached layer between jobs', () => {
  it('is saved by the first job, and used by the next until the source changes', async () => {
    await using service = await cacheService();
    await using place = await prepared();
    const plain = await push(place, 'plain', service.env, { cache: 'false' });
    expect(service.requests).toEqual([]);
    const first = await push(place, 'first', service.env);
    expect(first.warnings).toEqual([]);
    expect(first.stdout).not.toContain(reused);
    expect(service.keys()).toEqual([expect.stringMatching(/^oci-artifact-layer-[0-9a-f]{64}-1$/)]);
    const second = await push(place, 'second', service.env);
    expect(second.warnings).toEqual([]);
    expect(second.stdout).toContain(reused);
    expect(service.keys()).toHaveLength(1);
    for (const run of [first, second]) expect(run.outputs['digest']).toBe(plain.outputs['digest']);
    await writeFile(join(place.path, 'source', 'a.txt'), 'one LINE\n'.repeat(20_000));
    const third = await push(place, 'third', service.env);
    expect(third.stdout).not.toContain(reused);
    expect(third.outputs['content-digest']).not.toBe(plain.outputs['content-digest']);
    expect(service.keys()).toHaveLength(2);
  });

  it('detects a poisoned archive, packs the layer again, and replaces the entry (GA-08)', async () => {
    await using service = await cacheService();
    await using place = await prepared();
    const first = await push(place, 'first', service.env);
    service.poison((tar) => {
      const at = tar.indexOf(Buffer.from([0x1f, 0x8b, 8]));
      expect(at).toBeGreaterThan(0);
      tar[at + 40] = (tar[at + 40] ?? 0) ^ 1;
      return tar;
    });
    const second = await push(place, 'second', service.env);
    expect(second.warnings).toEqual([expect.stringMatching(/packing cache .* packing the layer again/)]);
    expect(second.stdout).not.toContain(reused);
    expect(second.outputs['digest']).toBe(first.outputs['digest']);
    expect(service.keys()).toEqual([expect.stringMatching(/-1$/), expect.stringMatching(/-2$/)]);
    const third = await push(place, 'third', service.env);
    expect(third.warnings).toEqual([]);
    expect(third.stdout).toContain(reused);
  });

  it('is optional when the cache service is not available', async () => {
    await using place = await prepared();
    const run = await push(place, 'first', cacheEnvironment('http://127.0.0.1:9/'));
    expect(run.warnings.length).toBeGreaterThan(0);
    expect(run.outputs['digest']).toMatch(/^sha256:/);
  });
});
