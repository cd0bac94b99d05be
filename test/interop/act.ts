import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { must, run, type Ran } from './processes.ts';
import { repositoryRoot } from './run-action.ts';

/** The files of a project besides its workflow: paths and contents. Contents that begin with `#!` are executable. */
export type ProjectFiles = Readonly<Record<string, string>>;

export interface ActOptions {
  /** HOME of the runner, which also contains its cache. */
  readonly home: string;
  readonly args?: readonly string[];
  /** The secrets of the workflow. */
  readonly secrets?: Readonly<Record<string, string>>;
}

const workflowPath = '.github/workflows/workflow.yml';
const tag = 'v1.2.0';

/** A checkout of `github.com/acme/Bundle` with one workflow, which uses the actions in its root. */
export async function project(directory: string, workflow: string, files: ProjectFiles = {}): Promise<void> {
  for (const part of [
    'action.yml',
    'pull',
    'copy',
    'attach',
    'index',
    'serve',
    'cache',
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

/** Runs the workflow locally for a push of the tag `v1.2.0`, with Node 24 first on PATH. */
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

/** A replacement. The text must exist, so that changed workflows are detected. */
export interface Change {
  readonly from: string | RegExp;
  readonly to: string;
}

/** A workflow of `docs/workflows` with the minimal changes to run without a network. */
export async function documented(name: string, changes: readonly Change[]): Promise<string> {
  let text = await readFile(join(repositoryRoot, 'docs/workflows', name), 'utf8');
  for (const { from, to } of changes) {
    const changed = text.replaceAll(from, to);
    if (changed === text) throw new Error(`docs/workflows/${name} does not contain ${String(from)}\n${text}`);
    text = changed;
  }
  const [left] = /OWNER|ghcr\.io|example\.com|uses: (?!\.\/|actions\/checkout@).*/.exec(text) ?? [];
  if (left !== undefined) throw new Error(`docs/workflows/${name} would use the network: ${left}`);
  return text;
}

/** Uses our actions from the project, and registries without TLS. */
export const ours: Change = {
  from: /uses: oci-artifact\/oci-artifact\/?([a-z]*)@v0\n( +)with:\n/g,
  to: 'uses: ./$1\n$2with:\n$2  plain-http: true\n',
};

/** Adds the checkout of the project, and so of the actions, to jobs without one. */
export const checkedOut: Change = {
  from: /steps:\n(?! +- uses: actions\/checkout@)/g,
  to: 'steps:\n      - uses: actions/checkout@v4\n',
};

/** Removes steps that install programs on PATH or log in to a registry without authentication. */
export function without(action: string): Change {
  return { from: new RegExp(`^ +- uses: ${action}@v\\d+\\n(?: {8}.*\\n)*`, 'gm'), to: '' };
}

export const cosignOffline: readonly Change[] = [
  without('sigstore/cosign-installer'),
  { from: 'cosign sign ', to: 'cosign sign --tlog-upload=false --allow-http-registry ' },
  { from: 'cosign verify ', to: 'cosign verify --insecure-ignore-tlog --allow-http-registry ' },
];

/** Replaces workflow artifacts with a directory. */
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
