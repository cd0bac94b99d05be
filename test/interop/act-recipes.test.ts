import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { act, project } from './act.ts';
import { must, temporaryDirectory } from './processes.ts';
import { distribution } from './registries.ts';
import { repositoryRoot } from './run-action.ts';

const page = await readFile(join(repositoryRoot, 'docs/recipes.md'), 'utf8');

/** A step of a recipe, in a job of a workflow, with the registries of the page replaced by one without TLS. */
function step(heading: string, host: string, number = 0): string {
  const [, section = ''] = page.split(`\n### ${heading}\n`);
  const [, yaml] = [...(section.split(/\n##+ /)[0] ?? '').matchAll(/^```yaml\n([\s\S]*?)^```$/gm)][number] ?? [];
  if (yaml === undefined) throw new Error(`docs/recipes.md has no step ${number} below "${heading}"`);
  return yaml
    .replace(/^- id: \w+\n {2}uses:/, '- uses:')
    .replace(
      /uses: oci-artifact\/oci-artifact\/?([a-z]*)@v0\n {2}with:\n/,
      'uses: ./$1\n  with:\n    plain-http: true\n',
    )
    .replaceAll('staging.example.com/acme/app:v1', `${host}/acme/sensor:v1`)
    .replaceAll('docker.io/', `${host}/mirror/`)
    .replaceAll('ghcr.io/', `${host}/`)
    .replaceAll(/^(?=.)/gm, '      ');
}

const files = {
  'data.bin': 'data\n',
  'meta.json': '{"unit":"K"}\n',
  'tool.tar.gz': 'tool\n',
  'app.tar.gz': 'app\n',
  'kustomize/app.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\n',
  'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.2.3\n',
  'charts/web/templates/app.yaml': 'kind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n',
};

interface Manifest {
  readonly artifactType?: string;
  readonly config: { readonly mediaType: string };
  readonly layers: readonly { readonly mediaType: string }[];
  readonly manifests: readonly { readonly platform: { readonly architecture: string } }[];
}

it('the steps of the recipes run, and their readers accept the artifacts', async () => {
  await using work = await temporaryDirectory();
  await using registry = await distribution();
  const { host } = registry;
  const references = join(work.path, 'references');
  const publishTool = step('A file for each platform, and an index', host)
    .replace('- uses:', '- id: publish\n        uses:')
    .replace('platform: linux/arm64', 'platform: ${{ matrix.platform }}');
  const workflow = `name: recipes
on: push
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
${step('Files with their own media types', host)}
${step('Several registries and tags of a version', host)}
${step('A rolling tag that only moves forward', host)}
${step('Flux', host)}
${step('Helm charts', host)}
${step('Copy and promote', host)}
${step('Another tag', host)}
      - run: node dist/cli.js push app.tar.gz oci://${host}/acme/cache:main --plain-http
${step('The first reference that exists', host)}
      - run: cat cache/app.tar.gz
  build:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        platform: [linux/amd64, linux/arm64]
    steps:
      - uses: actions/checkout@v4
      - run: echo "\${{ matrix.platform }}" > tool
${publishTool}
      - run: mkdir -p ${references} && echo "$REFERENCE" > "$(mktemp ${references}/XXXX)"
        env:
          REFERENCE: \${{ steps.publish.outputs.pinned-reference }}
  index:
    needs: build
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: cp -r ${references} references
${step('A file for each platform, and an index', host, 1)}
`;
  const directory = join(work.path, 'project');
  await project(directory, workflow, files);
  const { code, stdout, stderr } = await act(directory, { home: work.path, args: ['--no-cache-server'] });
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/\| app$/m);

  const digest = async (name: string): Promise<string> => (await must('crane', ['digest', '--insecure', name])).trim();
  const manifest = async (name: string): Promise<Manifest> =>
    JSON.parse(await must('crane', ['manifest', '--insecure', `${host}/${name}`])) as Manifest;

  const out = join(work.path, 'out');
  await must('oras', ['pull', '--plain-http', '-o', out, `${host}/acme/sensor:v1`]);
  expect(await readFile(join(out, 'meta.json'), 'utf8')).toBe(files['meta.json']);
  const sensor = await manifest('acme/sensor:v1');
  expect(sensor.artifactType).toBe('application/vnd.acme.sensor');
  expect(sensor.layers.map(({ mediaType }) => mediaType)).toEqual([
    'application/octet-stream',
    'application/vnd.acme.meta.v1+json',
  ]);
  expect(await digest(`${host}/acme/app:v1`)).toBe(await digest(`${host}/acme/sensor:v1`));

  for (const tag of ['1.2.3', '1.2', '1', 'latest'])
    expect(await digest(`${host}/mirror/acme/tool:${tag}`)).toBe(await digest(`${host}/mirror/acme/tool:1.2.3`));
  expect(await digest(`${host}/acme/tool:nightly`)).toBe(await digest(`${host}/acme/tool:2026.11.30`));

  expect((await manifest('acme/deploy:latest')).config.mediaType).toBe('application/vnd.cncf.flux.config.v1+json');

  const rendered = await must('helm', [
    'template',
    'x',
    `oci://${host}/acme/charts/web`,
    '--version',
    '1.2.3',
    '--plain-http',
  ]);
  expect(rendered).toContain('name: x');
  for (const tag of ['1', 'latest', 'stable'])
    expect(await digest(`${host}/acme/charts/web:${tag}`)).toBe(await digest(`${host}/acme/charts/web:1.2.3`));

  const { manifests } = await manifest('acme/tool:v1');
  expect(manifests.map(({ platform }) => platform.architecture)).toEqual(['amd64', 'arm64']);
  await must('oras', ['pull', '--plain-http', '--platform', 'linux/arm64', '-o', out, `${host}/acme/tool:v1`]);
  expect(await readFile(join(out, 'tool'), 'utf8')).toBe('linux/arm64\n');
});
