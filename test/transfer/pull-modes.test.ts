import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pullArtifact } from '../../src/transfer/pull.ts';
import { planPull } from '../../src/transfer/pull-plan.ts';
import { fileLayer, newRepository, PullPlace, pushArtifact, title, type Layer } from './pull-artifact.ts';

const fileMode = 'io.oci-artifact.file.mode';

function layerWithMode(name: string, content: string, mode: string): Layer {
  return fileLayer(name, content, { annotations: { [title]: name, [fileMode]: mode } });
}

const posix = process.platform !== 'win32';

describe('modes of files', () => {
  it('applies the permissions in the annotation, also to layers with the same content', async () => {
    const source = newRepository();
    const layers = [
      layerWithMode('run', 'same', '0755'),
      layerWithMode('private', 'same', '0700'),
      layerWithMode('suid', 'same', '6711'),
      layerWithMode('sticky', 'other', '1750'),
      layerWithMode('short', 'third', '500'),
      fileLayer('plain', 'same'),
    ];
    await pushArtifact(source, layers);
    await using place = await PullPlace.create();
    await pullArtifact(source, 'v1', place.out, { preservePermissions: true });
    const names = ['run', 'private', 'suid', 'sticky', 'short'];
    const modes = await Promise.all(names.map(async (name) => (await stat(join(place.out, name))).mode & 0o7777));
    if (posix) expect(modes).toEqual([0o755, 0o700, 0o711, 0o750, 0o500]);
    if (posix) expect((await stat(join(place.out, 'plain'))).mode & 0o111).toBe(0);
  });

  it('removes the bits of the umask', async () => {
    const source = newRepository();
    await pushArtifact(source, [layerWithMode('run', 'a', '0777')]);
    await using place = await PullPlace.create();
    await pullArtifact(source, 'v1', place.out);
    if (posix) expect((await stat(join(place.out, 'run'))).mode & 0o7777).toBe(0o777 & ~process.umask());
  });

  it('ignores invalid modes with a warning', async () => {
    const source = newRepository();
    const invalid = ['rwxr-xr-x', '0855', '-755', '0o755', '', '100755', '7\u001b'];
    await pushArtifact(
      source,
      invalid.map((mode, index) => layerWithMode(`file-${index}`, `${index}`, mode)),
    );
    await using place = await PullPlace.create();
    const warnings: string[] = [];
    await pullArtifact(source, 'v1', place.out, { onWarning: (text) => warnings.push(text) });
    expect(warnings).toHaveLength(invalid.length);
    for (const warning of warnings)
      expect(warning).toMatch(/^the annotation io\.oci-artifact\.file\.mode of the layer/);
    expect(warnings.join('\n')).not.toContain('\u001b');
    if (posix) expect((await stat(join(place.out, 'file-0'))).mode & 0o111).toBe(0);
  });

  it('ignores the annotation on Windows, and for unpacked layers', () => {
    const { descriptor } = layerWithMode('run', 'a', '0500');
    expect(planPull([descriptor], new Map(), 'win32').placements[0]?.mode).toBeUndefined();
    expect(planPull([descriptor], new Map(), 'linux').placements[0]?.mode).toBe(0o500);
    const unpacked = {
      ...descriptor,
      annotations: { ...descriptor.annotations, 'io.deis.oras.content.unpack': 'true' },
    };
    expect(planPull([unpacked], new Map(), 'linux').placements[0]?.mode).toBeUndefined();
  });
});
