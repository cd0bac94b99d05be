import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectOptions } from '../../src/connect/index.ts';
import { LayoutRepository } from '../../src/layout/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { annotate, copy, type AnnotateOptions } from '../../src/operations/index.ts';
import { pushContent, repository, type PushManifestOptions, type Repository } from '../../src/registry/index.ts';
import { listen, type Listening } from '../../src/server/index.ts';
import {
  descriptorOf,
  digestOf,
  OciError,
  parseLocation,
  type Descriptor,
  type Location,
} from '../../src/spec/index.ts';
import { fetchBytes, packManifest } from '../../src/transfer/index.ts';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const indexType = 'application/vnd.oci.image.index.v1+json';

class CountingRegistry extends MemoryRegistry {
  writes = 0;

  override pushManifest(name: string, content: Uint8Array, type: string, options?: PushManifestOptions) {
    this.writes++;
    return super.pushManifest(name, content, type, options);
  }
}

let directory: string;
let registry: CountingRegistry;
let server: Listening;
let app: Repository;
let connection: ConnectOptions;
let notices: string[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'annotate-'));
  registry = new CountingRegistry();
  server = await listen(registry);
  app = repository(registry, 'acme/app');
  connection = { plainHttp: true, env: {}, homedir: directory, attempts: 1 };
  notices = [];
});
afterEach(async () => {
  await server.close();
  await rm(directory, { recursive: true, force: true });
});

function at(reference: string): Location {
  return parseLocation(`${new URL(server.url).host}/acme/app${reference}`);
}

function edit(reference: Location | string, options: Partial<AnnotateOptions>): ReturnType<typeof annotate> {
  return annotate({
    ...options,
    reference: typeof reference === 'string' ? at(reference) : reference,
    connection,
    onEvent: (event) => {
      if (event.kind === 'notice') notices.push(event.text);
    },
  });
}

async function artifact(annotations: Readonly<Record<string, string>>): Promise<Descriptor> {
  return packManifest(app, '1.1', 'application/vnd.example', {
    manifestAnnotations: { 'org.opencontainers.image.created': '2000-01-01T00:00:00Z', ...annotations },
  });
}

async function push(json: string, mediaType: string, tag?: string): Promise<Descriptor> {
  const bytes = Buffer.from(json);
  const descriptor = descriptorOf(mediaType, bytes);
  await pushContent(app, descriptor, bytes, { tags: tag === undefined ? [] : [tag] });
  return descriptor;
}

async function read(target: Repository, reference: string): Promise<string> {
  return new TextDecoder().decode((await fetchBytes(target, reference)).bytes);
}

function entry({ mediaType, digest, size }: Descriptor, more = ''): string {
  return `{ "mediaType": "${mediaType}", "digest":"${digest}","size":${size}${more} }`;
}

describe('annotate', () => {
  it.each<[string, Partial<AnnotateOptions>, Readonly<Record<string, string>>]>([
    ['adds', { set: { 'b<&>': 'x', ü: '\u2028' } }, { a: '1', c: '3', 'b<&>': 'x', ü: '\u2028' }],
    ['replaces', { set: { a: '2' } }, { a: '2', c: '3' }],
    ['removes', { remove: ['a', 'absent'] }, { c: '3' }],
    ['adds and removes', { set: { d: '4' }, remove: ['a', 'c'] }, { d: '4' }],
  ])('%s annotations, with the digest of a manifest that was pushed with them', async (_, options, expected) => {
    const before = await artifact({ a: '1', c: '3' });
    await app.tag(before, 'v1');
    const after = await artifact(expected);
    const result = await edit(':v1', options);
    expect(result).toMatchObject({ digest: after.digest, previousDigest: before.digest, tags: [] });
    expect((await app.resolve('v1')).digest).toBe(before.digest);
    expect(notices).toEqual([]);
  });

  it('keeps unknown members, their order and the layout of the text', async () => {
    const config = descriptorOf('application/vnd.example', Buffer.from('{}'));
    await pushContent(app, config, Buffer.from('{}'));
    const text = (annotations: string): string =>
      `{\n\t"x-first": 1.50,\n\t"layers": [],${annotations}\n\t"config": ${entry(config, ', "x": [null, "\\u00e9"]')},` +
      `\n\t"mediaType": "${manifestType}", "schemaVersion": 2\n}\n`;
    await push(text('\n\t"annotations": {"z": "1", "b": "2"},'), manifestType, 'v1');
    const { digest } = await edit(':v1', { set: { c: '3' }, remove: ['b'] });
    expect(await read(app, digest)).toBe(text('\n\t"annotations": {"c": "3","z": "1"},'));
    const { digest: none } = await edit(`@${digest}`, { remove: ['c', 'z'] });
    expect(await read(app, none)).toBe(text(''));
  });

  it('moves tags only on request', async () => {
    const before = await artifact({});
    await app.tag(before, 'v1');
    const { digest } = await edit(':v1', { set: { a: '1' }, tags: ['v2'] });
    expect((await app.resolve('v2')).digest).toBe(digest);
    expect((await app.resolve('v1')).digest).toBe(before.digest);
    const moved = await edit(`:v1@${before.digest}`, { set: { a: '1' }, tags: ['v3'], moveTag: true });
    expect(moved.digest).toBe(digest);
    expect(moved.tags.map((tag) => tag.slice(-2))).toEqual(['v1', 'v3']);
    expect((await app.resolve('v1')).digest).toBe(digest);
  });

  it('reports that nothing changed, and writes nothing', async () => {
    const before = await artifact({ a: '1' });
    const { writes } = registry;
    const { digest } = await edit(`@${before.digest}`, { set: { a: '1' }, remove: ['b'] });
    expect(digest).toBe(before.digest);
    expect(registry.writes).toBe(writes);
    expect(notices).toEqual([expect.stringContaining('already has these annotations')]);
  });

  it('reports signatures and referrers of the old digest', async () => {
    const before = await artifact({});
    const referrer = await packManifest(app, '1.1', 'application/spdx+json', { subject: before });
    await app.tag(referrer, `sha256-${before.digest.slice(7)}.sig`);
    const { digest } = await edit(`@${before.digest}`, { set: { a: '1' } });
    expect(notices).toEqual([
      `1 referrers, such as signatures, and the cosign tag sha256-${before.digest.slice(7)}.sig of ${before.digest} ` +
        `do not apply to ${digest}; sign it, and attach to it again`,
    ]);
    notices = [];
    await edit(`@${referrer.digest}`, { set: { a: '1' } });
    expect(notices).toEqual([expect.stringContaining(`is a further referrer of ${before.digest}`)]);
  });

  it('reports that tools may ignore the annotations of a manifest of Docker', async () => {
    await artifact({});
    const config = `{"mediaType":"application/vnd.docker.container.image.v1+json","digest":"${digestOf('{}')}","size":2}`;
    const type = 'application/vnd.docker.distribution.manifest.v2+json';
    await push(`{"schemaVersion":2,"mediaType":"${type}","config":${config},"layers":[]}`, type, 'docker');
    const { digest } = await edit(':docker', { set: { a: '1' } });
    expect(notices).toEqual([
      `${digest} has a media type of Docker, which does not define annotations; some tools ignore them`,
    ]);
  });

  it('succeeds and gives a notice when signatures cannot be looked up', async () => {
    const before = await artifact({});
    registry.referrers = async function* () {
      yield* [];
      throw new OciError('DENIED', 'no lists');
    };
    const { digest } = await edit(`@${before.digest}`, { set: { a: '1' } });
    expect(digest).not.toBe(before.digest);
    expect(notices).toEqual([
      expect.stringContaining(`cannot find out whether ${before.digest} has signatures or other referrers: `),
    ]);
    expect(notices[0]).toContain('no lists');
  });

  it('moves the tag of a manifest that is alone in its layout, and no tag of a digest', async () => {
    const path = join(directory, 'layout');
    const { digest } = await artifact({});
    const target = { kind: 'layout', path, tag: 'v1' } as const;
    await copy({ source: at(`@${digest}`), target, from: connection, to: connection });
    const moved = await edit({ kind: 'layout', path }, { set: { a: '1' }, moveTag: true });
    expect((await (await LayoutRepository.open(path, { readOnly: true })).resolve('v1')).digest).toBe(moved.digest);
    const moving = edit({ kind: 'layout', path, digest }, { set: { a: '2' }, moveTag: true });
    await expect(moving).rejects.toThrow(/^`moveTag`: the reference has no tag; add the tag, or use `tags`/);
  });

  it('edits a manifest in a layout', async () => {
    await app.tag(await artifact({}), 'v1');
    const layout = parseLocation(`layout:${join(directory, 'layout')}:v1`);
    await copy({ source: at(':v1'), target: layout, from: connection });
    const inRegistry = await edit(':v1', { set: { a: '1' }, moveTag: true });
    const inLayout = await edit(layout, { set: { a: '1' }, moveTag: true });
    expect(inLayout.digest).toBe(inRegistry.digest);
    const again = await edit(layout, { remove: ['a'] });
    expect(again.previousDigest).toBe(inLayout.digest);
  });
});

describe('annotate of an index', () => {
  it('edits only the index by default', async () => {
    const child = await artifact({});
    await push(`{"schemaVersion":2,"manifests":[${entry(child)}]}`, indexType, 'v1');
    const { digest, children } = await edit(':v1', { set: { a: '1' } });
    expect(await read(app, digest)).toBe(`{"schemaVersion":2,"manifests":[${entry(child)}],"annotations":{"a":"1"}}`);
    expect(children).toEqual([]);
  });

  it('edits every manifest with eachPlatform, and keeps the text of the index', async () => {
    const one = await artifact({ n: '1' });
    const two = await artifact({ n: '2' });
    const after = [await artifact({ n: '1', a: 'x' }), await artifact({ n: '2', a: 'x' })] as const;
    const data = Buffer.from(await read(app, after[0].digest)).toString('base64');
    const inner = (child: Descriptor): string => `{"schemaVersion":2,"manifests":[ ${entry(child)} ]`;
    const nested = await push(`${inner(two)}}`, indexType);
    const text = (first: Descriptor, second: Descriptor, third: Descriptor, embedded: string): string =>
      `{"schemaVersion":2, "manifests":[ ${entry(first, `,"data":"${embedded}", "x":1`)},` +
      `${entry(second, `,"annotations":{"vnd.docker.reference.digest": "${first.digest}"}`)}, ${entry(third)},` +
      `${entry(first)}]`;
    await push(`${text(one, two, nested, 'e30=')}}`, indexType, 'v1');
    const result = await edit(':v1', { set: { a: 'x' }, eachPlatform: true });
    const newNested = `${inner(after[1])},"annotations":{"a":"x"}}`;
    const nestedAfter = descriptorOf(indexType, Buffer.from(newNested));
    expect(await read(app, nestedAfter.digest)).toBe(newNested);
    expect(await read(app, result.digest)).toBe(`${text(...after, nestedAfter, data)}, "annotations":{"a":"x"}}`);
    expect(result.children).toHaveLength(3);
    expect(result.children).toContainEqual({ previousDigest: one.digest, digest: after[0].digest });
  });

  it('writes nothing when a manifest is missing', async () => {
    const child = await artifact({});
    const lost = await artifact({ lost: 'yes' });
    await push(`{"schemaVersion":2,"manifests":[${entry(child)},${entry(lost)}]}`, indexType, 'v1');
    await app.delete(lost);
    const { writes } = registry;
    await expect(edit(':v1', { set: { a: 'x' }, eachPlatform: true, moveTag: true })).rejects.toMatchObject({
      code: 'MANIFEST_UNKNOWN',
      message: expect.stringContaining(`does not have the manifest ${lost.digest} of the index`),
    });
    expect(registry.writes).toBe(writes);
  });
});

describe('annotate with invalid input', () => {
  it.each<[string, Partial<AnnotateOptions>, string, RegExp]>([
    [':v1', {}, 'INPUT_INVALID', /^`set`: it is missing/],
    [':v1', { set: { a: '1' }, remove: ['a'] }, 'INPUT_INVALID', /^`remove`: "a" is also set/],
    [':v1', { set: { a: '1' }, tags: ['-x'] }, 'TAG_INVALID', /-x/],
    [':v2', { set: { a: '1' } }, 'MANIFEST_UNKNOWN', /v2/],
    [`@${digestOf('x')}`, { set: { a: '1' }, moveTag: true }, 'INPUT_INVALID', /^`moveTag`: the reference has no tag/],
    [':v1', { set: { a: 'x'.repeat(4 * 1024 * 1024) } }, 'SIZE_LIMIT', /would have .* bytes/],
  ])('%s with %o fails with %s, and writes nothing', async (reference, options, code, message) => {
    await app.tag(await artifact({}), 'v1');
    const { writes } = registry;
    await expect(edit(reference, options)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
    expect(registry.writes).toBe(writes);
  });

  it('rejects a blob', async () => {
    const blob = descriptorOf('text/plain', Buffer.from('blob'));
    await pushContent(app, blob, Buffer.from('blob'));
    await expect(edit(`@${blob.digest}`, { set: { a: '1' } })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  });
});
