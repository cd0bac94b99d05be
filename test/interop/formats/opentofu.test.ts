/**
 * OpenTofu's packages are internal. The program in `../opentofu` is therefore built in a copy of OpenTofu's module,
 * where it can import them. It uses plain HTTP, which the command `tofu` does not.
 */
import { copyFile, cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { must, run, temporaryDirectory, type TemporaryDirectory } from '../processes.ts';
import { loopbackRegistries, type LoopbackRegistry } from '../registries.ts';
import { listTree } from '../trees.ts';
import { push, writeFiles } from './push.ts';

const openTofu = 'github.com/opentofu/opentofu@v1.12.6';

let work: TemporaryDirectory;
let ociRead: string;
let module: string;
let release: string;

beforeAll(async () => {
  work = await temporaryDirectory();
  const downloaded = await must('go', ['mod', 'download', '-json', openTofu], { cwd: work.path, timeoutMs: 300_000 });
  const { Dir } = JSON.parse(downloaded) as { readonly Dir: string };
  const copy = join(work.path, 'opentofu');
  await cp(Dir, copy, { recursive: true });
  // Modules in Go's cache are read-only.
  await must('chmod', ['-R', 'u+w', copy]);
  await mkdir(join(copy, 'cmd/oci-read'));
  await copyFile(join(import.meta.dirname, '../opentofu/main.go'), join(copy, 'cmd/oci-read/main.go'));
  ociRead = join(work.path, 'oci-read');
  const build = ['build', '-trimpath', '-ldflags=-s -w', '-o', ociRead, './cmd/oci-read'];
  await must('go', build, { cwd: copy, env: { CGO_ENABLED: '0' }, timeoutMs: 900_000 });

  module = join(work.path, 'module');
  await writeFiles(module, {
    'main.tf': 'variable "name" { type = string }\n',
    'modules/zone/main.tofu': 'output "zone" { value = 1 }\n',
    'files/init.sh': '#!/bin/sh\n',
  });
  await must('chmod', ['755', join(module, 'files/init.sh')]);
  release = join(work.path, 'release');
  await mkdir(release);
  const program = 'terraform-provider-null_v3.2.4';
  for (const platform of ['darwin_arm64', 'linux_amd64', 'linux_arm64']) {
    await writeFiles(work.path, { [program]: `#!/bin/sh\necho ${platform}\n` });
    await must('chmod', ['755', join(work.path, program)]);
    const file = join(release, `terraform-provider-null_3.2.4_${platform}.zip`);
    // The module zipfile keeps the permissions of the program.
    await must('python3', ['-m', 'zipfile', '-c', file, program], { cwd: work.path });
  }
});
afterAll(() => work[Symbol.asyncDispose]());

describe.each(loopbackRegistries)('OpenTofu with %s', (name, open) => {
  let registry: LoopbackRegistry;
  beforeAll(async () => {
    registry = await open();
  });
  afterAll(() => registry[Symbol.asyncDispose]());

  it('unpacks a module, by tag and by digest', async () => {
    const { digest } = await push('opentofu-module', module, `${registry.host}/modules/zones:1.0.0`);
    for (const query of ['tag=1.0.0', `digest=${digest}`]) {
      const out = join(work.path, `module ${name} ${query}`);
      await must(ociRead, ['module', `oci://${registry.host}/modules/zones?${query}`, out]);
      expect(await listTree(out)).toEqual(await listTree(module));
    }
  });

  it('does not accept a directory of another type as a module', async () => {
    await push('directory', module, `${registry.host}/modules/other:latest`);
    const { code, stderr } = await run(ociRead, [
      'module',
      `oci://${registry.host}/modules/other`,
      join(work.path, 'other'),
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('unexpected artifact type "application/vnd.unknown.artifact.v1"');
  });

  it.each(['linux_amd64', 'linux_arm64', 'darwin_arm64'])(
    'installs the package of a provider for %s',
    async (target) => {
      const repository = `${registry.host}/providers/null`;
      await push('opentofu-provider', release, repository);
      const out = join(work.path, `provider ${name} ${target}`);
      const answer = JSON.parse(await must(ociRead, ['provider', repository, '3.2.4', target, out])) as object;
      expect(answer).toMatchObject({ versions: ['3.2.4'], result: 'verified checksum' });
      const [program = ''] = await readdir(out);
      expect(await must(join(out, program), [])).toBe(`${target}\n`);
    },
  );

  it('lists a version with build metadata', async () => {
    const repository = `${registry.host}/providers/build`;
    const metadata = join(work.path, `metadata ${name}`);
    await cp(release, metadata, { recursive: true });
    await must('sh', ['-c', 'for file in *; do mv "$file" "$(echo "$file" | sed s/3.2.4/3.2.4+b1/)"; done'], {
      cwd: metadata,
    });
    await push('opentofu-provider', metadata, repository);
    const out = join(work.path, `build ${name}`);
    const answer = JSON.parse(await must(ociRead, ['provider', repository, '3.2.4+b1', 'linux_arm64', out])) as object;
    expect(answer).toMatchObject({ versions: ['3.2.4+b1'], result: 'verified checksum' });
  });

  it('reports a platform without a package', async () => {
    const repository = `${registry.host}/providers/missing`;
    await push('opentofu-provider', release, repository);
    const { code, stderr } = await run(ociRead, [
      'provider',
      repository,
      '3.2.4',
      'windows_amd64',
      join(work.path, 'missing'),
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('windows_amd64');
  });
});
