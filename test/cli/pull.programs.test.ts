import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hashSync } from 'bcryptjs';
import { describe, expect, it } from 'vitest';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { pull } from '../../src/commands/pull.ts';
import { repository } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import { archiveLayer, fileLayer, pushArtifact } from '../transfer/pull-artifact.ts';
import { runCli, temporaryPlace } from './spawned.ts';

const layers = [fileLayer('a.txt', 'a'), archiveLayer('d', [{ name: 'b.md', content: 'b' }])];

describe('pull', () => {
  it('writes to the given directory, and prints the result on stdout', async () => {
    const registry = new MemoryRegistry();
    await using server = await listen(registry);
    const { digest } = await pushArtifact(repository(registry, 'a/b'), layers);
    await using place = await temporaryPlace();
    const name = `${new URL(server.url).host}/a/b`;
    const { code, stdout, stderr } = await runCli(place, [
      'pull',
      `oci://${name}:v1`,
      '-o',
      'out',
      '--plain-http',
      '--expected-digest',
      digest,
    ]);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(new RegExp(`^pulled ${name}@${digest} into .*out \\(2 files, .* downloaded\\)\n$`));
    expect(stderr).toMatch(/ → a\.txt\n/);
    expect((await readdir(join(place.path, 'out'), { recursive: true })).sort()).toEqual([
      'a.txt',
      'd',
      join('d', 'b.md'),
    ]);
  });

  it('prints the outputs of the action as JSON', async () => {
    await using place = await temporaryPlace();
    const layout = join(place.path, 'layout');
    const { digest } = await pushArtifact(await LayoutRepository.open(layout), layers, { annotations: { k: 'v' } });
    const { code, stdout, stderr } = await runCli(place, [
      'pull',
      './layout:v1',
      '-o',
      'out',
      '--json',
      '--include',
      '*.md',
      '--include',
      'nothing',
    ]);
    expect(code, stderr).toBe(0);
    const outputs: unknown = JSON.parse(stdout);
    expect(Object.keys(outputs as object)).toEqual(Object.keys(pull.outputs));
    expect(outputs).toMatchObject({
      digest,
      reference: `${layout}:v1`,
      'pinned-reference': '',
      annotations: { k: 'v' },
      files: ['d/b.md'],
      'download-path': join(place.path, 'out'),
    });
  });

  it('reads through a cache on disk', async () => {
    const registry = new MemoryRegistry();
    let downloads = 0;
    await using server = await listen(registry, {
      onAccess: ({ method, path }) => {
        if (method === 'GET' && path.includes('/blobs/')) downloads++;
      },
    });
    await pushArtifact(repository(registry, 'a/b'), layers);
    await using place = await temporaryPlace();
    for (const output of ['one', 'two']) {
      const { code, stderr } = await runCli(place, [
        'pull',
        `${new URL(server.url).host}/a/b:v1`,
        '-o',
        output,
        '--plain-http',
        '--cache',
        'kept',
        '--cache-size',
        '1GiB',
      ]);
      expect(code, stderr).toBe(0);
      expect(await readFile(join(place.path, output, 'a.txt'), 'utf8')).toBe('a');
    }
    expect(downloads).toBe(2);
    const listed = await runCli(place, ['cache', 'list', 'kept', '--json']);
    expect(JSON.parse(listed.stdout)).toMatchObject({ count: 3 });
    for (const args of [
      ['--cache', ''],
      ['--cache-size', '1GB'],
    ]) {
      const refused = await runCli(place, ['pull', 'localhost:1/a/b', '-o', 'no', ...args]);
      expect(refused.code).toBe(1);
      expect(refused.stderr).toMatch(/^error: --cache/m);
    }
  });

  it('reads the password from standard input, and prints it nowhere', async () => {
    const registry = new MemoryRegistry();
    await using server = await listen(registry, { htpasswd: `me:${hashSync('canary-password', 4)}` });
    await pushArtifact(repository(registry, 'a/b'), layers);
    await using place = await temporaryPlace();
    const args = ['pull', `${new URL(server.url).host}/a/b:v1`, '-o', 'out', '--plain-http', '--username', 'me'];
    const { code, stdout, stderr } = await runCli(place, [...args, '--password-stdin'], 'canary-password\n');
    expect(code, stderr).toBe(0);
    expect(stdout + stderr).not.toContain('canary');
    const refused = await runCli(place, [...args, '--password', 'canary-wrong']);
    expect(refused.code).toBe(1);
    expect(refused.stdout + refused.stderr).not.toContain('canary');
  });

  it.each([
    [['--no-overwrite'], /^error: --overwrite: ".*a\.txt" already exists/m],
    [['--include', 'nothing'], /^error: --include: no path in the artifact matches/m],
    [['--expected-digest', `sha256:${'0'.repeat(64)}`], /^error: --expected-digest: v1 resolves to/m],
    [['--platform', 'amd64'], /^error: --platform: "amd64" is not a platform/m],
    [['-o', 'out/a.txt'], /^error: --output-dir: .* is not a directory/m],
    [['--max-unpacked-size', '1'], /^error: .* more than 1 bytes, the limit; raise --max-unpacked-size/m],
    [
      ['--layer', 'nothing'],
      /^error: --layer: no layer of the artifact has the title or media type "nothing"; it has "/m,
    ],
    [['--config-output', 'out'], /^error: --config-output: cannot write the config to "out": it is a directory/m],
    [['--format', 'image'], /^error: --format: cannot unpack the artifact as an image: the layer/m],
    [['--output'], /--output/],
  ])('rejects %j with one sentence, and changes nothing', { concurrent: true }, async (args, message) => {
    await using place = await temporaryPlace();
    await pushArtifact(await LayoutRepository.open(join(place.path, 'layout')), layers);
    await mkdir(join(place.path, 'out'));
    await writeFile(join(place.path, 'out/a.txt'), 'old');
    const output = args.includes('-o') ? [] : ['-o', 'out'];
    const { code, stderr } = await runCli(place, ['pull', './layout:v1', ...output, ...args]);
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr.match(/^error: /gm)).toHaveLength(1);
    expect(await readFile(join(place.path, 'out/a.txt'), 'utf8')).toBe('old');
    expect((await readdir(place.path)).sort()).toEqual(['layout', 'out']);
  });
});
