import { describe, expect, it } from 'vitest';
import { packManifest } from '../../src/artifact/index.ts';
import { collect } from '../../src/io/index.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { repository, type Repository } from '../../src/registry/index.ts';
import { descriptorOf } from '../../src/spec/index.ts';

const created = { 'org.opencontainers.image.created': '2000-01-01T00:00:00Z' };
const artifactType = 'application/vnd.example+type';

function store(): Repository {
  return repository(new MemoryRegistry(), 'packed');
}

describe('packManifest', () => {
  it('writes the 1.0 manifest that every Go tool writes', async () => {
    const target = store();
    const packed = await packManifest(target, '1.0', artifactType, { manifestAnnotations: created });
    expect(packed).toMatchObject({ digest: 'sha256:da221a11559704e4971c3dcf6564303707a333c8de8cb5475fc48b0072b36c19', size: 308, artifactType });
    const bytes = await collect(await target.fetch(packed), 1000, 'manifest');
    expect(Buffer.from(bytes).toString()).toBe(
      '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.example+type","digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},"layers":[],"annotations":{"org.opencontainers.image.created":"2000-01-01T00:00:00Z"}}',
    );
  });

  it('writes the 1.1 manifest that every Go tool writes', async () => {
    const packed = await packManifest(store(), '1.1', artifactType, { manifestAnnotations: created });
    expect(packed).toMatchObject({ digest: 'sha256:c259a195a48d8029d75449579c81269ca6225cd5b57d36073a7de6458afdfdbd', size: 528, artifactType });
  });

  it('adds the creation date when there is none', async () => {
    const packed = await packManifest(store(), '1.1', artifactType, { now: () => 86_400_000 });
    expect(packed.annotations).toEqual({ 'org.opencontainers.image.created': '1970-01-02T00:00:00Z' });
  });

  it('refuses what the specification does not allow', async () => {
    const subject = descriptorOf('application/vnd.oci.image.manifest.v1+json', Buffer.from('x'));
    await expect(packManifest(store(), '1.0', artifactType, { subject })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await expect(packManifest(store(), '1.1', '')).rejects.toMatchObject({ code: 'ARTIFACT_TYPE_MISSING' });
    await expect(packManifest(store(), '1.1', 'nonsense')).rejects.toMatchObject({ code: 'MEDIA_TYPE_INVALID' });
    await expect(packManifest(store(), '1.1', artifactType, { manifestAnnotations: { 'org.opencontainers.image.created': 'today' } })).rejects.toMatchObject({ code: 'DATE_INVALID' });
  });

  it('lets a config stand for the artifact type', async () => {
    const target = store();
    const config = descriptorOf('application/vnd.example.config+json', Buffer.from('{"a":1}'));
    await target.push(config, async function* () {
      yield Buffer.from('{"a":1}');
    });
    const packed = await packManifest(target, '1.1', '', { configDescriptor: config, manifestAnnotations: created });
    expect(packed.artifactType).toBe('application/vnd.example.config+json');
  });
});
