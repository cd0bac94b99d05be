import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { randomFillSync } from 'node:crypto';
import { join } from 'node:path';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { must, temporaryDirectory } from './processes.ts';
import { distribution } from './registries.ts';
import { repositoryRoot } from './run-action.ts';

const mebibyte = 1024 * 1024;
const limit = 300 * mebibyte;
// 2 GiB by default.
const largeFileMebibytes = Number(process.env['OCI_ARTIFACT_LARGE_MIB'] ?? 2048);

/** Runs the action. @returns exit code, output, and maximum resident size in bytes */
async function measured(
  inputs: Readonly<Record<string, string>>,
  directory: string,
): Promise<{ code: number | null; output: string; peak: number }> {
  const variables = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
  );
  const child = spawn(process.execPath, [join(repositoryRoot, 'dist/push.js')], {
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

it('a large file of random bytes is packaged and pushed with constant memory', async () => {
  await using work = await temporaryDirectory();
  await using registry = await distribution();
  const source = join(work.path, 'source');
  await mkdir(source);
  const file = createWriteStream(join(source, 'random.bin'));
  for (let written = 0; written < largeFileMebibytes; written++) {
    if (!file.write(randomFillSync(Buffer.allocUnsafe(mebibyte)))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
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
