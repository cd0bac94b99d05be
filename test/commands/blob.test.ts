import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blob } from '../../src/commands/blob.ts';
import { putManifest } from '../../src/commands/put-manifest.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import { digestOf } from '../../src/spec/index.ts';
import { name, putImage, type Image } from '../contract/content.ts';
import { run } from './run.ts';

let folder: string;
let registry: MemoryRegistry;
let server: Listening;
let image: Image;
let place: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'blob-test-'));
  registry = new MemoryRegistry();
  image = await putImage(registry, name, 'one', ['v1']);
  server = await listen(registry);
  place = `${new URL(server.url).host}/${name}`;
});
afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const on = (verb: string, reference: string, raw: object = {}): ReturnType<typeof run> => {
  const command = blob.commands[verb];
  if (command === undefined) throw new Error(verb);
  return run(command, { reference, ...raw });
};

describe('blob', () => {
  it('puts, looks up, saves and deletes content, in a registry and in a layout', async () => {
    const file = join(folder, 'content');
    const content = Buffer.alloc(300_000, 'x');
    await writeFile(file, content);
    const digest = digestOf(content);
    for (const target of [`${place}-new`, join(folder, 'layout')]) {
      expect((await on('put', target, { file })).lines).toEqual([digest]);
      const reference = `${target}@${digest}`;
      const found = await on('head', reference);
      expect(found.lines).toEqual([`${digest} 300000`]);
      expect(found.values).toMatchObject({ digest, size: 300_000 });
      const output = join(folder, 'saved');
      expect((await on('get', reference, { output })).values).toMatchObject({ digest, size: 300_000, path: output });
      expect(await readFile(output)).toEqual(content);
      await rm(output);
      await on('delete', reference);
      for (const verb of ['head', 'delete', 'get'])
        await expect(on(verb, reference)).rejects.toThrow(`no blob ${digest} is in `);
    }
  });

  it('writes the content to standard output, in order', async () => {
    const { digest } = image.layer.descriptor;
    const { written } = await on('get', `${place}@${digest}`);
    expect(digestOf(written)).toBe(digest);
    await expect(on('get', `${place}@${digest}`, { json: 'true' })).rejects.toThrow(/^--json: needs --output/);
  });

  it('leaves no file when the content is damaged', async () => {
    const { digest } = image.layer.descriptor;
    const layout = join(folder, 'layout');
    const file = join(folder, 'content');
    await writeFile(file, 'right');
    await on('put', layout, { file });
    const path = join(layout, 'blobs', 'sha256', digestOf('right').slice('sha256:'.length));
    await rm(path);
    await writeFile(path, 'wrong');
    await expect(on('get', `${layout}@${digestOf('right')}`, { output: join(folder, 'saved') })).rejects.toThrow(
      /hashes to sha256:/,
    );
    expect((await readdir(folder)).filter((each) => each.includes('saved'))).toEqual([]);
    expect(digest).not.toBe(digestOf('right'));
  });

  it.each([
    ['get', ':v1', {}, /has no digest; a blob has no tag/],
    ['head', '', {}, /has no digest/],
    ['put', ':v1', { file: 'x' }, /has a tag or a digest; write only the repository/],
  ])('%s of %j%j is refused', async (verb, suffix, raw, message) => {
    await expect(on(verb, `${place}${suffix}`, raw)).rejects.toThrow(message);
  });

  it('does not delete a manifest', async () => {
    const { digest } = image.manifest.descriptor;
    await expect(on('delete', `${place}@${digest}`)).rejects.toThrow('is a manifest; use "oci-artifact delete"');
    expect((await registry.resolveManifest(name, digest)).digest).toBe(digest);
  });
});

describe('manifest put', () => {
  const put = (suffix: string, raw: object): ReturnType<typeof run> =>
    run(putManifest, { reference: `${place}${suffix}`, ...raw });

  async function fileOf(content: string | Uint8Array): Promise<string> {
    const file = join(folder, 'manifest.json');
    await writeFile(file, content);
    return file;
  }

  it('stores the bytes as they are, with and without a tag', async () => {
    const text = `${JSON.stringify(JSON.parse(Buffer.from(image.manifest.bytes).toString()), undefined, 2)}\n`;
    const digest = digestOf(text);
    const file = await fileOf(text);
    expect((await put('', { file })).lines).toEqual([digest]);
    await expect(registry.resolveTag(name, 'latest')).rejects.toMatchObject({ code: 'MANIFEST_UNKNOWN' });
    expect((await put(':v2', { file })).values).toMatchObject({ digest, reference: `${place}:v2` });
    expect((await put(`@${digest}`, { file })).lines).toEqual([digest]);
    expect((await registry.resolveTag(name, 'v2')).digest).toBe(digest);
    await using reader = await registry.getManifest(name, digest);
    expect(await reader.text()).toBe(text);
  });

  it('creates a layout', async () => {
    const empty = { schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests: [] };
    const file = await fileOf(JSON.stringify(empty));
    const layout = join(folder, 'layout');
    const { lines } = await run(putManifest, { reference: `layout:${layout}:v1`, file });
    expect(await readFile(join(layout, 'index.json'), 'utf8')).toContain(lines[0]);
  });

  it.each([
    ['not JSON', '{', {}, /JSON/],
    ['a list', '[]', {}, /has no field mediaType; give --media-type$/],
    ['no media type', '{"schemaVersion":2}', {}, /has no field mediaType/],
    ['a type that is no manifest', '{"mediaType":"text/plain"}', {}, /is not the media type of a manifest/],
    ['another digest', '{"mediaType":"application/vnd.oci.image.index.v1+json"}', { at: true }, /has another digest/],
  ])('refuses %s', async (_, content, { at = false }: { at?: boolean }, message) => {
    const suffix = at ? `@${image.manifest.descriptor.digest}` : ':v9';
    await expect(put(suffix, { file: await fileOf(content) })).rejects.toThrow(message);
    await expect(registry.resolveTag(name, 'v9')).rejects.toMatchObject({ code: 'MANIFEST_UNKNOWN' });
  });

  it('names a file that cannot be read', async () => {
    await expect(put(':v9', { file: join(folder, 'none') })).rejects.toThrow(/^--file: .* cannot be read \(ENOENT\)/);
  });
});
