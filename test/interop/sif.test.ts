import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, open, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listen } from '../../src/server/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { imageSha } from '../../src/sif/index.ts';
import { embedded } from './embedded.ts';
import { must, run, temporaryDirectory, type TemporaryDirectory } from './processes.ts';
import { distribution } from './registries.ts';
import { repositoryRoot, runAction } from './run-action.ts';
import { imageJson, readSifImage } from '../../src/formats/index.ts';

const cli = join(repositoryRoot, 'dist/cli.js');
const mebibyte = 1024 * 1024;

let work: TemporaryDirectory;
/** Paths of images by content. */
const images: Record<string, string> = {};

/** Creates an image with siftool. Each step contains the arguments of one `siftool add`. */
async function makeImage(name: string, steps: readonly (readonly string[])[]): Promise<string> {
  const path = join(work.path, `${name}.sif`);
  await must('siftool', ['new', path]);
  for (const step of steps) await must('siftool', ['add', path, ...step]);
  images[name] = path;
  return path;
}

beforeAll(async () => {
  work = await temporaryDirectory();
  const root = join(work.path, 'root');
  await mkdir(join(root, 'bin'), { recursive: true });
  await writeFile(join(root, 'bin/run'), '#!/bin/sh\necho hello\n', { mode: 0o755 });
  await writeFile(join(root, 'data'), randomBytes(300_000));
  const squashfs = join(work.path, 'root.squashfs');
  await must('mksquashfs', [root, squashfs, '-quiet', '-no-progress', '-all-root']);
  const bytes = join(work.path, 'bytes');
  await writeFile(bytes, randomBytes(5000));
  const json = join(work.path, 'labels.json');
  await writeFile(json, '{"a":"b"}');
  const system = (arch: string): readonly string[] => [
    squashfs,
    '--datatype',
    '4',
    '--parttype',
    '2',
    '--partfs',
    '1',
    '--partarch',
    arch,
    '--groupid',
    '1',
  ];
  const overlay = [
    bytes,
    '--datatype',
    '4',
    '--parttype',
    '4',
    '--partfs',
    '2',
    '--partarch',
    '2',
    '--groupid',
    '1',
    '--filename',
    'overlay.img',
  ];
  const signature = [
    bytes,
    '--datatype',
    '5',
    '--signhash',
    '2',
    '--signentity',
    '433FE984155206BD962725E20E8713472A879943',
    '--link',
    '1',
  ];
  await makeImage('unsigned', [system('2')]);
  await makeImage('signed', [system('2'), signature]);
  await makeImage('overlay', [system('2'), overlay]);
  await makeImage('arm64', [system('4')]);
  await makeImage('everything', [
    [json, '--datatype', '1', '--groupid', '1'],
    [json, '--datatype', '3', '--groupid', '1'],
    [json, '--datatype', '6', '--groupid', '2', '--alignment', '512'],
    system('2'),
    overlay,
    [bytes, '--datatype', '4', '--parttype', '3', '--partfs', '4', '--partarch', '11', '--groupid', '3'],
    [bytes, '--datatype', '7', '--filename', 'a name with spaces'],
    [bytes, '--datatype', '8'],
    [bytes, '--datatype', '9', '--sbomformat', 'spdx-json'],
    [bytes, '--datatype', '11'],
    signature,
    [bytes, '--datatype', '5', '--signhash', '5', '--signentity', '0'.repeat(40), '--link', '4026531841'],
  ]);
  // A removed object leaves an unused descriptor.
  await copyFile(images['everything'] ?? '', join(work.path, 'deleted.sif'));
  await must('siftool', ['del', '2', join(work.path, 'deleted.sif')]);
  images['deleted'] = join(work.path, 'deleted.sif');
});
afterAll(() => work[Symbol.asyncDispose]());

const kinds = ['unsigned', 'signed', 'overlay', 'arm64', 'everything', 'deleted'] as const;

function imageOf(kind: string): string {
  const path = images[kind];
  if (path === undefined) throw new Error(`there is no image ${kind}`);
  return path;
}

describe.each(kinds)('an image that is %s', (kind) => {
  it('is described like with siftool', async () => {
    const path = imageOf(kind);
    const expected = (await must('siftool', ['header', path])) + (await must('siftool', ['list', path]));
    expect(await must(process.execPath, [cli, 'sif', 'inspect', path])).toBe(expected);
  });

  it('has the same fields in JSON as with siftool', async () => {
    const path = imageOf(kind);
    const { descriptors } = JSON.parse(await must(process.execPath, [cli, 'sif', 'inspect', path, '--json'])) as {
      descriptors: readonly Record<string, unknown>[];
    };
    expect(descriptors.length).toBeGreaterThan(0);
    for (const descriptor of descriptors) {
      const info = await must('siftool', ['info', String(descriptor['id']), path]);
      const said = Object.fromEntries(
        [...info.matchAll(/^ {2}([^:]+): +(.*)$/gm)].map((match) => [match[1] ?? '', match[2] ?? '']),
      );
      expect(asInfo(descriptor)).toEqual(said);
    }
  });

  it.each(['distribution', 'serve'] as const)('is pushed to %s and pulled unchanged', async (kindOfRegistry) => {
    await using registry = await (kindOfRegistry === 'serve' ? embedded() : distribution());
    const path = imageOf(kind);
    const ref = `oras://${registry.host}/acme/${kind}:v1`;
    await must(process.execPath, [cli, 'sif', 'push', path, ref, '--plain-http']);
    const back = join(work.path, `${kind}-${kindOfRegistry}.sif`);
    await must(process.execPath, [cli, 'sif', 'pull', ref, back, '--plain-http']);
    await must('cmp', [path, back]);
    expect((await stat(back)).mode & 0o777).toBe(0o755);
    const out = join(work.path, `oras-${kind}-${kindOfRegistry}`);
    await must('oras', ['pull', '--plain-http', '-o', out, `${registry.host}/acme/${kind}:v1`]);
    await must('cmp', [path, join(out, `${kind}.sif`)]);
    const hash = (await must(process.execPath, [cli, 'sif', 'hash', path])).trim();
    expect(await imageSha(ref, { plainHttp: true, env: {}, homedir: work.path })).toBe(hash);
    expect(hash).toBe(`sha256:${(await must('sha256sum', [path])).slice(0, 64)}`);
  });
});

describe.each(kinds)('the actions, and an image that is %s', (kind) => {
  it.each(['distribution', 'serve'] as const)(
    'publish it to %s and pull it back identical, as oras does',
    async (kindOfRegistry) => {
      await using registry = await (kindOfRegistry === 'serve' ? embedded() : distribution());
      const path = imageOf(kind);
      const name = `${registry.host}/acme/action-${kind}`;
      const pushed = await runAction('push', {
        'source-dir': path,
        target: `oci://${name}:v1`,
        tags: 'latest',
        'plain-http': 'true',
      });
      expect(pushed.code, pushed.stdout).toBe(0);
      expect(pushed.outputs).toMatchObject({
        'artifact-type': 'application/vnd.sylabs.sif.config.v1',
        'layer-digest': `sha256:${(await must('sha256sum', [path])).slice(0, 64)}`,
      });
      const out = join(work.path, `action-${kind}-${kindOfRegistry}`);
      const pulled = await runAction('pull', {
        reference: pushed.outputs['pinned-reference'] ?? '',
        'output-dir': join(out, 'action'),
        'plain-http': 'true',
      });
      expect(pulled.code, pulled.stdout).toBe(0);
      await must('oras', ['pull', '--plain-http', '-o', join(out, 'oras'), `${name}:latest`]);
      for (const by of ['action', 'oras']) await must('cmp', [path, join(out, by, `${kind}.sif`)]);
      expect((await stat(join(out, 'action', `${kind}.sif`))).mode & 0o777).toBe(0o755);
      expect(await must('siftool', ['header', join(out, 'action', `${kind}.sif`)])).toBe(
        await must('siftool', ['header', path]),
      );
    },
  );
});

/** An object in our JSON, in the format of `siftool info`. */
function asInfo(descriptor: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const { id, type, group, link, offset, size, name } = descriptor;
  const date = (key: string): string => String(descriptor[key]).replace('T', ' ').replace('Z', ' +0000 UTC');
  const linked = link as { id: number; group: boolean } | undefined;
  const partition = descriptor['partition'] as Record<string, string> | undefined;
  const signature = descriptor['signature'] as { hash: string; entity?: string } | undefined;
  const message = descriptor['crypto-message'] as { format: string; type: string } | undefined;
  const sbom = descriptor['sbom'] as { format: string } | undefined;
  const digest = descriptor['blob-digest'] as string | undefined;
  return {
    'Data Type': String(type),
    ID: String(id),
    'Group ID': group === 0 ? 'NONE' : String(group),
    'Linked ID': linked === undefined ? 'NONE' : `${linked.id}${linked.group ? ' (G)' : ''}`,
    Offset: String(offset),
    Size: String(size),
    'Created At': date('created-at'),
    'Modified At': date('modified-at'),
    ...(name === '' ? {} : { Name: String(name) }),
    ...(partition === undefined
      ? {}
      : {
          'Filesystem Type': partition['file-system'] ?? '',
          'Partition Type': partition['type'] ?? '',
          Architecture: partition['architecture'] ?? '',
        }),
    ...(signature === undefined
      ? {}
      : { 'Hash Type': signature.hash, ...(signature.entity === undefined ? {} : { Entity: signature.entity }) }),
    ...(message === undefined ? {} : { 'Format Type': message.format, 'Message Type': message.type }),
    ...(sbom === undefined ? {} : { Format: sbom.format }),
    ...(digest === undefined ? {} : { Digest: digest }),
  };
}

describe('images that siftool makes', () => {
  it('without a runnable partition are rejected', async () => {
    const path = join(work.path, 'empty.sif');
    await must('siftool', ['new', path]);
    const { code, stderr } = await run(process.execPath, [cli, 'sif', 'push', path, 'localhost:1/acme/empty']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error: .*no primary system partition/);
    expect(imageJson(await readSifImage(path))).toMatchObject({ 'descriptors-free': 48, descriptors: [] });
  });
});

describe('a manifest as Apptainer writes it today', () => {
  it('can be downloaded', async () => {
    await using registry = await distribution();
    const path = imageOf('signed');
    const name = `${registry.host}/acme/apptainer`;
    const blob = JSON.parse(await must('oras', ['blob', 'push', '--plain-http', '--descriptor', name, path])) as {
      digest: string;
      size: number;
    };
    const config = join(work.path, 'config.json');
    await writeFile(config, '{}');
    const { digest } = JSON.parse(
      await must('oras', ['blob', 'push', '--plain-http', '--descriptor', name, config]),
    ) as { digest: string };
    const manifest = join(work.path, 'manifest.json');
    // The members are in Apptainer's order.
    await writeFile(
      manifest,
      JSON.stringify({
        schemaVersion: 2,
        mediaType: 'application/vnd.oci.image.manifest.v1+json',
        config: { mediaType: 'application/vnd.sylabs.sif.config.v1+json', size: 2, digest, data: 'e30=' },
        layers: [
          {
            mediaType: 'application/vnd.sylabs.sif.layer.v1.sif',
            size: blob.size,
            digest: blob.digest,
            annotations: { 'org.opencontainers.image.title': 'ubuntu_latest.sif' },
          },
        ],
        annotations: { 'org.opencontainers.image.created': '2023-12-19T16:02:14Z' },
      }),
    );
    await must('oras', ['manifest', 'push', '--plain-http', `${name}:latest`, manifest]);
    const back = join(work.path, 'apptainer.sif');
    await must(process.execPath, [cli, 'sif', 'pull', `oras://${name}`, back, '--plain-http']);
    await must('cmp', [path, back]);
    const out = join(work.path, 'apptainer');
    const pulled = await runAction('pull', { reference: name, 'output-dir': out, 'plain-http': 'true' });
    expect(pulled.outputs, pulled.stdout).toMatchObject({ files: '["ubuntu_latest.sif"]' });
    await must('cmp', [path, join(out, 'ubuntu_latest.sif')]);
  });
});

describe('a cache', () => {
  it('downloads an image once for sixteen processes, and once more after a flipped byte', async () => {
    let downloads = 0;
    await using server = await listen(new MemoryRegistry(), {
      onAccess: ({ method, path: asked }) => {
        if (method === 'GET' && asked.includes('/blobs/')) downloads++;
      },
    });
    const path = imageOf('everything');
    const ref = `${new URL(server.url).host}/acme/app`;
    await must(process.execPath, [cli, 'sif', 'push', path, ref, '--plain-http']);
    const cache = join(work.path, 'cache');
    const pullAll = async (): Promise<void> => {
      const out = join(work.path, 'out');
      await mkdir(out);
      await Promise.all(
        Array.from({ length: 16 }, (_, index) =>
          must(process.execPath, [
            cli,
            'sif',
            'pull',
            ref,
            join(out, `${index}.sif`),
            '--plain-http',
            '--cache',
            cache,
          ]),
        ),
      );
      expect(await readdir(out)).toHaveLength(16);
      for (const name of await readdir(out)) await must('cmp', [path, join(out, name)]);
      await rm(out, { recursive: true });
    };
    await pullAll();
    expect(downloads).toBe(1);
    const blob = join(cache, 'blobs/sha256', (await must('sha256sum', [path])).slice(0, 64));
    const bytes = await readFile(blob);
    bytes.writeUInt8(bytes.readUInt8(100_000) ^ 1, 100_000);
    await writeFile(blob, bytes);
    await pullAll();
    expect(downloads).toBe(2);
    await must('cmp', [path, blob]);
    expect(await readdir(join(cache, '.locks'))).toEqual([]);
  });
});

/** Runs the command line. @returns its maximum resident size in bytes */
async function peakOf(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [cli, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });
  let peak = 0;
  // The kernel reports the maximum so far, so the last value before the end counts.
  const look = setInterval(() => {
    readFile(`/proc/${child.pid}/status`, 'utf8').then(
      (status) => (peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024)),
      () => undefined,
    );
  }, 20);
  const [code] = (await once(child, 'close')) as [number | null];
  clearInterval(look);
  expect(code).toBe(0);
  return peak;
}

describe('a large image', () => {
  // 2 GiB by default.
  const size = Number(process.env['OCI_ARTIFACT_LARGE_MIB'] ?? 2048) * mebibyte;

  it('is pushed, and pulled with and without a cache, with constant memory', async () => {
    await using registry = await distribution();
    const path = join(work.path, 'large.sif');
    await copyFile(imageOf('unsigned'), path);
    // Like an appended overlay that is mostly empty.
    await truncate(path, size);
    {
      await using file = await open(path, 'r+');
      await file.write(randomBytes(mebibyte), 0, mebibyte, size - mebibyte);
    }
    const ref = `${registry.host}/acme/large:v1`;
    const back = join(work.path, 'back.sif');
    const pull = ['sif', 'pull', ref, back, '--plain-http', '--force'];
    for (const args of [
      ['sif', 'push', path, ref, '--plain-http'],
      pull,
      [...pull, '--cache', join(work.path, 'large-cache')],
    ]) {
      const peak = await peakOf(args);
      console.log(
        `${args.slice(0, 2).join(' ')}, ${size / mebibyte} MiB: peak resident size ${Math.round(peak / mebibyte)} MiB`,
      );
      expect(peak).toBeGreaterThan(0);
      expect(peak).toBeLessThan(300 * mebibyte);
    }
    await must('cmp', [path, back]);
    await rm(join(work.path, 'large-cache'), { recursive: true });
  });
});
