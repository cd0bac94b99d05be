import { readdirSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attach } from '../../src/commands/attach.ts';
import { backup } from '../../src/commands/backup.ts';
import { pull } from '../../src/commands/pull.ts';
import { push } from '../../src/commands/push.ts';
import { referrers } from '../../src/commands/referrers.ts';
import { restore } from '../../src/commands/restore.ts';
import type { Command, RawValues } from '../../src/commands/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { digestOf } from '../../src/spec/index.ts';
import { run, type Run } from './run.ts';

const artifactType = 'application/vnd.example.bundle';
let root: string;
let registry: MemoryRegistry;
let server: Listening;
let app: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'backup-'));
  registry = new MemoryRegistry();
  server = await listen(registry);
  app = `${new URL(server.url).host}/acme/app`;
  await mkdir(join(root, 'source'));
  for (const tag of ['v1', 'v2']) {
    await writeFile(join(root, 'source/a.txt'), tag);
    await on(push, {
      'source-dir': join(root, 'source'),
      target: `oci://${app}:${tag}`,
      'artifact-type': artifactType,
    });
  }
  await writeFile(join(root, 'sbom.json'), '{}');
  await on(attach, { subject: `${app}:v1`, files: join(root, 'sbom.json'), 'artifact-type': 'application/spdx+json' });
});
afterEach(async () => {
  await server.close();
  await rm(root, { recursive: true, force: true });
});

function on(command: Command, raw: RawValues): Promise<Run> {
  return run(command, { 'plain-http': 'true', ...raw });
}

const tagsOf = (name: string): Promise<string[]> => Array.fromAsync(registry.tags(name));
const other = (name: string): string => app.replace('acme/app', name);

async function treeOf(reference: string, raw: RawValues = {}): Promise<readonly unknown[]> {
  return (await on(referrers, { reference, ...raw })).values['referrers'] as readonly unknown[];
}

describe('backup and restore', () => {
  it.each(['layout', 'backup.tar'])('copy all tags with their referrers to and from %s', async (name) => {
    const path = join(root, name);
    const { values, log } = await on(backup, { source: app, output: path });
    expect(log.filter((line) => line.endsWith(' written')).length).toBeGreaterThan(0);
    expect(log.join('\n')).not.toContain('uploaded');
    expect(values['references']).toEqual([`${path}:v1`, `${path}:v2`]);
    expect((await readdir(root)).filter((each) => each.startsWith('.'))).toEqual([]);
    await on(restore, { target: other('other/app'), input: path });
    expect(await tagsOf('other/app')).toEqual(await tagsOf('acme/app'));
    expect(await treeOf(`${other('other/app')}:v1`)).toHaveLength(1);
  });

  it.each<[string, RawValues]>([
    ['a tag in the reference', { source: 'APP:v1' }],
    ['the option --tag', { source: 'APP', tags: 'v1' }],
    ['both', { source: 'APP:v1', tags: 'v1' }],
  ])('copy only the tags that are named by %s', async (_, { source, ...raw }) => {
    const output = join(root, 'one.tar');
    await on(backup, { source: String(source).replace('APP', app), output, ...raw });
    await on(restore, { target: other('one/app'), input: output });
    expect(await tagsOf('one/app')).toEqual(['v1']);
    await on(restore, { target: `${other('named/app')}:v1`, input: output, referrers: 'false' });
    expect(await tagsOf('named/app')).toEqual(['v1']);
    expect(await treeOf(`${other('named/app')}:v1`)).toEqual([]);
  });

  it('write the same archive again, and replace an archive only when the new one is complete', async () => {
    const output = join(root, 'same.tar');
    await on(backup, { source: app, output });
    const first = digestOf(await readFile(output));
    await on(backup, { source: app, output });
    expect(digestOf(await readFile(output))).toBe(first);
    await expect(on(backup, { source: other('none/app'), output })).rejects.toThrow(/does not exist; check the name/);
    expect(digestOf(await readFile(output))).toBe(first);
  });

  it('have no referrers if they are left out of the backup', async () => {
    const output = join(root, 'plain.tar');
    const { lines } = await on(backup, { source: `${app}:v1`, output, referrers: 'false' });
    expect(lines).toEqual([expect.stringMatching(/^backed up 1 /)]);
    await on(restore, { target: other('plain/app'), input: output });
    expect(await tagsOf('plain/app')).toEqual(['v1']);
    expect(await treeOf(`${other('plain/app')}:v1`)).toEqual([]);
  });

  it('create the directory of an archive', async () => {
    const output = join(root, 'new/directory/app.tar');
    const { lines } = await on(backup, { source: app, output });
    expect(lines).toEqual([expect.stringMatching(/^backed up 2 .*app\.tar$/)]);
    expect(await readdir(dirname(output))).toEqual(['app.tar']);
  });

  it('leave no files next to the archive after a failure or a forced exit', async () => {
    await expect(on(backup, { source: other('none/app'), output: join(root, 'app.tar') })).rejects.toThrow();
    const before = await readdir(root);
    expect(before.filter((name) => name.startsWith('.'))).toEqual([]);
    const seen: (readonly string[])[] = [];
    const onForcedExit = (removeNow: () => void): void => {
      seen.push(readdirSync(root));
      removeNow();
      seen.push(readdirSync(root));
    };
    const raw = { source: other('none/app'), output: join(root, 'app.tar'), 'plain-http': 'true' };
    await expect(run(backup, raw, {}, { onForcedExit })).rejects.toThrow();
    expect(seen).toEqual([expect.arrayContaining([expect.stringMatching(/^\.app\.tar\./)]), before]);
  });

  it('name the archive whose directory cannot be created', async () => {
    await writeFile(join(root, 'file'), '');
    const output = join(root, 'file/app.tar');
    await expect(on(backup, { source: app, output })).rejects.toThrow(
      /^--output: cannot create a temporary directory beside .*app\.tar: /,
    );
  });

  it.each<[string, Command, RawValues, RegExp]>([
    ['a digest', backup, { source: `APP@sha256:${'0'.repeat(64)}`, output: 'x' }, /a backup consists of tags/],
    ['an archive that is a directory', backup, { source: 'APP', output: 'dir.tar' }, /--output.*is a directory/],
    ['a missing input', restore, { target: 'APP', input: 'none.tar' }, /^--input: .*does not exist/],
    ['a tag that the input does not have', restore, { target: 'APP:v9', input: 'l' }, /^--input: .*has no tag v9/],
    ['an invalid tag', restore, { target: 'APP', tags: 'a/b', input: 'l' }, /"a\/b" is not a tag/],
  ])('refuse %s', async (_, command, raw, message) => {
    await mkdir(join(root, 'dir.tar'));
    await on(backup, { source: app, output: join(root, 'l') });
    const given = Object.entries(raw).map(([name, value]) => {
      const text = String(value).replace('APP', app);
      return [name, name === 'input' || name === 'output' ? join(root, text) : text] as const;
    });
    await expect(on(command, Object.fromEntries(given))).rejects.toThrow(message);
  });
});

describe('the options of ORAS', () => {
  it('--depth limits the levels of the tree', async () => {
    const [sbom] = (await treeOf(`${app}:v1`)) as readonly { readonly digest: string }[];
    const subject = `${app}@${sbom?.digest ?? ''}`;
    await on(attach, { subject, files: join(root, 'sbom.json'), 'artifact-type': 'application/vnd.signature' });
    expect(await treeOf(`${app}:v1`)).toMatchObject([{ referrers: [{ referrers: [] }] }]);
    expect(await treeOf(`${app}:v1`, { depth: '1' })).toMatchObject([{ referrers: [] }]);
    expect(await treeOf(`${app}:v1`, { depth: '2' })).toMatchObject([{ referrers: [{}] }]);
    await expect(treeOf(`${app}:v1`, { depth: '0' })).rejects.toThrow('--depth');
  });

  it('--export-manifest writes the manifest of a push and of an attached artifact', async () => {
    const file = join(root, 'manifest.json');
    const source = { 'source-dir': join(root, 'source'), 'export-manifest': file, 'artifact-type': artifactType };
    for (const raw of [
      { target: `oci://${app}:v3` },
      { target: join(root, 'layout') },
      { target: 'oci://registry.invalid/acme/app:v1', push: 'false', 'output-dir': join(root, 'out') },
    ]) {
      const { values } = await on(push, { ...source, ...raw });
      expect(digestOf(await readFile(file)), raw.target).toBe(values['digest']);
    }
    const files = join(root, 'sbom.json');
    const given = { subject: `${app}:v2`, files, 'artifact-type': 'a/b', 'export-manifest': file };
    const { values } = await on(attach, given);
    expect(digestOf(await readFile(file))).toBe(values['digest']);
  });

  it('--include-subject pulls the subject of an artifact, and its subject', async () => {
    const [sbom] = (await treeOf(`${app}:v1`)) as readonly { readonly digest: string }[];
    await writeFile(join(root, 'note.txt'), 'note');
    const subject = `${app}@${sbom?.digest ?? ''}`;
    const { values } = await on(attach, { subject, files: join(root, 'note.txt'), 'artifact-type': 'text/plain' });
    const reference = String(values['reference']);
    const output = join(root, 'pulled');
    await on(pull, { reference, 'output-dir': output });
    expect(await readdir(output)).toEqual(['note.txt']);
    await on(pull, { reference, 'output-dir': output, 'include-subject': 'true' });
    expect((await readdir(output)).toSorted()).toEqual(['a.txt', 'note.txt', 'sbom.json']);
  });
});
