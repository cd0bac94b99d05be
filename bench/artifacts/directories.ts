import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { compareTrees } from '../../src/commands/compare-trees.ts';
import { digestOf } from '../../src/spec/index.ts';
import { artifactBytes, contentDigest, layoutManifest } from './layout.ts';
import type { Input } from './inputs.ts';
import type { Programs } from './programs.ts';
import type { Contestant, Outcome, Work } from './rounds.ts';

const execute = promisify(execFile);

/** The registry that all programs push to, and its storage directory. */
export interface Registry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly storage: string;
}

const repository = 'bench/artifact';
const tag = 'v1';

/** Packages into a layout on disk. */
export function packaging({ title, directory }: Input, programs: Programs): Work {
  return {
    title: `Package ${title}`,
    contestants: [
      { ...own(programs, (place) => ['push', directory, join(place, 'layout')]), outcome: packed },
      { ...viaGo(programs, (place) => [directory, join(place, 'layout'), tag]), outcome: packed },
      {
        ...viaOras(programs, directory, (place) => ['--oci-layout', `${join(place, 'layout')}:${tag}`]),
        outcome: outcomeWithoutDigest,
      },
    ],
  };
}

/** Packages and pushes to an empty registry. */
export function pushing({ title, directory }: Input, registry: Registry, programs: Programs): Work {
  const name = `${registry.host}/${repository}`;
  // The registry is empty for each program, because existing blobs are not sent again.
  const undo = (): Promise<void> => empty(registry);
  const outcome = async (place: string, first: boolean, below = ''): Promise<Outcome> => {
    const manifest = await pushedManifest(registry);
    if (first) {
      const out = join(place, 'pulled');
      await execute(programs.peer('oras'), ['pull', '--plain-http', '-o', out, `${name}:${tag}`]);
      await mustBeEqual(directory, join(out, below));
    }
    return { bytes: artifactBytes(manifest), identity: below === '' ? digestOf(Buffer.from(manifest)) : undefined };
  };
  return {
    title: `Package and push ${title}`,
    contestants: [
      {
        ...own(programs, (place) => ['push', directory, `oci://${name}:${tag}`, '--plain-http', '--output-dir', place]),
        outcome,
        undo,
      },
      { ...viaGo(programs, (place) => [directory, join(place, 'layout'), tag, name]), outcome, undo },
      {
        ...viaOras(programs, directory, () => ['--plain-http', `${name}:${tag}`]),
        outcome: (place, first) => outcome(place, first, basename(directory)),
        undo,
      },
    ],
  };
}

/** Pulls and unpacks the artifact that {@link fill} pushed. */
export function pulling({ title, directory }: Input, registry: Registry, programs: Programs): Work {
  const reference = `${registry.host}/${repository}:${tag}`;
  const outcome = async (place: string): Promise<Outcome> => {
    await mustBeEqual(directory, join(place, 'out'));
    return { bytes: artifactBytes(await pushedManifest(registry)) };
  };
  return {
    title: `Pull and unpack ${title}`,
    contestants: [
      { ...own(programs, (place) => ['pull', reference, '--plain-http', '-o', join(place, 'out')]), outcome },
      {
        name: 'oras pull',
        command: (place) => ({
          program: [programs.peer('oras'), 'pull', '--plain-http', '-o', join(place, 'out'), reference],
        }),
        outcome,
      },
    ],
  };
}

/** Pushes the artifact that is pulled later. */
export async function fill({ directory }: Input, registry: Registry, programs: Programs, place: string): Promise<void> {
  const [program, ...args] = programs.own;
  await execute(program, [
    ...args,
    'push',
    directory,
    `oci://${registry.host}/${repository}:${tag}`,
    '--plain-http',
    '--output-dir',
    place,
  ]);
}

/** Removes the registry's files. distribution keeps no other state in memory. */
export async function empty(registry: Registry): Promise<void> {
  await rm(join(registry.storage, 'docker'), { recursive: true, force: true });
}

async function packed(place: string, first: boolean): Promise<Outcome> {
  const layout = join(place, 'layout');
  const manifest = await layoutManifest(layout);
  return {
    bytes: artifactBytes(manifest),
    identity: digestOf(Buffer.from(manifest)),
    content: first ? await contentDigest(layout, manifest) : undefined,
  };
}

/** The manifest has dates, so its digest differs each time. */
async function outcomeWithoutDigest(place: string): Promise<Outcome> {
  return { bytes: artifactBytes(await layoutManifest(join(place, 'layout'))) };
}

function own(programs: Programs, args: (place: string) => readonly string[]): Pick<Contestant, 'name' | 'command'> {
  return { name: 'ours', command: (place) => ({ program: [...programs.own, ...args(place)] }) };
}

function viaGo(programs: Programs, args: (place: string) => readonly string[]): Pick<Contestant, 'name' | 'command'> {
  return { name: 'Go program', command: (place) => ({ program: [programs.packager, ...args(place)] }) };
}

/** oras accepts only paths below the working directory, and uses the path as the title of the layer. */
function viaOras(
  programs: Programs,
  directory: string,
  args: (place: string) => readonly string[],
): Pick<Contestant, 'name' | 'command'> {
  return {
    name: 'oras push',
    command: (place) => ({
      program: [programs.peer('oras'), 'push', ...args(place), basename(directory)],
      cwd: dirname(directory),
    }),
  };
}

async function pushedManifest(registry: Registry): Promise<string> {
  const url = `http://${registry.host}/v2/${repository}/manifests/${tag}`;
  const response = await fetch(url, { headers: { accept: 'application/vnd.oci.image.manifest.v1+json' } });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`GET ${url} failed with status ${response.status}: ${text}`);
  return text;
}

async function mustBeEqual(expected: string, actual: string): Promise<void> {
  const differences = await compareTrees(expected, actual);
  if (differences.length > 0)
    throw new Error(`${actual} differs from ${expected}:\n${differences.slice(0, 10).join('\n')}`);
}
