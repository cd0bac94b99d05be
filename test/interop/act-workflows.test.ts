import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  act,
  checkedOut,
  cosignOffline,
  documented,
  ours,
  project,
  without,
  workflowArtifacts,
  type Change,
  type ProjectFiles,
} from './act.ts';
import { embedded } from './embedded.ts';
import { must, temporaryDirectory } from './processes.ts';
import { distribution } from './registries.ts';
import { repositoryRoot } from './run-action.ts';

interface Registry extends AsyncDisposable {
  readonly host: string;
}

const registries: readonly { readonly name: string; readonly start: () => Promise<Registry> }[] = [
  { name: 'distribution', start: distribution },
  { name: 'serve', start: embedded },
];

const bundle: ProjectFiles = {
  'bundle/config.json': '{"replicas":3}\n',
  'bundle/deploy.sh': '#!/bin/sh\necho "deployed $(cat config.json)"\n',
};

/** A registry without authentication. */
function at(host: string): readonly Change[] {
  return [without('docker/login-action'), { from: 'ghcr.io', to: host }];
}

/** Removes the lines before a workflow, which show names to replace. */
const withoutComments: Change = { from: /^#.*\n/gm, to: '' };

interface Keys {
  readonly secrets: Readonly<Record<string, string>>;
  readonly files: ProjectFiles;
}

async function cosignKeys(work: string): Promise<Keys> {
  const directory = join(work, 'keys');
  await mkdir(directory);
  await must('cosign', ['generate-key-pair'], { cwd: directory, env: { COSIGN_PASSWORD: 'of the key' } });
  return {
    secrets: {
      COSIGN_PRIVATE_KEY: await readFile(join(directory, 'cosign.key'), 'utf8'),
      COSIGN_PASSWORD: 'of the key',
    },
    files: { ...bundle, 'cosign.pub': await readFile(join(directory, 'cosign.pub'), 'utf8') },
  };
}

/** Runs a workflow in a new project. @returns its output */
async function runs(
  work: string,
  workflow: string,
  files: ProjectFiles,
  secrets: Readonly<Record<string, string>> = {},
): Promise<string> {
  const directory = join(work, 'project');
  await project(directory, workflow, files);
  const { code, stdout, stderr } = await act(directory, { home: work, secrets, args: ['--no-cache-server'] });
  expect(code, stdout + stderr).toBe(0);
  return stripVTControlCharacters(stdout);
}

const digestOf = async (reference: string): Promise<string> =>
  (await must('crane', ['digest', '--insecure', reference])).trim();

it('every documented workflow matches the workflow schema', async () => {
  await must('act', ['--validate', '--strict', '-W', join(repositoryRoot, 'docs/workflows')]);
});

describe.each(registries)('with $name, the documented workflow', ({ start }) => {
  it('cosign-key.yml publishes, signs, and verifies in another job', async () => {
    await using work = await temporaryDirectory();
    await using registry = await start();
    const { secrets, files } = await cosignKeys(work.path);
    const workflow = await documented('cosign-key.yml', [ours, ...at(registry.host), ...cosignOffline]);
    const log = await runs(work.path, workflow, files, secrets);
    const digest = await digestOf(`${registry.host}/acme/bundle:v1.2.0`);
    expect(log).toContain(`"docker-manifest-digest":"${digest}"`);
    expect(await digestOf(`${registry.host}/acme/bundle:latest`)).toBe(digest);
  });

  it('matrix.yml publishes by digest from four jobs, joins them, and pulls one platform', async () => {
    await using work = await temporaryDirectory();
    await using registry = await start();
    // The local runner does not support the index of a job.
    const byName: Change = { from: '${{ strategy.job-index }}', to: '${{ matrix.platform }}' };
    const workflow = await documented('matrix.yml', [
      ours,
      checkedOut,
      { from: 'ghcr.io', to: registry.host },
      byName,
      ...workflowArtifacts(join(work.path, 'artifacts')),
    ]);
    const log = await runs(work.path, workflow, {
      'build.sh': '#!/bin/sh\nmkdir build && echo "built for $1" > build/platform.txt\n',
    });
    expect(log).toMatch(/^\[.*\/use *\].*built for linux\/arm64$/m);
    const name = `${registry.host}/acme/bundle`;
    expect((await must('crane', ['ls', '--insecure', name])).trim()).toBe('v1.2.0');
    const { manifests } = JSON.parse(await must('crane', ['manifest', '--insecure', `${name}:v1.2.0`])) as {
      readonly manifests: readonly { readonly platform: { readonly os: string; readonly architecture: string } }[];
    };
    expect(manifests.map(({ platform }) => `${platform.os}/${platform.architecture}`)).toEqual([
      'darwin/arm64',
      'linux/amd64',
      'linux/arm64',
      'windows/amd64',
    ]);
  });

  it('shards.yml packs a directory in four jobs, and joins the shards to one artifact', async () => {
    await using work = await temporaryDirectory();
    await using registry = await start();
    const workflow = await documented('shards.yml', [
      ours,
      checkedOut,
      { from: 'ghcr.io', to: registry.host },
      ...workflowArtifacts(join(work.path, 'artifacts')),
    ]);
    const files = Object.fromEntries(
      Array.from({ length: 6 }, (_, index) => [`data/part-${index}/file`, `${index}\n`.repeat(1000 * (index + 1))]),
    );
    const log = await runs(work.path, workflow, files);
    expect(log).toContain('joined 4 shards');
    const name = `${registry.host}/acme/bundle`;
    expect((await must('crane', ['ls', '--insecure', name])).trim().split('\n').sort()).toEqual(['latest', 'v1.2.0']);
    const { layers, annotations } = JSON.parse(await must('crane', ['manifest', '--insecure', `${name}:v1.2.0`])) as {
      readonly layers: readonly unknown[];
      readonly annotations: Readonly<Record<string, string>>;
    };
    expect(layers).toHaveLength(6);
    expect(Object.keys(annotations).filter((key) => key.includes('shard'))).toEqual([]);
    const out = join(work.path, 'out');
    await must('oras', ['pull', '--plain-http', '-o', out, `${name}:v1.2.0`]);
    await must('diff', ['-r', join(work.path, 'project/data'), out]);
  });

  it('sbom.yml publishes, attaches an SBOM, and lists it', async () => {
    await using work = await temporaryDirectory();
    await using registry = await start();
    const workflow = await documented('sbom.yml', [
      ours,
      ...at(registry.host),
      without('oras-project/setup-oras'),
      { from: 'oras discover', to: 'oras discover --plain-http' },
    ]);
    const log = await runs(work.path, workflow, bundle);
    const name = `${registry.host}/acme/bundle`;
    const list = await must('regctl', [
      '--host',
      `reg=${registry.host},tls=disabled`,
      'artifact',
      'list',
      `${name}:v1.2.0`,
      '--format',
      '{{json .}}',
    ]);
    const { descriptors } = JSON.parse(list) as {
      readonly descriptors: readonly { readonly digest: string; readonly artifactType: string }[];
    };
    expect(descriptors).toEqual([expect.objectContaining({ artifactType: 'application/spdx+json' })]);
    // The output of discover: a type, and below it the manifests of that type.
    expect(log).toMatch(new RegExp(String.raw`└── application/spdx\+json\s.*└── ${descriptors[0]?.digest ?? 'none'}`));
    await must('oras', ['pull', '--plain-http', '-o', work.path, `${name}@${descriptors[0]?.digest ?? ''}`]);
    expect(JSON.parse(await readFile(join(work.path, 'bundle.spdx.json'), 'utf8'))).toMatchObject({
      SPDXID: 'SPDXRef-DOCUMENT',
    });
  });

  it('deploy.yml deploys in one job the artifact of another job', async () => {
    await using work = await temporaryDirectory();
    await using registry = await start();
    const workflow = await documented('deploy.yml', [ours, checkedOut, { from: 'ghcr.io', to: registry.host }]);
    expect(await runs(work.path, workflow, bundle)).toContain('deployed {"replicas":3}');
  });

  it('flux.yml publishes a directory, and moves the tag that Flux follows', async () => {
    await using work = await temporaryDirectory();
    await using registry = await start();
    const workflow = await documented('flux.yml', [
      ours,
      ...at(registry.host),
      without('sigstore/cosign-installer'),
      { from: 'cosign sign --yes', to: 'echo sign' },
      withoutComments,
    ]);
    const log = await runs(work.path, workflow, { 'kustomize/app.yaml': 'kind: ConfigMap\n' });
    const name = `${registry.host}/acme/bundle`;
    const digest = await digestOf(`${name}:latest`);
    expect(log).toContain(`sign ${name}@${digest}`);
    const manifest = await must('crane', ['manifest', '--insecure', `${name}:v1.2.0`]);
    expect(manifest).toMatch(/"org\.opencontainers\.image\.revision":"v1\.2\.0@sha1:[0-9a-f]{40}"/);
    expect(await digestOf(`${name}:v1.2.0`)).toBe(digest);
  });

  it('helm.yml publishes a chart, signs it, and renders it in another job', async () => {
    await using work = await temporaryDirectory();
    await using registry = await start();
    const { secrets, files } = await cosignKeys(work.path);
    const workflow = await documented('helm.yml', [
      ours,
      ...at(registry.host),
      ...cosignOffline,
      { from: 'helm template web', to: 'helm template web --plain-http' },
    ]);
    const chart = {
      'charts/web/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 0.3.1\n',
      'charts/web/templates/config.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Chart.Name }}-{{ .Chart.Version }}\n',
    };
    const log = await runs(work.path, workflow, { ...files, ...chart }, secrets);
    expect(log).toMatch(/^\[.*\/render *\].*name: web-0\.3\.1$/m);
    expect(log).toContain(`"docker-manifest-digest":"${await digestOf(`${registry.host}/acme/charts/web:0.3.1`)}"`);
  });

  it('model.yml publishes the files of a model, and pulls them in another job', async () => {
    await using work = await temporaryDirectory();
    await using registry = await start();
    const workflow = await documented('model.yml', [ours, checkedOut, { from: 'ghcr.io', to: registry.host }]);
    const log = await runs(work.path, workflow, {
      'model/weights.safetensors': 'weights',
      'model/train.bin': 'data',
      'model/samples/1.txt': 'a sample',
      'model/README.md': '# My model\n',
    });
    expect(log).toMatch(/^\[.*\/use *\].*weights\.safetensors$/m);
    const manifest = await must('crane', ['manifest', '--insecure', `${registry.host}/acme/bundle/model:v1.2.0`]);
    const { layers } = JSON.parse(manifest) as { readonly layers: readonly { readonly mediaType: string }[] };
    expect(layers.map(({ mediaType }) => mediaType)).toContain('application/vnd.cncf.model.dataset.v1.raw');
    expect(layers.map(({ mediaType }) => mediaType)).toContain('application/vnd.cncf.model.dataset.v1.tar');
  });

  it('sif.yml publishes and pulls a SIF image', async () => {
    await using work = await temporaryDirectory();
    await using registry = await start();
    const image = join(work.path, 'app.sif');
    await must('siftool', ['new', image]);
    await writeFile(join(work.path, 'system'), 'the system partition');
    await must('siftool', [
      'add',
      image,
      join(work.path, 'system'),
      '--datatype',
      '4',
      '--parttype',
      '2',
      '--partfs',
      '1',
      '--partarch',
      '2',
      '--groupid',
      '1',
    ]);
    const workflow = await documented('sif.yml', [
      ...at(registry.host),
      without('eWaterCycle/setup-apptainer'),
      { from: 'apptainer build app.sif app.def', to: `cp ${image} .` },
      { from: /npx --yes github:\S+ (sif \w+)/g, to: 'node dist/cli.js $1 --plain-http' },
    ]);
    await runs(work.path, workflow, {});
    expect(await must('oras', ['manifest', 'fetch', '--plain-http', `${registry.host}/acme/bundle:v1.2.0`])).toContain(
      '"application/vnd.sylabs.sif.layer.v1.sif"',
    );
  });
});

describe('promote.yml promotes a signed artifact, and its signature is valid in production', () => {
  it.each([
    { from: distribution, to: embedded, name: 'from distribution to serve' },
    { from: embedded, to: distribution, name: 'from serve to distribution' },
    { from: distribution, to: undefined, name: 'within distribution' },
    { from: embedded, to: undefined, name: 'within serve' },
  ])('$name', async ({ from, to }) => {
    await using work = await temporaryDirectory();
    await using staging = await from();
    await using other = await to?.();
    const production = other ?? staging;
    const { secrets, files } = await cosignKeys(work.path);
    const workflow = await documented('promote.yml', [
      ours,
      { from: 'staging.example.com', to: staging.host },
      ...at(production.host),
      ...cosignOffline,
    ]);
    const log = await runs(work.path, workflow, files, secrets);
    const digest = await digestOf(`${staging.host}/team/bundle:v1.2.0`);
    const name = `${production.host}/acme/bundle`;
    expect(log).toContain(`"docker-manifest-digest":"${digest}"`);
    expect((await must('crane', ['ls', '--insecure', name])).trim().split('\n').sort()).toEqual([
      'latest',
      `${digest.replace(':', '-')}.sig`,
      'v1.2.0',
    ]);
    expect(await digestOf(`${name}:latest`)).toBe(digest);
  });
});

it('mirror.yml copies each artifact of its matrix with its referrers, and keeps the digests', async () => {
  await using work = await temporaryDirectory();
  await using source = await distribution();
  await using target = await embedded();
  const names = ['team/app:v1', 'team/app:v2', 'team/charts/web:1.4.0'];
  await writeFile(join(work.path, 'a.txt'), 'a');
  const inWork = { cwd: work.path };
  for (const name of names)
    await must(
      'oras',
      ['push', '--plain-http', `${source.host}/${name}`, 'a.txt', '--annotation', `n=${name}`],
      inWork,
    );
  const type = ['--artifact-type', 'application/spdx+json'];
  await must('oras', ['attach', '--plain-http', `${source.host}/team/app:v2`, 'a.txt', ...type], inWork);
  const workflow = await documented('mirror.yml', [
    ours,
    checkedOut,
    { from: 'registry.example.com', to: source.host },
    { from: 'ghcr.io', to: target.host },
    { from: 'workflow_dispatch:', to: 'push:' },
  ]);
  await runs(work.path, workflow, {});
  const mirror = `${target.host}/acme/mirror`;
  for (const name of names) expect(await digestOf(`${mirror}/${name}`)).toBe(await digestOf(`${source.host}/${name}`));
  const discovered = await must(
    'oras',
    ['discover', '--plain-http', `${mirror}/team/app:v2`, '--format', 'json'],
    inWork,
  );
  expect(discovered).toContain('application/spdx+json');
});
