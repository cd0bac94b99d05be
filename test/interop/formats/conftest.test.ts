import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, run, temporaryDirectory, type TemporaryDirectory } from '../processes.ts';
import { loopbackRegistries, type LoopbackRegistry } from '../registries.ts';
import { listTree } from '../trees.ts';
import { push, writeFiles } from './push.ts';

const policy = `package main

import data.limits

deny contains message if {
	input.replicas > limits.replicas
	message := sprintf("%d replicas are too many", [input.replicas])
}
`;

let work: TemporaryDirectory;
let source: string;
beforeAll(async () => {
  work = await temporaryDirectory();
  source = join(work.path, 'source');
  await writeFiles(source, {
    'deny.rego': policy,
    'lib/names.rego': 'package lib.names\n\nvalid(name) if name != ""\n',
    'data/limits.yaml': 'limits: {replicas: 3}\n',
    'data/zones.json': '{"zones": []}\n',
  });
  await writeFiles(work.path, { 'good.yaml': 'replicas: 3\n', 'bad.yaml': 'replicas: 5\n' });
});
afterAll(() => work[Symbol.asyncDispose]());

describe.each(loopbackRegistries)('policies in %s', (name, open) => {
  let registry: LoopbackRegistry;
  let reference: string;
  beforeAll(async () => {
    registry = await open();
    reference = `oci://${(await push('conftest', source, `${registry.host}/policies/conftest:v1`))['reference']}`;
  });
  afterAll(() => registry[Symbol.asyncDispose]());

  it('conftest pull writes the files of the source', async () => {
    const out = `pulled-${name}`;
    await must('conftest', ['pull', '-p', out, reference], { cwd: work.path });
    expect((await listTree(join(work.path, out))).map(withoutMode)).toEqual((await listTree(source)).map(withoutMode));
  });

  it('conftest test downloads the policies and the data, and applies them', async () => {
    const out = `tested-${name}`;
    const args = ['test', '--update', reference, '-p', out, '-d', `${out}/data`, '--no-color'];
    const good = await run('conftest', [...args, 'good.yaml'], { cwd: work.path });
    expect(good.stdout + good.stderr).toContain('1 test, 1 passed');
    const bad = await run('conftest', [...args, 'bad.yaml'], { cwd: work.path });
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain('FAIL - bad.yaml - main - 5 replicas are too many');
  });

  it('the layers have the types and titles of conftest push', async () => {
    const pushed = `oci://${registry.host}/policies/theirs:v1`;
    await must('conftest', ['push', '-p', '.', '-d', 'data', '--tls=false', pushed], { cwd: source });
    expect(await layersOf(reference)).toEqual(await layersOf(pushed));
  });
});

function withoutMode(line: string): string {
  return line.replace(/ file \d+ /, ' file ');
}

/** The config type, and type, title and digest of each layer, without an order. */
async function layersOf(reference: string): Promise<readonly string[]> {
  const text = await must('crane', ['manifest', '--insecure', reference.replace('oci://', '')]);
  const { config, layers, mediaType } = JSON.parse(text) as {
    readonly mediaType?: string;
    readonly config: { readonly mediaType: string };
    readonly layers: readonly {
      readonly mediaType: string;
      readonly digest: string;
      readonly annotations: Readonly<Record<string, string>>;
    }[];
  };
  const lines = layers.map(
    (layer) => `${layer.mediaType} ${layer.digest} ${layer.annotations['org.opencontainers.image.title']}`,
  );
  return [`${mediaType} ${config.mediaType}`, ...lines.sort()];
}
