import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { LayoutRepository } from '../../src/layout/index.ts';
import { pushContent, type Repository } from '../../src/registry/index.ts';
import { mediaTypeEmptyJson, mediaTypeImageLayerGzip, type Descriptor } from '../../src/spec/index.ts';
import { blobOf, manifestOf, type Blob, type ManifestBlob } from '../contract/content.ts';

export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), 'layout-test-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export interface StoredImage {
  readonly config: Blob;
  readonly layer: Blob;
  readonly manifest: ManifestBlob;
}

export async function storeImage(
  repository: Repository,
  marker: string,
  tags: readonly string[] = [],
  subject?: Descriptor,
  hooks: { readonly beforeManifest?: () => Promise<unknown> } = {},
): Promise<StoredImage> {
  const layer = typed(blobOf(`layer of ${marker}`), mediaTypeImageLayerGzip);
  const config = typed(blobOf('{}'), mediaTypeEmptyJson);
  const manifest = manifestOf({
    artifactType: 'application/vnd.example.bundle',
    config: config.descriptor,
    layers: [layer.descriptor],
    subject,
  });
  for (const blob of [layer, config]) await pushContent(repository, blob.descriptor, blob.bytes);
  await hooks.beforeManifest?.();
  await pushContent(repository, manifest.descriptor, manifest.bytes, { tags });
  return { config, layer, manifest };
}

function typed(blob: Blob, mediaType: string): Blob {
  return { bytes: blob.bytes, descriptor: { ...blob.descriptor, mediaType } };
}

/** Opens the layout with empty caches and asserts that every blob is intact. */
export async function expectIntact(path: string): Promise<LayoutRepository> {
  const reopened = await LayoutRepository.open(path);
  expect(await Array.fromAsync(reopened.scrub())).toEqual([]);
  return reopened;
}

/**
 * Runs `test/layout/writer.ts` in another process. For a task that ends in `-in-32k`, the maximum size of a file is 32
 * or 64 KiB, which depends on the units of the shell.
 */
export function startWriter(...args: readonly string[]): {
  readonly child: ChildProcess;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
} {
  const command = [process.execPath, join(import.meta.dirname, 'writer.ts'), ...args];
  const limited =
    args[1]?.endsWith('-in-32k') === true ? ['sh', '-c', 'ulimit -f 64; exec "$@"', 'sh', ...command] : command;
  const child = spawn(limited[0] ?? '', limited.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => output.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => output.push(text));
  const ended = new Promise<{ readonly code: number | null; readonly output: string }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, output: output.join('') });
    });
  });
  return { child, ended };
}
