import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hash } from 'bcryptjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, run, temporaryDirectory, type Ran, type TemporaryDirectory } from './processes.ts';
import { distribution, type PeerRegistry } from './registries.ts';

const root = join(import.meta.dirname, '../..');
const cli = join(root, 'dist/cli.js');

/** The commands of ORAS without those that only have other commands. */
const commands = `push, pull, cp, attach, discover, resolve, tag, login, logout, backup, restore, repo ls, repo tags,
  blob fetch, blob push, blob delete, manifest fetch, manifest fetch-config, manifest push, manifest delete,
  manifest index create, manifest index update`.split(/,\s+/);

/** Flags that need no line: the same everywhere, and those of ORAS that it calls deprecated. */
const unlisted = new Set(['help', 'verbose']);

describe('the page about the command line of ORAS', () => {
  it.each(commands)('names each flag of %s', async (command) => {
    const page = await readFile(join(root, 'docs/from-oras-cli.md'), 'utf8');
    const help = await must('oras', [...command.split(' '), '--help']);
    const flags = [...help.matchAll(/^ +(?:-\w, )? *--([a-z-]+)/gm)].map(([, name = '']) => name);
    expect(flags.length).toBeGreaterThan(0);
    const missing = flags
      .map((name) => name.replace(/^(?:from|to)-/, '').replace(/-stdin$/, ''))
      .filter((name) => !unlisted.has(name) && !new RegExp(`\`[^\`]*--${name}\\b`).test(page));
    expect(missing).toEqual([]);
  });

  it.each(['push', 'pull', 'copy', 'attach', 'login', 'blob get', 'manifest put', 'repos'])(
    'names only flags of %s that exist',
    async (command) => {
      const help = await must('node', [cli, ...command.split(' '), '--help']);
      for (const flag of ['--ca-file', '--cert-file', '--key-file', '--header', '--resolve', '--plain-http'])
        expect(help).toContain(flag);
    },
  );
});

describe('the commands of both tools', () => {
  let registry: PeerRegistry;
  let work: TemporaryDirectory;
  beforeAll(async () => {
    work = await temporaryDirectory();
    const users = join(work.path, 'htpasswd');
    await writeFile(users, `ada:${await hash('lovelace', 4)}\n`);
    registry = await distribution({ auth: `  htpasswd:\n    realm: interop\n    path: ${users}` });
    await writeFile(join(work.path, 'a.txt'), 'content');
  });
  afterAll(async () => {
    await registry[Symbol.asyncDispose]();
    await work[Symbol.asyncDispose]();
  });

  const options = (input = ''): { cwd: string; env: Record<string, string>; input: string } => ({
    cwd: work.path,
    env: { DOCKER_CONFIG: join(work.path, 'docker') },
    input,
  });
  const ours = (...args: readonly string[]): Promise<string> => must('node', [cli, ...args], options());
  const theirs = (...args: readonly string[]): Promise<string> => must('oras', args, options());
  const login = (password: string): Promise<Ran> =>
    run('node', [cli, 'login', registry.host, '--username', 'ada', '--password-stdin'], options(password));

  it('share logins', async () => {
    expect((await login('wrong')).stderr).toContain('does not accept the user name and password');
    expect((await login('lovelace')).code).toBe(0);
    await theirs('push', '--plain-http', `${registry.host}/acme/a:v1`, 'a.txt');
    expect(await ours('repos', registry.host)).toBe('acme/a\n');
    await ours('logout', registry.host);
    expect((await run('oras', ['repo', 'ls', '--plain-http', registry.host], options())).code).not.toBe(0);
    await must('oras', ['login', '--plain-http', registry.host, '-u', 'ada', '--password-stdin'], options('lovelace'));
    expect(await ours('ls', `${registry.host}/acme/a`)).toBe('v1\n');
  });

  it('read and write the same blobs and manifests', async () => {
    expect((await login('lovelace')).code).toBe(0);
    const place = `${registry.host}/acme/a`;
    await theirs('push', '--plain-http', `${place}:v1`, 'a.txt');
    const manifest = await theirs('manifest', 'fetch', '--plain-http', `${place}:v1`);
    expect((await ours('manifest', `${place}:v1`, '--json')).trimEnd()).toBe(manifest.trimEnd());
    const { layers, config } = JSON.parse(manifest) as Record<'layers', [{ digest: string }]> &
      Record<'config', { digest: string }>;
    expect(await ours('blob', 'get', `${place}@${layers[0].digest}`)).toBe('content');
    expect(await ours('blob', 'get', `${place}@${config.digest}`)).toBe(
      await theirs('manifest', 'fetch-config', '--plain-http', `${place}:v1`),
    );
    const pushed = (await ours('blob', 'put', place, 'a.txt')).trim();
    expect(await theirs('blob', 'fetch', '--plain-http', '--output', '-', `${place}@${pushed}`)).toBe('content');
    await writeFile(join(work.path, 'manifest.json'), manifest.trimEnd());
    const digest = (await ours('manifest', 'put', `${place}:v2`, 'manifest.json')).trim();
    expect((await theirs('resolve', '--plain-http', `${place}:v2`)).trim()).toBe(digest);
    expect(await ours('resolve', `${place}:v1`, '--print', '{pinned-reference}')).toBe(`${place}@${digest}\n`);
  });

  it('restore what the other one backed up', async () => {
    expect((await login('lovelace')).code).toBe(0);
    const place = `${registry.host}/acme/backup`;
    for (const tag of ['v1', 'v2'])
      await theirs('push', '--plain-http', '--annotation', `tag=${tag}`, `${place}:${tag}`, 'a.txt');
    await ours('copy', place, 'layout:ours', '--all-tags', '-r');
    await theirs('restore', '--plain-http', '--input', 'ours', `${registry.host}/acme/restored-by-oras`);
    await theirs('backup', '--plain-http', '--output', 'theirs', place);
    await ours('copy', 'layout:theirs', `${registry.host}/acme/restored-by-us`, '--all-tags', '-r');
    for (const copy of ['restored-by-oras', 'restored-by-us'])
      for (const tag of ['v1', 'v2'])
        expect(await ours('resolve', `${registry.host}/acme/${copy}:${tag}`)).toBe(
          await ours('resolve', `${place}:${tag}`),
        );
  });
});
