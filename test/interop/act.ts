import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { must, run, type Ran } from './processes.ts';
import { repositoryRoot } from './run-action.ts';

/** What a project has besides its workflow: paths and contents; those that begin with `#!` can be run. */
export type ProjectFiles = Readonly<Record<string, string>>;

export interface ActOptions {
  /** HOME of the runner, which holds its cache too. */
  readonly home: string;
  readonly args?: readonly string[];
  /** Values of the workflow's secrets. */
  readonly secrets?: Readonly<Record<string, string>>;
}

const workflowPath = '.github/workflows/workflow.yml';
const tag = 'v1.2.0';

/** A checkout of `github.com/acme/Bundle` that uses the actions from its own root, with one workflow in it. */
export async function project(directory: string, workflow: string, files: ProjectFiles = {}): Promise<void> {
  for (const part of [
    'action.yml',
    'pull',
    'copy',
    'attach',
    'index',
    'serve',
    'package.json',
    'package-lock.json',
    'dist',
    'examples',
  ]) {
    await cp(join(repositoryRoot, part), join(directory, part), { recursive: true, verbatimSymlinks: true });
  }
  for (const [path, content] of Object.entries({
    ...files,
    [workflowPath]: workflow,
    'event.json': JSON.stringify({ ref: `refs/tags/${tag}` }),
  })) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content, { mode: content.startsWith('#!') ? 0o755 : 0o644 });
  }
  const git = (...args: string[]): Promise<string> =>
    must('git', ['-c', 'user.name=interop', '-c', 'user.email=interop@localhost', ...args], { cwd: directory });
  await git('init', '-q', '-b', 'main');
  await git('remote', 'add', 'origin', 'https://github.com/acme/Bundle.git');
  await git('add', '-A', '-f');
  await git('commit', '-q', '-m', 'project');
}

/** Runs the project's workflow on this machine, as a push of the tag `v1.2.0` does, with Node 24 first on PATH. */
export function act(directory: string, { home, args = [], secrets = {} }: ActOptions): Promise<Ran> {
  const path = [join(repositoryRoot, 'node_modules/.bin'), process.env['PATH'] ?? ''].join(delimiter);
  const names = Object.keys(secrets).flatMap((name) => ['-s', name]);
  return run(
    'act',
    ['push', '-e', 'event.json', '-P', 'ubuntu-latest=-self-hosted', '-W', workflowPath, ...names, ...args],
    {
      cwd: directory,
      env: { ...secrets, PATH: path, HOME: home, XDG_CACHE_HOME: join(home, 'cache') },
      timeoutMs: 250_000,
    },
  );
}

/** A text that is replaced. It must be there: a change that applies to nothing means that the page has moved on. */
export interface Change {
  readonly from: string | RegExp;
  readonly to: string;
}

/** A workflow of `docs/workflows`, changed as little as it takes to run without a network. */
export async function documented(name: string, changes: readonly Change[]): Promise<string> {
  let text = await readFile(join(repositoryRoot, 'docs/workflows', name), 'utf8');
  for (const { from, to } of changes) {
    const changed = text.replaceAll(from, to);
    if (changed === text) throw new Error(`docs/workflows/${name} has nothing like ${String(from)}\n${text}`);
    text = changed;
  }
  const [left] = /OWNER|ghcr\.io|example\.com|uses: (?!\.\/|actions\/checkout@).*/.exec(text) ?? [];
  if (left !== undefined) throw new Error(`docs/workflows/${name} would leave this machine: ${left}`);
  return text;
}

/** Our own actions are the project's, and speak to registries without TLS. */
export const ours: Change = {
  from: /uses: OWNER\/oci-artifact\/?([a-z]*)@v1\n( +)with:\n/g,
  to: 'uses: ./$1\n$2with:\n$2  plain-http: true\n',
};

/** The project's actions are there once it is checked out, which jobs that need nothing else of it do not do. */
export const checkedOut: Change = {
  from: /steps:\n(?! +- uses: actions\/checkout@)/g,
  to: 'steps:\n      - uses: actions/checkout@v4\n',
};

/** Steps of others that install what is on PATH already, or log in where nobody has to. */
export function without(action: string): Change {
  return { from: new RegExp(`^ +- uses: ${action}@v\\d+\\n(?: {8}.*\\n)*`, 'gm'), to: '' };
}

export const cosignOffline: readonly Change[] = [
  without('sigstore/cosign-installer'),
  { from: 'cosign sign ', to: 'cosign sign --tlog-upload=false --allow-http-registry ' },
  { from: 'cosign verify ', to: 'cosign verify --insecure-ignore-tlog --allow-http-registry ' },
];

/** What jobs hand on as workflow artifacts goes through a directory instead. */
export function workflowArtifacts(directory: string): readonly Change[] {
  return [
    {
      from: /- uses: actions\/upload-artifact@v4\n {8}with:\n {10}name: (.*)\n {10}path: (.*)\n/g,
      to: `- run: mkdir -p "${directory}/$1" && cp "$2" "${directory}/$1"\n`,
    },
    {
      from: /- uses: actions\/download-artifact@v4\n {8}with:\n {10}path: (.*)\n {10}pattern: (.*)\n/g,
      to: `- run: mkdir "$1" && cp -r "${directory}"/$2 "$1"\n`,
    },
  ];
}
