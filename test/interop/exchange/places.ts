import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { embedded } from '../embedded.ts';
import { must } from '../processes.ts';
import { distribution } from '../registries.ts';
import { repositoryRoot } from '../run-action.ts';

/** A place for artifacts, and the reference syntax of each program. `what` is `:tag` or `@digest`. */
export interface Place extends AsyncDisposable {
  ours(name: string, what: string): string;
  oras(name: string, what: string): string;
  regctl(name: string, what: string): string;
  skopeo(name: string, what: string): string;
  /** Options of ORAS for the place. Its copy command has them with the prefixes `from-` and `to-`. */
  orasFlags(side?: 'from-' | 'to-'): readonly string[];
  /** Not for a layout. */
  readonly host?: string;
}

export const placeNames = ['distribution 3.1.2', 'the embedded registry', 'an image layout'] as const;
export type PlaceName = (typeof placeNames)[number];

export async function openPlace(name: PlaceName, directory: string): Promise<Place> {
  if (name === 'an image layout') return layouts(directory);
  const registry = await (name === 'distribution 3.1.2' ? distribution() : embedded());
  const { host } = registry;
  return {
    host,
    ours: (repository, what) => `${host}/${repository}${what}`,
    oras: (repository, what) => `${host}/${repository}${what}`,
    regctl: (repository, what) => `${host}/${repository}${what}`,
    skopeo: (repository, what) => `docker://${host}/${repository}${what}`,
    orasFlags: (side) => [`--${side ?? ''}plain-http`],
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
  };
}

/** A directory for each repository. */
async function layouts(directory: string): Promise<Place> {
  await mkdir(directory, { recursive: true });
  const path = (repository: string, what: string): string =>
    join(directory, `${repository.replaceAll('/', '-')}${what}`);
  return {
    ours: path,
    oras: path,
    regctl: (repository, what) => `ocidir://${path(repository, what)}`,
    skopeo: (repository, what) => `oci:${path(repository, what)}`,
    orasFlags: (side) => [`--${side ?? ''}oci-layout`],
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** Runs programs with their own home directory, which has the registries in regctl's configuration. */
export interface Tools {
  readonly home: string;
  must(command: string, args: readonly string[], cwd?: string): Promise<string>;
  /** Our command line. */
  cli(args: readonly string[], cwd?: string): Promise<string>;
}

export async function toolsIn(home: string, places: Iterable<Place>): Promise<Tools> {
  const env = { HOME: home, DOCKER_CONFIG: undefined, REGCTL_CONFIG: join(home, 'regctl.json'), XDG_RUNTIME_DIR: home };
  const tools: Tools = {
    home,
    must: (command, args, cwd = home) => must(command, args, { cwd, env }),
    cli: (args, cwd = home) => must(process.execPath, [join(repositoryRoot, 'dist/cli.js'), ...args], { cwd, env }),
  };
  for (const { host } of places)
    if (host !== undefined) await tools.must('regctl', ['registry', 'set', '--tls', 'disabled', host]);
  return tools;
}
