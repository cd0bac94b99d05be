import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, run, temporaryDirectory, type TemporaryDirectory } from '../processes.ts';
import { loopbackRegistries, type LoopbackRegistry } from '../registries.ts';
import { push, writeFiles } from './push.ts';

const metadata = {
  id: 'color',
  version: '1.2.3',
  name: 'Color <of the shell>',
  options: { favorite: { type: 'string', default: 'red' } },
};

let work: TemporaryDirectory;
let source: string;
beforeAll(async () => {
  work = await temporaryDirectory();
  source = join(work.path, 'src/color');
  await writeFiles(source, {
    'devcontainer-feature.json': JSON.stringify(metadata),
    'install.sh': '#!/bin/sh\necho "$FAVORITE"\n',
    'lib/colors.txt': 'red\n',
  });
});
afterAll(() => work[Symbol.asyncDispose]());

describe.each(loopbackRegistries)('features in %s', (name, open) => {
  let registry: LoopbackRegistry;
  let host: string;
  let pushed: Readonly<Record<string, string>>;
  const env = { HOME: '/nonexistent', NODE_NO_WARNINGS: '1' };
  beforeAll(async () => {
    registry = await open();
    // The dev container CLI uses plain HTTP only for this name.
    host = registry.host.replace('127.0.0.1', 'localhost');
    pushed = await push('devcontainer-feature', source, `${host}/features`);
  });
  afterAll(() => registry[Symbol.asyncDispose]());

  async function info(mode: string, feature: string): Promise<unknown> {
    const args = ['features', 'info', mode, `${host}/${feature}`, '--output-format', 'json'];
    return JSON.parse(await must('devcontainer', args, { env })) as unknown;
  }

  it('the dev container CLI finds the manifest under each tag and by digest', async () => {
    for (const reference of ['color', 'color:1', 'color:1.2', 'color:1.2.3', `color@${pushed['digest']}`]) {
      const found = (await info('manifest', `features/${reference}`)) as {
        readonly manifest: { readonly annotations: Readonly<Record<string, string>> };
      };
      expect(found).toMatchObject({
        canonicalId: pushed['pinned-reference'],
        manifest: {
          config: { mediaType: 'application/vnd.devcontainers' },
          layers: [{ annotations: { 'org.opencontainers.image.title': 'devcontainer-feature-color.tgz' } }],
        },
      });
      expect(JSON.parse(found.manifest.annotations['dev.containers.metadata'] ?? '')).toEqual(metadata);
    }
  });

  it('the dev container CLI lists the tags', async () => {
    expect(await info('tags', 'features/color')).toEqual({ publishedTags: ['1', '1.2', '1.2.3', 'latest'] });
  });

  it('the dev container CLI installs the features that a feature depends on before it', async () => {
    const directory = join(work.path, name);
    await writeFiles(directory, {
      'shell/devcontainer-feature.json': JSON.stringify({
        id: 'shell',
        version: '0.1.0',
        name: 'Shell',
        dependsOn: { [`${host}/features/color:1`]: { favorite: 'blue' } },
      }),
      'shell/install.sh': '#!/bin/sh\n',
      '.devcontainer/devcontainer.json': JSON.stringify({
        image: 'debian',
        features: { [`${host}/features/shell:latest`]: {} },
      }),
    });
    const shell = await push('devcontainer-feature', join(directory, 'shell'), `${host}/features`);
    const args = ['features', 'resolve-dependencies', '--workspace-folder', directory];
    const output = await must('devcontainer', args, { env });
    // A flowchart is printed first.
    expect(JSON.parse(output.slice(output.indexOf('\n{')))).toEqual({
      installOrder: [
        { id: pushed['pinned-reference'], options: { favorite: 'blue' } },
        { id: shell['pinned-reference'], options: {} },
      ],
    });
  });

  it('the dev container CLI does not accept another artifact as a feature', async () => {
    const args = ['--artifact-type', 'application/vnd.example'];
    await push('directory', source, `${host}/features/other:latest`, { args });
    const { code, stdout, stderr } = await run(
      'devcontainer',
      ['features', 'info', 'manifest', `${host}/features/other`, '--output-format', 'json'],
      { env },
    );
    expect(code, stdout).toBe(1);
    expect(stderr).toContain('Unexpected manifest media type');
  });
});
