import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, temporaryDirectory, type TemporaryDirectory } from './processes.ts';
import { distribution } from './registries.ts';

const cli = join(import.meta.dirname, '../../dist/cli.js');
const created = 'org.opencontainers.image.created=1970-01-01T00:00:00Z';

/** Arguments of `oras push`, and of `oci-artifact push` where they differ. The creation date is added. */
interface Case {
  readonly files: readonly string[];
  readonly options?: readonly string[];
  readonly ours?: readonly string[];
}

const fileSets: Readonly<Record<string, readonly string[]>> = {
  'one file': ['hi.txt'],
  'one file with a type': ['hi.txt:text/plain'],
  'a file below a directory': ['sub/dir/x.json:application/json'],
  'files in another order': ['sub/dir/x.json:application/json', 'hi.txt:text/plain', 'empty'],
};

const shapes: Readonly<Record<string, readonly string[]>> = {
  'no options': [],
  'an artifact type': ['--artifact-type', 'application/vnd.example.artifact'],
  'a typed config': ['--config', 'config.json:application/vnd.example.config+json'],
  'a config without a type': ['--config', 'config.json'],
  'a config of zero bytes': ['--config', '/dev/null:application/vnd.example.config'],
  'a config and an artifact type': ['--config', 'config.json:a/b', '--artifact-type', 'application/vnd.example'],
  'image-spec v1.0': ['--image-spec', 'v1.0'],
  'image-spec v1.0 with an artifact type': ['--image-spec', 'v1.0', '--artifact-type', 'application/vnd.example'],
};

const cases: readonly (readonly [string, Case])[] = [
  ...Object.entries(fileSets).flatMap(([name, files]) =>
    Object.entries(shapes).map(([shape, options]): readonly [string, Case] => [
      `${name}, ${shape}`,
      { files, options },
    ]),
  ),
  ['image-spec v1.1', { files: ['hi.txt'], options: ['--image-spec', 'v1.1'] }],
  ['a path that begins with ./', { files: ['./hi.txt:text/plain'] }],
  ['a path with a detour', { files: ['sub/../hi.txt:text/plain'] }],
  ['a path that ends with a colon', { files: ['hi.txt:', 'empty'] }],
  ['a name with a colon', { files: ['file:b.txt:text/plain'] }],
  ['a name with spaces and umlauts', { files: ['grüße an alle.txt:text/plain'] }],
  ['two files of equal content', { files: ['hi.txt', 'copy.txt'] }],
  [
    'manifest annotations',
    { files: ['hi.txt'], options: ['--annotation', 'b=<&>', '--annotation', 'a=x=y', '--annotation', 'ü=a\u2028b'] },
  ],
  [
    'a platform',
    {
      files: ['hi.txt'],
      options: ['--artifact-platform', 'linux/arm64'],
      ours: ['--config=platform', '--platform=linux/arm64'],
    },
  ],
  [
    'a platform with a variant and an artifact type',
    {
      files: ['hi.txt'],
      options: ['--artifact-platform', 'linux/arm/v7', '--artifact-type', 'a/b'],
      ours: ['--config=platform', '--platform=linux/arm/v7', '--artifact-type', 'a/b'],
    },
  ],
];

const annotated: readonly (readonly [string, Case])[] = [
  ['an annotation file', { files: ['hi.txt', 'sub/dir/x.json:application/json'] }],
  ['an annotation file and a config', { files: ['hi.txt'], options: shapes['a typed config'] ?? [] }],
  ['an annotation file with image-spec v1.0', { files: ['hi.txt'], options: ['--image-spec', 'v1.0'] }],
];

let work: TemporaryDirectory;
let count = 0;

beforeAll(async () => {
  work = await temporaryDirectory();
  await mkdir(join(work.path, 'sub/dir'), { recursive: true });
  const files = {
    'hi.txt': 'hi\n',
    'copy.txt': 'hi\n',
    empty: '',
    'sub/dir/x.json': '{"x": 1}',
    'config.json': '{"name": "example"}',
    'file:b.txt': 'colon',
    'grüße an alle.txt': 'Grüße',
    'annotations.json': JSON.stringify({
      $manifest: { 'org.opencontainers.image.created': '2020-01-01T00:00:00Z', z: '1', a: '2' },
      $config: { config: '3' },
      'hi.txt': { note: '4' },
      'sub/dir/x.json': { 'org.opencontainers.image.title': 'renamed.json' },
    }),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(work.path, name), text);
});
afterAll(() => work[Symbol.asyncDispose]());

/** The manifest of a layout's tag. */
function manifest(layout: string, tag = 'v1'): Promise<string> {
  return must('oras', ['manifest', 'fetch', '--oci-layout', `./${layout}:${tag}`], { cwd: work.path });
}

async function ours(args: readonly string[]): Promise<void> {
  await must(process.execPath, [cli, ...args], { cwd: work.path });
}

describe('a push of files has the manifest of oras push', () => {
  it.each(cases)('%s', async (_, { files, options = [], ours: own = options }) => {
    const number = ++count;
    const annotation = ['--annotation', created];
    await must('oras', ['push', '--oci-layout', `./oras${number}:v1`, ...files, ...options, ...annotation], {
      cwd: work.path,
    });
    await ours(['push', ...files, `./ours${number}:v1`, ...own]);
    expect(await manifest(`ours${number}`)).toBe(await manifest(`oras${number}`));
  });

  it.each(annotated)('%s', async (_, { files, options = [] }) => {
    const number = ++count;
    const all = [...options, '--annotation-file', 'annotations.json'];
    await must('oras', ['push', '--oci-layout', `./oras${number}:v1`, ...files, ...all], { cwd: work.path });
    await ours(['push', ...files, `./ours${number}:v1`, ...all]);
    expect(await manifest(`ours${number}`)).toBe(await manifest(`oras${number}`));
  });
});

describe('attach has the manifest of oras attach', () => {
  const type = ['--artifact-type', 'application/vnd.example.sbom'];
  const note = ['--annotation', 'note=<1>'];

  it.each<readonly [string, readonly string[], readonly string[]]>([
    ['one file', ['hi.txt:text/plain'], []],
    ['two files', ['hi.txt:text/plain', 'empty:application/octet-stream'], []],
    ['two files in another order', ['empty:application/octet-stream', 'hi.txt:text/plain'], []],
    ['two files of equal content', ['hi.txt:text/plain', 'copy.txt:text/plain'], []],
    ['a file with annotations', ['hi.txt:text/plain'], note],
    ['only annotations', [], note],
    ['only annotations, to each platform', [], [...note, 'each']],
    ['one file, to each platform', ['hi.txt:text/plain'], ['each']],
  ])('%s', async (_, files, options) => {
    await using registry = await distribution();
    const repository = `${registry.host}/acme/subject`;
    const inWork = { cwd: work.path };
    const annotation = ['--annotation', created];
    const plain = options.filter((option) => option !== 'each');
    const isEach = plain.length < options.length;
    await must('oras', ['push', '--plain-http', `${repository}:v1`, 'empty', ...annotation], inWork);
    await must('oras', ['push', '--plain-http', `${repository}:v2`, 'hi.txt', ...annotation], inWork);
    await must('oras', ['manifest', 'index', 'create', '--plain-http', `${repository}:all`, 'v1', 'v2'], inWork);
    const theirs: string[] = [];
    for (const tag of isEach ? ['v1', 'v2'] : ['v1']) {
      const args = ['attach', '--plain-http', `${repository}:${tag}`, ...files, ...type, ...plain, ...annotation];
      const json = await must('oras', [...args, '--format', 'json'], inWork);
      theirs.push((JSON.parse(json) as { readonly digest: string }).digest);
    }
    const args = [cli, 'attach', `${repository}:${isEach ? 'all' : 'v1'}`, ...files, ...type, ...plain];
    const each = isEach ? ['--each-platform'] : [];
    const json = await must(process.execPath, [...args, ...each, '--plain-http', '--json'], inWork);
    expect((JSON.parse(json) as { readonly digests: readonly string[] }).digests).toEqual(theirs);
  });
});

describe('a push with a subject has the manifest of oras attach', () => {
  it.each([
    ['one file', ['hi.txt:text/plain']],
    ['two files', ['sub/dir/x.json:application/json', 'hi.txt:text/plain']],
  ])('%s', async (_, files) => {
    await using registry = await distribution();
    const repository = `${registry.host}/acme/subject`;
    const inWork = { cwd: work.path };
    const annotation = ['--annotation', created];
    await must('oras', ['push', '--plain-http', `${repository}:v1`, 'empty', ...annotation], inWork);
    const type = ['--artifact-type', 'application/vnd.example.sbom'];
    const attached = await must(
      'oras',
      ['attach', '--plain-http', `${repository}:v1`, ...files, ...type, ...annotation, '--format', 'json'],
      inWork,
    );
    const pushed = await must(
      process.execPath,
      [cli, 'push', ...files, `oci://${repository}`, '--plain-http', '--subject', 'v1', ...type, '--json'],
      inWork,
    );
    const digests = [attached, pushed].map((json) => (JSON.parse(json) as { readonly digest: string }).digest);
    expect(digests[1]).toBe(digests[0]);
  });
});
