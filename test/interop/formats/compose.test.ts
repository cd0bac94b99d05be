import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, temporaryDirectory, type TemporaryDirectory } from '../processes.ts';
import { loopbackRegistries, type LoopbackRegistry } from '../registries.ts';
import { listTree } from '../trees.ts';
import { push, writeFiles } from './push.ts';

interface Loaded {
  /** Where Docker Compose wrote the files. */
  readonly directory: string;
  readonly project: { readonly services: Readonly<Record<string, Readonly<Record<string, unknown>>>> };
}

let work: TemporaryDirectory;
let compose: string;
let source: string;
beforeAll(async () => {
  work = await temporaryDirectory();
  compose = join(work.path, 'compose');
  const build = ['build', '-trimpath', '-ldflags=-s -w', '-o', compose, '.'];
  const cwd = join(import.meta.dirname, '../compose');
  await must('go', build, { cwd, env: { CGO_ENABLED: '0' }, timeoutMs: 900_000 });
  source = join(work.path, 'source');
  await writeFiles(source, {
    'compose.yaml':
      'services:\n  web: {image: "nginx:1", env_file: [web.env]}\n  api: {extends: {file: base.yaml, service: base}}\n',
    'compose.override.yaml': 'services:\n  web: {ports: ["8080:80"]}\n',
    'base.yaml': 'services:\n  base: {image: "api:1", environment: {LEVEL: info}}\n',
    'web.env': 'COLOR=größe\n',
  });
});
afterAll(() => work[Symbol.asyncDispose]());

describe.each(loopbackRegistries)('Docker Compose with %s', (name, open) => {
  let registry: LoopbackRegistry;
  beforeAll(async () => {
    registry = await open();
  });
  afterAll(() => registry[Symbol.asyncDispose]());

  /** Pushes sources of the work directory and loads them with Docker Compose. */
  async function load(
    repository: string,
    sources: readonly string[],
    cwd: string,
    args: readonly string[] = [],
  ): Promise<Loaded> {
    const target = `${registry.host}/apps/${repository}:v1`;
    await push('compose', sources, target, { cwd, args });
    const env = {
      HOME: work.path,
      DOCKER_CONFIG: work.path,
      XDG_CACHE_HOME: join(work.path, `cache ${name} ${repository}`),
      __TEST__INSECURE__REGISTRY__: 'true',
    };
    return JSON.parse(await must(compose, ['load', `oci://${target}`], { env })) as Loaded;
  }

  it('loads a Compose file and its override from a directory', async () => {
    await writeFiles(join(work.path, 'plain'), {
      'compose.yaml': 'services:\n  web: {image: "nginx:1"}\n',
      'compose.override.yaml': 'services:\n  web: {image: "nginx:2", ports: ["8080:80"]}\n',
    });
    const { project } = await load('plain', ['plain'], work.path);
    expect(project.services['web']).toMatchObject({ image: 'nginx:2', ports: [{ published: '8080', target: 80 }] });
  });

  it.each([
    ['1.1', []],
    ['1.0', ['--image-spec', 'v1.0']],
  ])('loads files with extends, overrides and env files in the form of image-spec %s', async (version, options) => {
    const paths = ['compose.yaml', 'compose.override.yaml', 'base.yaml', 'web.env'];
    const { directory, project } = await load(`full-${version}`, paths, source, options);
    expect(project.services).toMatchObject({
      web: { image: 'nginx:1', environment: { COLOR: 'größe' }, ports: [{ published: '8080', target: 80 }] },
      api: { image: 'api:1', environment: { LEVEL: 'info' } },
    });
    expect((await listTree(directory)).map((line) => line.split(' ')[0])).toEqual([
      'base.yaml',
      'compose.yaml',
      'web.env',
    ]);
  });
});
