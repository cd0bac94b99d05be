import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { selectFormat, type PlanOptions } from '../../src/formats/index.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'fixed-options-'));
  await writeFile(join(directory, 'file'), 'text');
});
afterAll(() => rm(directory, { recursive: true }));

const values = {
  config: [{ config: { kind: 'image' } }, 'config'],
  artifactType: [{ artifactType: 'application/vnd.example' }, 'artifact-type'],
  layerMediaType: [{ layerMediaType: 'application/vnd.example' }, 'layer-media-type'],
  mediaTypes: [{ mediaTypes: [{ pattern: '*', mediaType: 'a/b' }] }, 'media-types'],
  imageSpec: [{ imageSpec: '1.0' }, 'image-spec'],
  compression: [{ compression: 'zstd' }, 'compression'],
  archive: [{ archive: 'zip' }, 'archive'],
  platform: [{ platform: { os: 'linux', architecture: 'amd64' } }, 'platform'],
  labels: [{ labels: { a: 'b' } }, 'labels'],
  subDir: [{ subDir: 'sub' }, 'sub-dir'],
} as const satisfies Readonly<Record<string, readonly [PlanOptions, string]>>;

type Name = keyof typeof values;
const all = Object.keys(values) as readonly Name[];
const allExcept = (...names: readonly Name[]): readonly Name[] => all.filter((name) => !names.includes(name));

/** The options that each format accepts. */
const accepted: Readonly<Record<string, readonly Name[]>> = {
  artifacthub: ['imageSpec', 'platform', 'labels', 'subDir'],
  conftest: ['artifactType', 'platform', 'labels', 'subDir'],
  crossplane: ['labels'],
  'devcontainer-feature': [],
  'docker-model': [],
  falco: ['layerMediaType'],
  flux: ['mediaTypes', 'imageSpec', 'subDir'],
  helm: [],
  homebrew: [],
  image: ['compression', 'platform', 'labels', 'subDir'],
  imgpkg: ['labels'],
  kitops: [],
  modelpack: ['mediaTypes'],
  opa: ['artifactType', 'imageSpec', 'subDir'],
  'opentofu-module': ['platform', 'subDir'],
  'opentofu-provider': [],
  tekton: ['labels'],
  timoni: [],
  'trivy-db': ['imageSpec', 'platform', 'labels', 'subDir'],
  wasm: [],
};

describe.each(Object.entries(accepted))('the format %s', (format, names) => {
  const planned = async (options: PlanOptions): Promise<string> => {
    const selected = await selectFormat({ path: directory }, format);
    try {
      await selected.plan({ path: directory }, { version: '1.0.0', label: (name) => `--${name}`, ...options });
      return '';
    } catch (error) {
      return String(error);
    }
  };

  it('rejects the options that it determines itself', async () => {
    for (const name of allExcept(...names)) {
      const [options, label] = values[name];
      const sentence = `the format "${format}" determines --${label} itself; omit --${label}`;
      expect([name, await planned(options)]).toEqual([name, expect.stringContaining(sentence)]);
    }
  });

  it('accepts its own options, and default values', async () => {
    const defaults: PlanOptions = { compression: 'gzip', archive: 'tar', labels: {}, mediaTypes: [] };
    for (const options of [defaults, ...names.map((name) => values[name][0])])
      expect([options, await planned(options)]).not.toEqual([options, expect.stringContaining('determines')]);
  });
});
