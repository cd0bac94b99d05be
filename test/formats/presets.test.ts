import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selectFormat, type PlanOptions } from '../../src/formats/index.ts';
import { buildLayout } from '../../src/transfer/index.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'presets-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), content);
  }
}

/** The manifest as JSON, with names of digests, and the tags of the format. */
async function published(format: string, path: string, options: PlanOptions = {}): Promise<unknown> {
  const source = { path: join(directory, path) };
  const selected = await selectFormat(source, format);
  const names = await selected.names?.(source, options);
  const { store, manifest } = await buildLayout(await selected.plan(source, options), join(directory, 'layout'));
  const text = Buffer.from(await (await store.fetch(manifest)).bytes()).toString();
  return { tags: names?.tags, manifest: JSON.parse(text) as unknown };
}

const some = { digest: expect.stringMatching(/^sha256:/), size: expect.any(Number) };
const created = { 'org.opencontainers.image.created': '1970-01-01T00:00:00Z' };
const oci = 'application/vnd.oci.image.manifest.v1+json';
const title = (text: string): object => ({
  annotations: expect.objectContaining({ 'org.opencontainers.image.title': text }),
});
const emptyJson = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a';
const noBytes = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

describe('artifacthub', () => {
  it.each(['meta', 'meta/artifacthub-repo.yml'])('has the metadata of %s at the tag artifacthub.io', async (path) => {
    await write({ 'meta/artifacthub-repo.yml': 'repositoryID: 0f8fad5b-d9cb-469f-a165-70867728950e\n' });
    expect(await published('artifacthub', path)).toEqual({
      tags: ['artifacthub.io'],
      manifest: {
        schemaVersion: 2,
        mediaType: oci,
        config: { mediaType: 'application/vnd.cncf.artifacthub.config.v1+yaml', digest: noBytes, size: 0 },
        layers: [
          {
            mediaType: 'application/vnd.cncf.artifacthub.repository-metadata.layer.v1.yaml',
            ...some,
            ...title('artifacthub-repo.yml'),
          },
        ],
        annotations: created,
      },
    });
  });
});

describe('opa', () => {
  it.each([
    ['a directory', 'bundle'],
    ['an archive', 'bundle.tar.gz'],
  ])('has %s as one image layer', async (_, path) => {
    await write({ 'bundle/policy/deny.rego': 'package a', 'bundle.tar.gz': gzipSync('tar') });
    expect(await published('opa', path)).toEqual({
      tags: undefined,
      manifest: {
        schemaVersion: 2,
        mediaType: oci,
        config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...some },
        layers: [{ mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip', ...some }],
        annotations: created,
      },
    });
  });
});

describe('conftest', () => {
  it('has one layer for each file, policies first, without a media type in the manifest', async () => {
    await write({
      'p/deny.rego': 'package main',
      'p/lib/a.rego': 'package a',
      'p/data/x.yaml': 'a: b',
      'p/README': '',
    });
    const policy = 'application/vnd.cncf.openpolicyagent.policy.layer.v1+rego';
    expect(await published('conftest', 'p')).toEqual({
      tags: undefined,
      manifest: {
        schemaVersion: 2,
        config: { mediaType: 'application/vnd.unknown.config.v1+json', digest: emptyJson, size: 2 },
        layers: [
          { mediaType: policy, ...some, ...title('deny.rego') },
          { mediaType: policy, ...some, ...title('lib/a.rego') },
          {
            mediaType: 'application/vnd.cncf.openpolicyagent.data.layer.v1+json',
            ...some,
            ...title('data/x.yaml'),
          },
        ],
        annotations: created,
      },
    });
  });
});

describe('trivy-db', () => {
  const db = 'application/vnd.aquasec.trivy.db.layer.v1.tar+gzip';
  const javaDb = 'application/vnd.aquasec.trivy.javadb.layer.v1.tar+gzip';

  it.each([
    ['db', db, 'db.tar.gz', '2'],
    ['db.tar.gz', db, 'db.tar.gz', '2'],
    ['java', javaDb, 'javadb.tar.gz', '1'],
    ['javadb.tar.gz', javaDb, 'javadb.tar.gz', '1'],
  ])('has %s as a layer of its type, with the tag of its schema', async (path, mediaType, name, tag) => {
    await write({
      'db/trivy.db': 'x',
      'db/metadata.json': '{}',
      'java/trivy-java.db': 'x',
      'db.tar.gz': gzipSync('tar'),
      'javadb.tar.gz': gzipSync('tar'),
    });
    expect(await published('trivy-db', path)).toEqual({
      tags: [tag],
      manifest: {
        schemaVersion: 2,
        mediaType: oci,
        artifactType: 'application/vnd.aquasec.trivy.config.v1+json',
        config: { mediaType: 'application/vnd.oci.empty.v1+json', digest: emptyJson, size: 2, data: 'e30=' },
        layers: [{ mediaType, ...some, ...title(name) }],
        annotations: created,
      },
    });
  });
});

it.each([
  ['artifacthub', 'empty', /needs the file artifacthub-repo\.yml, which is not in ".*empty"/],
  ['artifacthub', 'bad-id.yml', /repositoryID in artifacthub-repo\.yml is not a UUID/],
  ['artifacthub', 'db.txt', /"artifacthub-repo\.yml" is not one YAML document/],
  ['artifacthub', 'missing', /missing.*does not exist/],
  ['opa', 'empty', /is not a bundle of OPA/],
  ['opa', 'db.txt', /needs a directory or a \.tar\.gz archive/],
  ['conftest', 'empty', /has no file \*\.rego/],
  ['conftest', 'db.txt', /needs a directory as source/],
  ['trivy-db', 'empty', /is not a database of Trivy/],
  ['trivy-db', 'db.txt', /is not a database of Trivy/],
])('%s rejects %s', async (format, path, message) => {
  await write({ 'empty/README': '', 'db.txt': 'text', 'bad-id.yml': 'repositoryID: 12' });
  await expect(published(format, path)).rejects.toThrow(message);
});
