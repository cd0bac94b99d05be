import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { randomFillSync } from 'node:crypto';
import { join } from 'node:path';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { must, temporaryDirectory } from './processes.ts';
import { distribution } from './registries.ts';
import { repositoryRoot } from './run-action.ts';

const mebibyte = 1024 * 1024;
const limit = 300 * mebibyte;
/** For content that is sent without compression, or as a zip. */
const formatLimit = 250 * mebibyte;
// 2 GiB by default.
const largeFileMebibytes = Number(process.env['OCI_ARTIFACT_LARGE_MIB'] ?? 2048);

/** Runs an action. @returns exit code, output, and maximum resident size in bytes */
async function measured(
  inputs: Readonly<Record<string, string>>,
  directory: string,
  action: 'push' | 'pull' = 'push',
): Promise<{ code: number | null; output: string; peak: number }> {
  const variables = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
  const child = spawn(process.execPath, [join(repositoryRoot, 'dist', `${action}.js`)], {
    env: {
      ...process.env,
      RUNNER_TEMP: directory,
      HOME: directory,
      GITHUB_OUTPUT: join(directory, 'output'),
      GITHUB_STEP_SUMMARY: join(directory, 'summary'),
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
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
  return { code, output, peak };
}

async function writeRandomFile(path: string, mebibytes: number): Promise<void> {
  const file = createWriteStream(path);
  for (let written = 0; written < mebibytes; written++) {
    if (!file.write(randomFillSync(Buffer.allocUnsafe(mebibyte)))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
}

it('a large file of random bytes is packaged and pushed with constant memory', async () => {
  await using work = await temporaryDirectory();
  await using registry = await distribution();
  const source = join(work.path, 'source');
  await mkdir(source);
  await writeRandomFile(join(source, 'random.bin'), largeFileMebibytes);
  await Promise.all([writeFile(join(work.path, 'output'), ''), writeFile(join(work.path, 'summary'), '')]);
  const { code, output, peak } = await measured(
    { 'source-dir': source, target: `oci://${registry.host}/acme/large:v1`, 'plain-http': 'true' },
    work.path,
  );
  expect(code, output).toBe(0);
  console.log(`${largeFileMebibytes} MiB of random bytes: peak resident size ${Math.round(peak / mebibyte)} MiB`);
  expect(peak).toBeGreaterThan(0);
  expect(peak).toBeLessThan(limit);
  const manifest = JSON.parse(await must('crane', ['manifest', '--insecure', `${registry.host}/acme/large:v1`])) as {
    layers: { size: number }[];
  };
  expect(manifest.layers[0]?.size).toBeGreaterThan(largeFileMebibytes * mebibyte);
}, 1_800_000);

it('a tree of 50,000 files is packaged and pushed with constant memory', async () => {
  await using work = await temporaryDirectory();
  await using registry = await distribution();
  const source = join(work.path, 'source');
  for (let directory = 0; directory < 100; directory++) {
    const path = join(source, `directory-${directory}`);
    await mkdir(path, { recursive: true });
    await Promise.all(
      Array.from({ length: 500 }, (_, index) =>
        writeFile(join(path, `file-${index}.txt`), `${directory} ${index}\n`.repeat(20)),
      ),
    );
  }
  await Promise.all([writeFile(join(work.path, 'output'), ''), writeFile(join(work.path, 'summary'), '')]);
  const { code, output, peak } = await measured(
    { 'source-dir': source, target: `oci://${registry.host}/acme/many:v1`, 'plain-http': 'true' },
    work.path,
  );
  expect(code, output).toBe(0);
  console.log(`50,000 files: peak resident size ${Math.round(peak / mebibyte)} MiB`);
  expect(peak).toBeGreaterThan(0);
  expect(peak).toBeLessThan(limit);
  const out = join(work.path, 'out');
  await must('oras', ['pull', '--plain-http', '-o', out, `${registry.host}/acme/many:v1`]);
  expect(Number(await must('sh', ['-c', `find '${out}' -type f | wc -l`]))).toBe(50_000);
});

it('large files are pushed as layers with constant memory', async () => {
  await using work = await temporaryDirectory();
  await using registry = await distribution();
  await Promise.all([writeFile(join(work.path, 'output'), ''), writeFile(join(work.path, 'summary'), '')]);
  const count = 8;
  const size = Math.ceil(largeFileMebibytes / count) * mebibyte;
  for (let index = 0; index < count; index++) {
    // Only the first byte is stored. The rest of the file is a hole.
    await using file = await open(join(work.path, `${index}.bin`), 'w');
    await file.write(`${index}`);
    await file.truncate(size);
  }
  const { code, output, peak } = await measured(
    {
      'source-dir': work.path,
      files: '*.bin:application/vnd.example.part',
      target: `oci://${registry.host}/acme/files:v1`,
      'plain-http': 'true',
    },
    work.path,
  );
  expect(code, output).toBe(0);
  console.log(`${largeFileMebibytes} MiB in ${count} files: peak resident size ${Math.round(peak / mebibyte)} MiB`);
  expect(peak).toBeGreaterThan(0);
  expect(peak).toBeLessThan(formatLimit);
  const text = await must('crane', ['manifest', '--insecure', `${registry.host}/acme/files:v1`]);
  const { layers } = JSON.parse(text) as { readonly layers: readonly { readonly size: number }[] };
  expect(layers.map((layer) => layer.size)).toEqual(Array.from({ length: count }, () => size));
}, 1_800_000);

// With 10240 MiB, the zip has 5 GiB, which needs the records of zip64.
it('a large zip is packed, pushed, pulled and unpacked with constant memory', async () => {
  await using work = await temporaryDirectory();
  await using registry = await distribution();
  await Promise.all([writeFile(join(work.path, 'output'), ''), writeFile(join(work.path, 'summary'), '')]);
  const mebibytes = Math.ceil(largeFileMebibytes / 2);
  const source = join(work.path, 'source');
  await mkdir(source);
  await writeRandomFile(join(source, 'random.bin'), mebibytes);
  await writeFile(join(source, 'small.txt'), 'small\n');
  const target = `${registry.host}/acme/zip:v1`;
  const push = await measured(
    { 'source-dir': source, archive: 'zip', target: `oci://${target}`, 'plain-http': 'true' },
    work.path,
  );
  expect(push.code, push.output).toBe(0);
  const out = join(work.path, 'out');
  const pull = await measured(
    { reference: `oci://${target}`, 'output-dir': out, 'plain-http': 'true' },
    work.path,
    'pull',
  );
  expect(pull.code, pull.output).toBe(0);
  const peaks = [push, pull].map(({ peak }) => Math.round(peak / mebibyte));
  console.log(`a zip of ${mebibytes} MiB: peak resident size ${peaks[0]} MiB in push, ${peaks[1]} MiB in pull`);
  for (const { peak } of [push, pull]) {
    expect(peak).toBeGreaterThan(0);
    expect(peak).toBeLessThan(formatLimit);
  }
  await must('cmp', [join(source, 'random.bin'), join(out, 'random.bin')], { timeoutMs: 600_000 });
  await must('cmp', [join(source, 'small.txt'), join(out, 'small.txt')]);
}, 1_800_000);
