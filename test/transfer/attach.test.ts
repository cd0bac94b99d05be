import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attach, describeFile, packManifest, pushFile } from '../../src/transfer/index.ts';
import { HttpRegistry } from '../../src/client/index.ts';
import { createTransport } from '../../src/http/index.ts';
import { collect } from '../../src/streams/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository } from '../../src/registry/index.ts';
import { listen } from '../../src/server/index.ts';
import { descriptorOf, digestOf, parseManifest, plainDescriptor } from '../../src/spec/index.ts';

const created = { 'org.opencontainers.image.created': '2000-01-01T00:00:00Z' };

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'attach-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, content);
  return path;
}

describe('attach', () => {
  it('refers to its subject with the media type, digest and size alone', async () => {
    const store = repository(new MemoryRegistry(), 'a/b');
    const subject = await packManifest(store, '1.1', 'application/vnd.example', { manifestAnnotations: created });
    const path = await file('sbom.json', '{}');
    const layer = await describeFile(path, 'application/spdx+json');
    await pushFile(store, path, layer);
    const referrer = await attach(store, subject, 'application/spdx+json', {
      layers: [layer],
      annotations: { ...created, by: 'us' },
    });
    const manifest = parseManifest(await collect(await store.fetch(plainDescriptor(referrer)), 10_000, 'manifest'));
    expect(manifest).toMatchObject({
      artifactType: 'application/spdx+json',
      subject: plainDescriptor(subject),
      layers: [
        {
          mediaType: 'application/spdx+json',
          digest: digestOf('{}'),
          size: 2,
          annotations: { 'org.opencontainers.image.title': 'sbom.json' },
        },
      ],
      annotations: { ...created, by: 'us' },
    });
    expect(await store.predecessors(subject)).toMatchObject([
      { digest: referrer.digest, artifactType: 'application/spdx+json' },
    ]);
  });

  it('gives the same digest for the same files again', async () => {
    const store = repository(new MemoryRegistry(), 'a/b');
    const subject = await packManifest(store, '1.1', 'application/vnd.example', { manifestAnnotations: created });
    const first = await attach(store, subject, 'application/vnd.example.note', { annotations: created });
    expect(await attach(store, subject, 'application/vnd.example.note', { annotations: created })).toMatchObject({
      digest: first.digest,
    });
  });

  it('refuses a blob as its subject', async () => {
    const store = repository(new MemoryRegistry(), 'a/b');
    await expect(
      attach(store, descriptorOf('application/octet-stream', Buffer.from('x')), 'application/vnd.example'),
    ).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});

describe('a file as a layer', () => {
  it('is described without being held, whatever its size is', async () => {
    const content = Buffer.alloc(3 * 1024 * 1024 + 7, 'abc');
    expect(await describeFile(await file('large.bin', content), 'application/octet-stream')).toMatchObject({
      digest: digestOf(content),
      size: content.byteLength,
    });
    expect(await describeFile(await file('empty', ''), 'text/plain')).toMatchObject({ size: 0 });
  });

  it('must be a file', async () => {
    await mkdir(join(directory, 'folder'));
    await expect(describeFile(join(directory, 'folder'), 'text/plain')).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('is a directory'),
    });
    await expect(describeFile(join(directory, 'absent'), 'text/plain')).rejects.toMatchObject({ code: 'FILE_SYSTEM' });
    await expect(describeFile(await file('x', 'x'), 'plain')).rejects.toMatchObject({ code: 'MEDIA_TYPE_INVALID' });
  });

  // Windows allows no such file names.
  it.runIf(process.platform !== 'win32')('MF-11 has a name that every reader takes', async () => {
    await expect(describeFile(await file(String.raw`a\b`, 'x'), 'text/plain')).rejects.toMatchObject({
      code: 'INPUT_INVALID',
      message: expect.stringContaining('backslash'),
    });
  });

  it.each([
    ['longer', 'content and more'],
    ['shorter', 'con'],
    ['other', 'CONTENT'],
  ])('that is %s when it is sent is an error, and nothing is stored', async (_, changed) => {
    await using server = await listen(new MemoryRegistry());
    const transport = createTransport();
    const remote = repository(new HttpRegistry(new URL(server.url), { transport: transport.send, attempts: 1 }), 'a/b');
    const path = await file('notes.txt', 'content');
    const layer = await describeFile(path, 'text/plain');
    await writeFile(path, changed);
    for (const store of [repository(new MemoryRegistry(), 'a/b'), remote]) {
      await expect(pushFile(store, path, layer)).rejects.toMatchObject({ code: 'FILE_CHANGED' });
      expect(await store.exists(layer)).toBe(false);
    }
    await transport.close();
  });

  it('is no longer read when that is cancelled', async () => {
    const path = await file('notes.txt', 'content');
    await expect(describeFile(path, 'text/plain', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ABORTED',
    });
  });
});
