import { describe, expect, it } from 'vitest';
import {
  errInvalidDateTimeFormat,
  mediaTypeUnknownArtifact,
  mediaTypeUnknownConfig,
  pack,
} from '../../src/transfer/index.ts';
import {
  isOciError,
  descriptorOf,
  mediaTypeArtifactManifest,
  mediaTypeImageManifest,
  type Descriptor,
} from '../../src/spec/index.ts';
import { RecordingStore } from './recording-store.ts';

const blob = descriptorOf('not a media type', Buffer.from('blob'));
const now = (): number => 86_400_000;

async function packed(
  ...[artifactType, blobs, options]: Parameters<typeof pack> extends [unknown, ...infer Rest] ? Rest : never
): Promise<{ readonly descriptor: Descriptor; readonly text: string; readonly target: RecordingStore }> {
  const target = new RecordingStore();
  target.content.set(blob.digest, { descriptor: blob, bytes: Buffer.from('blob'), children: [] });
  const descriptor = await pack(target, artifactType, blobs, { now, ...options });
  return { descriptor, text: Buffer.from(target.content.get(descriptor.digest)?.bytes ?? []).toString(), target };
}

describe('pack', () => {
  it('writes the withdrawn artifact manifest by default, with its own creation date', async () => {
    const { descriptor, text, target } = await packed('whatever it is', [blob]);
    expect(text).toBe(
      '{"mediaType":"application/vnd.oci.artifact.manifest.v1+json","artifactType":"whatever it is",' +
        `"blobs":[{"mediaType":"not a media type","digest":"${blob.digest}","size":4}],` +
        '"annotations":{"org.opencontainers.artifact.created":"1970-01-02T00:00:00Z"}}',
    );
    expect(descriptor).toMatchObject({
      mediaType: mediaTypeArtifactManifest,
      artifactType: 'whatever it is',
      annotations: { 'org.opencontainers.artifact.created': '1970-01-02T00:00:00Z' },
    });
    // Only the manifest.
    expect(target.pushed).toEqual([descriptor.digest]);
  });

  it('uses the type of an unknown artifact, and omits an empty list of blobs', async () => {
    const { text } = await packed('', []);
    expect(JSON.parse(text)).toEqual({
      mediaType: mediaTypeArtifactManifest,
      artifactType: mediaTypeUnknownArtifact,
      annotations: { 'org.opencontainers.artifact.created': '1970-01-02T00:00:00Z' },
    });
    expect(mediaTypeUnknownArtifact).toBe('application/vnd.unknown.artifact.v1');
  });

  it('writes an image manifest on request, with the artifact type as config type', async () => {
    const { descriptor, text } = await packed('no type at all', [blob], {
      packImageManifest: true,
      configAnnotations: { a: 'b' },
    });
    expect(JSON.parse(text)).toMatchObject({
      schemaVersion: 2,
      mediaType: mediaTypeImageManifest,
      config: { mediaType: 'no type at all', size: 2, annotations: { a: 'b' } },
      layers: [{ mediaType: 'not a media type' }],
      annotations: { 'org.opencontainers.image.created': '1970-01-02T00:00:00Z' },
    });
    expect(descriptor.artifactType).toBe('no type at all');
    expect(JSON.parse((await packed('', [], { packImageManifest: true })).text)).toMatchObject({
      config: { mediaType: mediaTypeUnknownConfig },
      layers: [],
    });
  });

  it('prefers a config descriptor to the artifact type and config annotations', async () => {
    const { text, target } = await packed('ignored', [], {
      packImageManifest: true,
      configDescriptor: blob,
      configAnnotations: { a: 'b' },
    });
    expect(JSON.parse(text)).toMatchObject({ config: { mediaType: 'not a media type', digest: blob.digest } });
    expect(text).not.toContain('"a"');
    expect(target.pushed).toHaveLength(1);
  });

  it('accepts a subject in both forms', async () => {
    for (const packImageManifest of [false, true])
      expect(JSON.parse((await packed('t', [], { packImageManifest, subject: blob })).text)).toMatchObject({
        subject: { digest: blob.digest },
      });
  });

  it('checks the creation date of each form', async () => {
    const wrong = async (key: string, packImageManifest: boolean): Promise<unknown> =>
      packed('t', [], { packImageManifest, manifestAnnotations: { [key]: 'yesterday' } }).catch(
        (error: unknown) => error,
      );
    expect(isOciError(await wrong('org.opencontainers.artifact.created', false), errInvalidDateTimeFormat)).toBe(true);
    expect(isOciError(await wrong('org.opencontainers.image.created', true), errInvalidDateTimeFormat)).toBe(true);
    expect(isOciError(await wrong('org.opencontainers.image.created', false))).toBe(false);
  });
});
