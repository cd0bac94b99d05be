import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { outputTexts } from '../../src/commands/output.ts';
import { push } from '../../src/commands/push.ts';
import { createTokenIssuer, listen } from '../../src/server/index.ts';
import { findCanaries, newCanary, newPlainCanary, ScriptedServer } from '../faults/kit/index.ts';
import { sampleOutcome } from '../output/outcome-sample.ts';
import { withoutMasks } from './runner-rules.ts';
import { runAction, workspace, type Run, type Workspace } from './spawned.ts';
import type { PublishResult, Digest } from '../../src/spec/index.ts';

async function workspaceWithSource(): Promise<Workspace> {
  const place = await workspace();
  await mkdir(join(place.path, 'src'));
  await writeFile(join(place.path, 'src/a.txt'), 'content');
  return place;
}

/** All text of a run that other people can read. Only the runner reads the lines that register masks. */
function readable(run: Run): Readonly<Record<string, string>> {
  const stdout = withoutMasks(run.stdout);
  return {
    stdout,
    stderr: run.stderr,
    output: run.outputFile,
    state: run.stateFile,
    env: run.envFile,
    path: run.pathFile,
    summary: run.summary,
  };
}

describe('foreign text in the log', () => {
  // Windows does not allow these file names.
  it.runIf(process.platform !== 'win32')('runs no workflow command from a hostile tree (GA-01)', async () => {
    await using place = await workspaceWithSource();
    for (const name of [
      'x\n::set-output name=digest::evil',
      '::stop-commands::x',
      '\u00a0::add-mask::content',
      'a ##[add-mask]b',
      'y\r::error::z',
    ]) {
      await mkdir(join(place.path, 'src', name));
      await writeFile(join(place.path, 'src', name, '.npmrc'), 'x');
    }
    const run = await runAction(place, {
      'source-dir': 'src',
      target: './layout',
      'artifact-type': 'application/vnd.example',
      annotations: 'a=::error::x',
      tags: 'v1',
    });
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(run.warnings).toHaveLength(1);
    expect(new Set(run.commands.map(({ name }) => name))).toEqual(new Set(['group', 'endgroup', 'warning']));
    expect(run.outputs['digest']).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('runs no workflow command from a hostile registry (GA-01)', async () => {
    const text = 'no\n::error::one\r\n::add-mask::two\u2028::warning::three ##[error]four';
    await using registry = await ScriptedServer.start({
      otherwise: {
        status: 400,
        headers: { Warning: '299 - "::notice::x"' },
        body: JSON.stringify({ errors: [{ code: 'UNKNOWN', message: text }] }),
      },
    });
    await using place = await workspaceWithSource();
    const run = await runAction(
      place,
      {
        'source-dir': 'src',
        target: `oci://${registry.origin.host}/a/b:v1`,
        'artifact-type': 'application/vnd.example',
        'plain-http': 'true',
        'github-token': '',
      },
      { env: { RUNNER_DEBUG: '1' } },
    );
    expect(run.code).toBe(1);
    expect(run.errors).toHaveLength(1);
    expect(
      run.commands.filter(({ name }) => !['group', 'endgroup', 'warning', 'debug', 'error'].includes(name)),
    ).toEqual([]);
    expect(run.commands.every(({ line }) => line.startsWith('::'))).toBe(true);
  });
});

describe('outputs', () => {
  const hostile: readonly (readonly [string, Partial<PublishResult>])[] = [
    ['reference', { reference: 'ghcr.io/a/b:v1\nname=evil' }],
    ['digest', { digest: `sha256:${'a'.repeat(64)}\n` as Digest }],
    ['tags', { tags: ['ghcr.io/a/b:v1', 'ghcr.io/a/b:v1 ghcr.io/x'] }],
    ['store-path', { storePath: '/tmp/\u0007' }],
    ['artifact-type', { artifactType: 'a/b\nx=y' }],
    ['media-type', { mediaType: 'text' }],
    ['checksums', { checksums: 'evil' }],
    ['size', { size: -1 }],
    ['layer-digest', { layerDigest: 'md5:1' as Digest }],
    ['name', { name: 'a b' }],
  ];

  it.each(hostile)('refuses an invalid %s, and sets no outputs (GA-03)', (name, part) => {
    const result = { ...sampleOutcome, ...part } as PublishResult;
    expect(() => outputTexts(push.outputs, result, () => {})).toThrow(
      new RegExp(`^output ${name} has an invalid value ".*"; no outputs were set$`),
    );
  });

  it('writes each with its own delimiter, and nothing to the environment (GA-03)', async () => {
    await using place = await workspaceWithSource();
    const run = await runAction(place, { 'source-dir': 'src', target: './layout' });
    const delimiters = [...run.outputFile.matchAll(/^[a-z-]+<<(ghadelimiter_.+)$/gm)].map(([, delimiter]) => delimiter);
    expect(delimiters).toHaveLength(Object.keys(push.outputs).length);
    expect(new Set(delimiters).size).toBe(Object.keys(push.outputs).length);
    expect([run.envFile, run.pathFile, run.stateFile]).toEqual(['', '', '']);
  });
});

describe('secrets', () => {
  it('masks a password in every form before its first use, and writes it nowhere (GA-05 GA-06)', async () => {
    const password = newCanary();
    await using server = await listen(new MemoryRegistry(), { htpasswd: `me:${hashSync(password, 4)}` });
    await using place = await workspaceWithSource();
    const run = await runAction(
      place,
      {
        'source-dir': 'src',
        target: `oci://${new URL(server.url).host}/a/b:v1`,
        'plain-http': 'true',
        username: 'me',
        password,
      },
      { env: { RUNNER_DEBUG: '1' } },
    );
    expect(run.code, run.stdout).toBe(0);
    expect(findCanaries([password], readable(run))).toEqual([]);
    const masks = run.commands.filter(({ name }) => name === 'add-mask').map(({ value }) => value);
    expect(masks).toEqual(expect.arrayContaining([password, Buffer.from(`me:${password}`).toString('base64')]));
    expect(masks.every((mask) => mask.length >= 4)).toBe(true);
    const lines = run.stdout.split('\n');
    expect(lines.findIndex((line) => line.startsWith('::add-mask::'))).toBe(0);
  });

  it('shows no secret of another input in the job summary of a failed step (GA-06)', async () => {
    const password = newPlainCanary();
    await using place = await workspace();
    const run = await runAction(
      place,
      { reference: `localhost:9/acme/app:${password}:x`, username: 'me', password, summary: 'true' },
      { bundle: 'pull' },
    );
    expect(run.code, run.stdout).toBe(1);
    expect(run.summary).toMatch(/<code>pull localhost&#58;9\/acme\/app&#58;(?:&#42;){3}&#58;x<\/code>/);
    expect(findCanaries([password], readable(run))).toEqual([]);
  });

  it('masks a token of the registry (GA-05)', async () => {
    const password = newPlainCanary();
    const tokens = createTokenIssuer({ service: 'test', htpasswd: `me:${hashSync(password, 4)}` });
    await using server = await listen(new MemoryRegistry(), { tokens });
    await using place = await workspaceWithSource();
    const run = await runAction(
      place,
      {
        'source-dir': 'src',
        target: `oci://${new URL(server.url).host}/a/b:v1`,
        'plain-http': 'true',
        username: 'me',
        password,
      },
      { env: { RUNNER_DEBUG: '1' } },
    );
    expect(run.code, run.stdout).toBe(0);
    const masks = run.commands.filter(({ name }) => name === 'add-mask').map(({ value }) => value);
    const others = masks.filter((mask) => !mask.includes(password));
    expect(others.length).toBeGreaterThan(0);
    expect(findCanaries(masks, readable(run))).toEqual([]);
  });

  it('masks each line of a token, but no short texts (GA-05)', async () => {
    await using place = await workspaceWithSource();
    const [one, two] = [newPlainCanary(), newPlainCanary()];
    const run = await runAction(place, {
      'source-dir': 'src',
      target: './layout',
      'github-token': `${one}\n${two}\nabc`,
    });
    const masks = run.commands.filter(({ name }) => name === 'add-mask').map(({ value }) => value);
    expect(masks).toEqual(expect.arrayContaining([one, two]));
    expect(masks).not.toContain('abc');
    expect(masks).not.toContain('');
    expect(findCanaries([one, two], readable(run))).toEqual([]);
  });
});

describe('the end of the process', () => {
  it('writes all output to a slow reader, and exits soon after (GA-10)', async () => {
    await using server = await listen(new MemoryRegistry());
    await using place = await workspaceWithSource();
    const tags = Array.from({ length: 500 }, (_, index) => `${'t'.repeat(120)}${index}`);
    let paused = false;
    let lastAt = 0;
    const run = await runAction(
      place,
      {
        'source-dir': 'src',
        target: `oci://${new URL(server.url).host}/a/b:v1`,
        'plain-http': 'true',
        tags: tags.join('\n'),
      },
      {
        onOutput: (_, child) => {
          lastAt = performance.now();
          if (paused) return;
          paused = true;
          child.stdout?.pause();
          setTimeout(() => child.stdout?.resume(), 3000);
        },
      },
    );
    expect(performance.now() - lastAt).toBeLessThan(5000);
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout.match(/^tagged t+\d+$/gm)).toHaveLength(500);
    expect(run.stdout).toMatch(/layout {5}.*oci-layout\n$/);
  });

  // Windows has no signals; it ends a process without notice.
  it.runIf(process.platform !== 'win32').each(['SIGINT', 'SIGTERM'] as const)(
    'stops the upload on %s at once and removes its files (UP-11)',
    async (signal) => {
      await using registry = await ScriptedServer.start();
      registry.on('HEAD *', { status: 404 }).on('GET *', { status: 404 }).on('POST *', { silent: true });
      await using place = await workspaceWithSource();
      let sentAt = 0;
      const run = await runAction(
        place,
        { 'source-dir': 'src', target: `oci://${registry.origin.host}/a/b:v1`, 'plain-http': 'true' },
        {
          onStart: (child) => {
            const timer = setInterval(() => {
              if (registry.seen('POST *').length === 0) return;
              clearInterval(timer);
              sentAt = performance.now();
              child.kill(signal);
            }, 20);
          },
        },
      );
      expect(performance.now() - sentAt).toBeLessThan(5000);
      expect(run.code, run.stdout + run.stderr).toBe(1);
      expect(run.errors).toEqual([expect.stringContaining(signal)]);
      expect(registry.requests.some(({ method }) => method === 'PUT')).toBe(false);
      expect(run.left).toEqual([]);
      expect(run.outputs).toEqual({});
    },
  );

  it('names the time limit when it passes', async () => {
    await using registry = await ScriptedServer.start({ otherwise: { silent: true } });
    await using place = await workspaceWithSource();
    const run = await runAction(place, {
      'source-dir': 'src',
      target: `oci://${registry.origin.host}/a/b:v1`,
      'plain-http': 'true',
      timeout: '2s',
    });
    expect(run.code).toBe(1);
    expect(run.errors).toEqual([expect.stringContaining('input "timeout"')]);
    expect(run.left).toEqual([]);
    expect(run.ms).toBeLessThan(12_000);
  });
});
