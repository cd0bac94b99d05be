import { join } from 'node:path';
import type { Place, Tools } from './places.ts';

/** The artifacts of a program, with the tags `v1`, and `all` for an index of linux/amd64 and linux/arm64. */
export interface Written {
  readonly name: string;
  readonly artifactType: string;
  /** The unpacked names of `v1`, relative to the source. */
  readonly files: readonly string[];
  /** The unpacked files of the manifest for linux/arm64. */
  readonly arm64: readonly string[];
  /** The file attached to `v1` and its artifact type. skopeo attaches none. */
  readonly attached?: { readonly file: string; readonly artifactType: string };
}

export type Writer = (place: Place, source: string, tools: Tools) => Promise<Written>;

const artifactType = 'application/vnd.example.app';
const report = { file: 'report.json', artifactType: 'application/vnd.example.report' };
/** The default content. */
const files = ['notes.txt', 'bundle'];

/** Files, a directory, a config, annotations, an attached file and an index, all copied recursively once more. */
const oras: Writer = async (place, source, tools) => {
  const run = (verb: readonly string[], what: string, ...args: string[]): Promise<string> =>
    tools.must('oras', [...verb, ...place.orasFlags(), place.oras('by/oras-first', what), ...args], source);
  await run(
    [
      'push',
      '--artifact-type',
      artifactType,
      '--config',
      'config.json:application/vnd.example.config+json',
      '--annotation',
      'team=a',
    ],
    ':v1',
    'notes.txt:text/plain',
    'bundle',
  );
  await run(['attach', '--artifact-type', report.artifactType], ':v1', 'report.json:application/json');
  await run(['push', '--artifact-platform', 'linux/amd64'], ':amd64', 'notes.txt');
  await run(['push', '--artifact-platform', 'linux/arm64'], ':arm64', 'bundle');
  await run(['manifest', 'index', 'create', '--annotation', 'team=a'], ':all', 'amd64', 'arm64');
  const name = 'by/oras';
  for (const tag of [':v1', ':all'])
    await tools.must('oras', [
      'cp',
      '-r',
      ...place.orasFlags('from-'),
      ...place.orasFlags('to-'),
      place.oras('by/oras-first', tag),
      place.oras(name, tag),
    ]);
  return { name, artifactType, files, arm64: ['bundle'], attached: report };
};

/** Files with their names, an attached file and an index, all copied recursively once more. */
const regctl: Writer = async (place, source, tools) => {
  const first = (what: string): string => place.regctl('by/regctl-first', what);
  const put = (args: readonly string[], what: string): Promise<string> =>
    tools.must('regctl', ['artifact', 'put', '--file-title', ...args, first(what)], source);
  await put(
    [
      '--artifact-type',
      artifactType,
      '--annotation',
      'team=a',
      '-f',
      'notes.txt',
      '-f',
      'bundle/README.md',
      '-m',
      'text/plain',
      '-m',
      'text/markdown',
    ],
    ':v1',
  );
  await tools.must(
    'regctl',
    [
      'artifact',
      'put',
      '--file-title',
      '--artifact-type',
      report.artifactType,
      '-f',
      report.file,
      '--subject',
      first(':v1'),
    ],
    source,
  );
  await put(['--artifact-type', artifactType, '-f', 'notes.txt'], ':amd64');
  await put(['--artifact-type', artifactType, '-f', 'bundle/README.md'], ':arm64');
  await tools.must('regctl', [
    'index',
    'create',
    '--ref',
    first(':amd64'),
    '--desc-platform',
    'linux/amd64',
    first(':all'),
  ]);
  await tools.must('regctl', [
    'index',
    'add',
    '--ref',
    first(':arm64'),
    '--desc-platform',
    'linux/arm64',
    first(':all'),
  ]);
  const name = 'by/regctl';
  for (const tag of [':v1', ':all'])
    await tools.must('regctl', ['image', 'copy', '--referrers', first(tag), place.regctl(name, tag)]);
  return {
    name,
    artifactType,
    files: ['notes.txt', 'bundle/README.md'],
    arm64: ['bundle/README.md'],
    attached: report,
  };
};

/** skopeo only copies: the artifacts of ORAS, from a layout to the place. */
const skopeo: Writer = async (place, source, tools) => {
  const seed = join(tools.home, 'seed');
  const run = (verb: readonly string[], what: string, ...args: string[]): Promise<string> =>
    tools.must('oras', [...verb, '--oci-layout', `${seed}${what}`, ...args], source);
  await run(
    ['push', '--artifact-type', artifactType, '--annotation', 'team=a'],
    ':v1',
    'notes.txt:text/plain',
    'bundle',
  );
  await run(['push', '--artifact-platform', 'linux/amd64'], ':amd64', 'notes.txt');
  await run(['push', '--artifact-platform', 'linux/arm64'], ':arm64', 'bundle');
  await run(['manifest', 'index', 'create'], ':all', 'amd64', 'arm64');
  const name = 'by/skopeo';
  for (const tag of [':v1', ':all']) {
    await tools.must('skopeo', [
      '--insecure-policy',
      'copy',
      '--quiet',
      '--all',
      '--dest-oci-accept-uncompressed-layers',
      '--dest-tls-verify=false',
      `oci:${seed}${tag}`,
      place.skopeo(name, tag),
    ]);
  }
  return { name, artifactType, files, arm64: ['bundle'] };
};

export const writers: Readonly<Record<string, Writer>> = { oras, regctl, skopeo };
