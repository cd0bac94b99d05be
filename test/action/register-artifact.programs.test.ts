import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { runAction, workspace, type Run, type Workspace } from './spawned.ts';

interface Place extends AsyncDisposable {
  readonly workspace: Workspace;
  readonly name: string;
  /** The runner's file for declared artifacts. */
  readonly file: string;
}

async function open(): Promise<Place> {
  const server: Listening = await listen(new MemoryRegistry());
  const made = await workspace();
  await mkdir(join(made.path, 'src'));
  await writeFile(join(made.path, 'src/a.txt'), 'content');
  const file = made.file('artifacts');
  await writeFile(file, '');
  return {
    workspace: made,
    name: `${new URL(server.url).host}/acme/app`,
    file,
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await made[Symbol.asyncDispose]();
    },
  };
}

async function push(
  place: Place,
  inputs: Readonly<Record<string, string>> = {},
  env: Readonly<Record<string, string | undefined>> = {},
): Promise<Run> {
  const run = await runAction(
    place.workspace,
    {
      'source-dir': 'src',
      'artifact-type': 'application/vnd.example.bundle',
      target: `oci://${place.name}:v1`,
      'plain-http': 'true',
      'register-artifact': 'true',
      ...inputs,
    },
    { env: { GITHUB_ARTIFACTS: place.file, ...env } },
  );
  expect(run.errors, run.stdout + run.stderr).toEqual([]);
  expect(run.code, run.stdout + run.stderr).toBe(0);
  return run;
}

describe('register-artifact', () => {
  it('appends the pinned reference in the format of the runner', async () => {
    await using place = await open();
    await writeFile(place.file, '# declared before\n');
    const run = await push(place, { tags: 'latest' });
    expect(await readFile(place.file, 'utf8')).toBe(
      `# declared before\noci://${place.name}@${run.outputs['digest']}\n`,
    );
    expect(run.notices).toEqual([]);
  });

  it('registers the artifact with push-by-digest, and when the tag is unchanged', async () => {
    await using place = await open();
    await push(place, { 'push-by-digest': 'true' });
    await push(place, { 'if-tag-exists': 'skip' });
    const [first, second, ...others] = (await readFile(place.file, 'utf8')).trimEnd().split('\n');
    expect(first).toBe(second);
    expect(others).toEqual([]);
  });

  it.each([
    ['when the input is false', { 'register-artifact': 'false' }],
    ['when nothing is pushed', { push: 'false' }],
    ['for a local target', { target: './layout' }],
  ])('registers nothing %s', async (_, change) => {
    await using place = await open();
    await push(place, change);
    expect(await readFile(place.file, 'utf8')).toBe('');
  });

  it('registers nothing when the tag was skipped', async () => {
    await using place = await open();
    await push(place, { 'register-artifact': 'false' });
    const run = await push(place, { annotations: 'other=1', 'if-tag-exists': 'skip' });
    expect(run.outputs['pushed']).toBe('false');
    expect(await readFile(place.file, 'utf8')).toBe('');
  });

  it('reports a runner without artifact registration', async () => {
    await using place = await open();
    const run = await push(place, {}, { GITHUB_ARTIFACTS: undefined });
    expect(run.notices).toEqual([expect.stringMatching(/register-artifact.*GITHUB_ARTIFACTS is not set/)]);
    expect(run.outputs['pushed']).toBe('true');
  });

  it('warns about a file that is not writable', async () => {
    await using place = await open();
    const run = await push(place, {}, { GITHUB_ARTIFACTS: place.workspace.path });
    expect(run.warnings).toEqual([expect.stringMatching(/register-artifact.*cannot register the artifact/)]);
    expect(run.outputs['pushed']).toBe('true');
  });

  it('skips a second digest for one name, which the runner would refuse', async () => {
    await using place = await open();
    const list = place.workspace.file('list.json');
    const listed = (digest: string): Promise<void> =>
      writeFile(
        list,
        JSON.stringify({
          version: 1,
          subjects: [
            { name: 'file.txt', digest: `sha256:${'0'.repeat(64)}`, kind: 'file' },
            { name: place.name, digest, kind: 'oci' },
          ],
        }),
      );
    await listed(`sha256:${'a'.repeat(64)}`);
    const refused = await push(place, {}, { GITHUB_ARTIFACTS_LIST: list });
    expect(refused.warnings).toEqual([
      expect.stringMatching(/an earlier step registered .*acme\/app with another digest \(sha256:a{64}\)/),
    ]);
    expect(await readFile(place.file, 'utf8')).toBe('');
    await listed(refused.outputs['digest'] ?? '');
    expect((await push(place, {}, { GITHUB_ARTIFACTS_LIST: list })).warnings).toEqual([]);
    for (const text of ['', 'no JSON', '{"subjects":[null,{}]}']) {
      await writeFile(list, text);
      expect((await push(place, {}, { GITHUB_ARTIFACTS_LIST: list })).warnings).toEqual([]);
    }
    expect((await readFile(place.file, 'utf8')).trimEnd().split('\n')).toHaveLength(4);
  });
});
