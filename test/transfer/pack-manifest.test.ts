import { describe, expect, it } from 'vitest';
import {
  errInvalidDateTimeFormat,
  errMissingArtifactType,
  mediaTypeUnknownConfig,
  packManifest,
  packManifestVersion1_0,
  packManifestVersion1_1,
  packManifestVersion1_1_RC4,
  type PackManifestVersion,
} from '../../src/transfer/index.ts';
import { collect } from '../../src/streams/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository, type Repository } from '../../src/registry/index.ts';
import {
  descriptorOf,
  emptyDescriptor,
  isOciError,
  mediaTypeEmptyJson,
  type Descriptor,
} from '../../src/spec/index.ts';

const created = { 'org.opencontainers.image.created': '2000-01-01T00:00:00Z' };
const artifactType = 'application/vnd.example+type';

function store(): Repository {
  return repository(new MemoryRegistry(), 'packed');
}

describe('packManifest', () => {
  it('writes the 1.0 manifest that every Go tool writes', async () => {
    const target = store();
    const packed = await packManifest(target, '1.0', artifactType, { manifestAnnotations: created });
    expect(packed).toMatchObject({
      digest: 'sha256:da221a11559704e4971c3dcf6564303707a333c8de8cb5475fc48b0072b36c19',
      size: 308,
      artifactType,
    });
    const bytes = await collect(await target.fetch(packed), 1000, 'manifest');
    expect(Buffer.from(bytes).toString()).toBe(
      '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",' +
        '"config":{"mediaType":"application/vnd.example+type",' +
        '"digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},' +
        '"layers":[],"annotations":{"org.opencontainers.image.created":"2000-01-01T00:00:00Z"}}',
    );
  });

  it('writes the 1.1 manifest that every Go tool writes', async () => {
    const packed = await packManifest(store(), '1.1', artifactType, { manifestAnnotations: created });
    expect(packed).toMatchObject({
      digest: 'sha256:c259a195a48d8029d75449579c81269ca6225cd5b57d36073a7de6458afdfdbd',
      size: 528,
      artifactType,
    });
  });

  it('adds a missing creation date', async () => {
    const packed = await packManifest(store(), '1.1', artifactType, { now: () => 86_400_000 });
    expect(packed.annotations).toEqual({ 'org.opencontainers.image.created': '1970-01-02T00:00:00Z' });
  });

  it('refuses options that the specification does not allow', async () => {
    const subject = descriptorOf('application/vnd.oci.image.manifest.v1+json', Buffer.from('x'));
    await expect(packManifest(store(), '1.0', artifactType, { subject })).rejects.toMatchObject({
      code: 'UNSUPPORTED',
    });
    await expect(packManifest(store(), '1.1', '')).rejects.toMatchObject({ code: 'ARTIFACT_TYPE_MISSING' });
    await expect(packManifest(store(), '1.1', 'nonsense')).rejects.toMatchObject({ code: 'MEDIA_TYPE_INVALID' });
    await expect(
      packManifest(store(), '1.1', artifactType, {
        manifestAnnotations: { 'org.opencontainers.image.created': 'today' },
      }),
    ).rejects.toMatchObject({ code: 'DATE_INVALID' });
  });

  it('uses the media type of a config as the artifact type', async () => {
    const target = store();
    const config = descriptorOf('application/vnd.example.config+json', Buffer.from('{"a":1}'));
    await target.push(config, async function* () {
      yield Buffer.from('{"a":1}');
    });
    const packed = await packManifest(target, '1.1', '', { configDescriptor: config, manifestAnnotations: created });
    expect(packed.artifactType).toBe('application/vnd.example.config+json');
  });

  it('accepts the versions of oras-go, and no others', async () => {
    expect([packManifestVersion1_0, packManifestVersion1_1, packManifestVersion1_1_RC4]).toEqual(['1.0', '1.1', '1.1']);
    await expect(packManifest(store(), '1.2' as PackManifestVersion, artifactType)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
    });
  });

  it('names its errors as oras-go does', async () => {
    const error = await packManifest(store(), '1.1', '').catch((failure: unknown) => failure);
    expect(isOciError(error, errMissingArtifactType)).toBe(true);
    expect(String(error)).toContain('missing artifact type');
    const dated = await packManifest(store(), '1.0', '', {
      manifestAnnotations: { 'org.opencontainers.image.created': '' },
    }).catch((failure: unknown) => failure);
    expect(isOciError(dated, errInvalidDateTimeFormat)).toBe(true);
    expect(String(dated)).toContain('invalid date and time format');
  });

  it('uses the config type of an unknown artifact for a 1.0 manifest without a type', async () => {
    expect(mediaTypeUnknownConfig).toBe('application/vnd.unknown.config.v1+json');
    expect(await written('1.0', '')).toMatchObject({
      config: { mediaType: mediaTypeUnknownConfig, size: 2 },
      layers: [],
    });
  });

  it('prefers a config descriptor to config annotations, and in a 1.0 manifest also to the artifact type', async () => {
    const configDescriptor = {
      ...descriptorOf('application/vnd.example.config', Buffer.from('{}')),
      annotations: { own: 'yes' },
    };
    for (const version of ['1.0', '1.1'] as const) {
      expect(
        await written(version, artifactType, { configDescriptor, configAnnotations: { other: 'no' } }),
      ).toMatchObject({ config: { mediaType: 'application/vnd.example.config', annotations: { own: 'yes' } } });
    }
    // Ignored, so it may be invalid.
    expect(await written('1.0', 'no media type', { configDescriptor })).not.toHaveProperty('artifactType');
    await expect(packManifest(store(), '1.1', 'no media type', { configDescriptor })).rejects.toMatchObject({
      code: 'MEDIA_TYPE_INVALID',
    });
    await expect(
      packManifest(store(), '1.0', artifactType, {
        configDescriptor: { ...configDescriptor, mediaType: 'no media type' },
      }),
    ).rejects.toMatchObject({ code: 'MEDIA_TYPE_INVALID' });
    await expect(
      packManifest(store(), '1.1', artifactType, {
        configDescriptor: { ...configDescriptor, mediaType: 'no media type' },
      }),
    ).rejects.toMatchObject({ code: 'MEDIA_TYPE_INVALID' });
  });

  it('adds annotations to the config that it creates', async () => {
    expect(await written('1.0', artifactType, { configAnnotations: { a: 'b' } })).toMatchObject({
      config: { mediaType: artifactType, annotations: { a: 'b' } },
    });
    expect(await written('1.1', artifactType, { configAnnotations: { a: 'b' } })).toMatchObject({
      config: { mediaType: mediaTypeEmptyJson, data: 'e30=', annotations: { a: 'b' } },
    });
  });

  it('requires an artifact type only with the empty config', async () => {
    const target = store();
    await packManifest(target, '1.1', artifactType, { manifestAnnotations: created });
    await expect(packManifest(target, '1.1', '', { configDescriptor: emptyDescriptor })).rejects.toMatchObject({
      code: 'ARTIFACT_TYPE_MISSING',
    });
    await packManifest(target, '1.1', '', {
      configDescriptor: { ...emptyDescriptor, mediaType: 'application/vnd.example.config', data: undefined },
    });
    await packManifest(target, '1.1', artifactType, { configDescriptor: emptyDescriptor });
  });

  it('adds one empty layer to a 1.1 manifest without layers, also with a custom config', async () => {
    const configDescriptor = descriptorOf('application/vnd.example.config', Buffer.from('{}'));
    for (const options of [{}, { layers: [] }, { configDescriptor }]) {
      expect(await written('1.1', artifactType, options)).toMatchObject({
        layers: [{ mediaType: mediaTypeEmptyJson, size: 2, data: 'e30=' }],
      });
    }
    const layer = descriptorOf('application/vnd.example.layer', Buffer.from('{}'));
    expect(await written('1.1', artifactType, { layers: [layer] })).toMatchObject({
      layers: [{ mediaType: 'application/vnd.example.layer' }],
    });
  });

  it.each(['a/b', 'A/B', `a/${'x'.repeat(127)}`, 'application/vnd.a.b+json', 'a/0!#$&-^_.+'])(
    'accepts %s as a media type',
    async (type) => {
      for (const version of ['1.0', '1.1'] as const) {
        expect(await packManifest(store(), version, type)).toMatchObject({ artifactType: type });
      }
    },
  );

  it.each([
    'a',
    'a/',
    '/b',
    'a/b/c',
    'a/b; charset=utf-8',
    ' a/b',
    'a/b\n',
    '.a/b',
    'a/.b',
    `a/${'x'.repeat(128)}`,
    'ä/b',
  ])('refuses %j as a media type, and pushes nothing', async (type) => {
    const target = store();
    for (const version of ['1.0', '1.1'] as const)
      await expect(packManifest(target, version, type)).rejects.toMatchObject({ code: 'MEDIA_TYPE_INVALID' });
    expect(await target.exists(emptyDescriptor)).toBe(false);
  });

  it("writes the members of a descriptor in Go's order, without empty ones", async () => {
    const digest = descriptorOf('a/b', Buffer.from('{}')).digest;
    const layer: Descriptor = {
      artifactType: '',
      platform: { variant: '', os: 'linux', 'os.features': [], architecture: 'arm64' },
      size: 2,
      annotations: {},
      urls: [],
      digest,
      mediaType: 'a/b',
    };
    const target = store();
    const packed = await packManifest(target, '1.1', artifactType, { layers: [layer], manifestAnnotations: created });
    const text = Buffer.from(await collect(await target.fetch(packed), 10_000, 'manifest')).toString();
    expect(text).toContain(
      `"layers":[{"mediaType":"a/b","digest":"${digest}","size":2,"platform":{"architecture":"arm64","os":"linux"}}]`,
    );
  });
});

async function written(
  version: PackManifestVersion,
  type: string,
  options: Parameters<typeof packManifest>[3] = {},
): Promise<unknown> {
  const target = store();
  // The store has the content that the options refer to.
  await packManifest(target, '1.1', artifactType, { manifestAnnotations: created });
  const packed = await packManifest(target, version, type, options);
  return JSON.parse(Buffer.from(await collect(await target.fetch(packed), 10_000, 'manifest')).toString());
}
