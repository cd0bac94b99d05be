import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repository } from '../../src/registry/index.ts';
import { isOciError, parseLocation } from '../../src/spec/index.ts';
import { alternatives } from '../../src/commands/location-options.ts';
import { pull } from '../../src/operations/index.ts';
import { ScriptedServer } from '../faults/kit/index.ts';
import { temporaryPlace } from '../formats/sif/image.ts';
import { testRegistry, type TestRegistry } from '../formats/sif/registry.ts';
import { fileLayer, pushArtifact } from '../transfer/pull-artifact.ts';

const context = { label: (name: string): string => name, env: {}, notice: () => {} };

async function store(registry: TestRegistry, name: string, tag: string): Promise<void> {
  await pushArtifact(repository(registry.store, name), [fileLayer('name', `${name}:${tag}`)], { tag });
}

describe('several references', () => {
  it.each([
    ['the first', ['acme/a:v1', 'acme/a:v2'], 'acme/a:v1', 0],
    ['the second for a missing tag', ['acme/a:none', 'acme/a:v2'], 'acme/a:v2', 1],
    ['the last for missing repositories', ['none/a:v1', 'none/b:v1', 'acme/a:v1'], 'acme/a:v1', 2],
    ['the second for a missing digest', [`acme/a@sha256:${'0'.repeat(64)}`, 'acme/a:v2'], 'acme/a:v2', 1],
    ['the second for a missing layout', ['./no-layout:v1', 'acme/a:v1'], 'acme/a:v1', 1],
  ])('pulls %s', async (_, references, expected, missingCount) => {
    await using registry = await testRegistry();
    await using place = await temporaryPlace();
    await store(registry, 'acme/a', 'v1');
    await store(registry, 'acme/a', 'v2');
    const [source, ...fallbacks] = references.map((reference) =>
      parseLocation(reference.startsWith('.') ? join(place.path, reference) : `${registry.host}/${reference}`),
    );
    if (source === undefined) throw new Error('no source');
    const missing: number[] = [];
    const { reference } = await pull({
      source,
      fallbacks,
      outputDir: join(place.path, 'out'),
      connection: registry.options,
      onSource: (_location, before) => missing.push(before.length),
    });
    expect(reference).toBe(`${registry.host}/${expected}`);
    expect(missing).toEqual([missingCount]);
    expect(await readFile(join(place.path, 'out/name'), 'utf8')).toBe(expected);
  });

  it('names all references when none exists', async () => {
    await using registry = await testRegistry();
    await using place = await temporaryPlace();
    const [source, ...fallbacks] = [
      parseLocation(`${registry.host}/a/b:v1`),
      parseLocation(`${registry.host}/a/c:v2`),
      parseLocation(join(place.path, 'layout:v3')),
    ] as const;
    await expect(
      pull({ source, fallbacks, outputDir: join(place.path, 'out'), connection: registry.options }),
    ).rejects.toThrow(/none of the 3 references exists: .*a\/b:v1, .*a\/c:v2, .*layout:v3/);
  });

  it.each([401, 403, 500])('stops at the first reference for which the registry answers %d', async (status) => {
    await using registry = await testRegistry();
    await using server = await ScriptedServer.start();
    await using place = await temporaryPlace();
    server.on('HEAD /v2/acme/a/manifests/*', { status }).on('GET /v2/acme/a/manifests/*', { status });
    await store(registry, 'acme/a', 'v1');
    let error: unknown;
    try {
      await pull({
        source: parseLocation(`${server.origin.host}/acme/a:v1`),
        fallbacks: [parseLocation(`${registry.host}/acme/a:v1`)],
        outputDir: join(place.path, 'out'),
        connection: registry.options,
      });
    } catch (caught) {
      error = caught;
    }
    expect(isOciError(error)).toBe(true);
    expect(isOciError(error, 'MANIFEST_UNKNOWN', 'NOT_FOUND')).toBe(false);
    expect(registry.downloads()).toBe(0);
  });
});

describe('a pattern of tags', () => {
  it.each([
    ['v1.*', 'v1.10'],
    ['v?.*', 'v2.0-rc.1'],
    ['*', 'v2.0-rc.1'],
    ['build-?', 'build-9'],
  ])('%s is the tag with the highest version', async (pattern, expected) => {
    await using registry = await testRegistry();
    await using place = await temporaryPlace();
    for (const tag of ['v1.9', 'v1.10', 'v1.2', 'v2.0-rc.1', 'build-9', 'build-10', `sha256-${'f'.repeat(64)}`])
      await store(registry, 'acme/a', tag);
    const [source] = await alternatives().parse(`${registry.host}/acme/a:${pattern}`, 'reference', context);
    const found: string[] = [];
    const { reference } = await pull({
      source,
      outputDir: join(place.path, 'out'),
      connection: registry.options,
      onSource: (location) => found.push(location.tag ?? ''),
    });
    expect(reference).toBe(`${registry.host}/acme/a:${expected}`);
    expect(found).toEqual([expected]);
  });

  it('without a match is an error, or the next reference is pulled', async () => {
    await using registry = await testRegistry();
    await using place = await temporaryPlace();
    await store(registry, 'acme/a', 'main');
    const [source, ...fallbacks] = await alternatives().parse(
      `${registry.host}/acme/a:v*\n${registry.host}/acme/a:m*`,
      'reference',
      context,
    );
    const options = { outputDir: join(place.path, 'out'), connection: registry.options };
    await expect(pull({ source, ...options })).rejects.toThrow(/no tag matches .*acme\/a:v\*; publish one/);
    expect(await pull({ source, fallbacks, ...options })).toMatchObject({ reference: `${registry.host}/acme/a:main` });
  });

  it.each(['ghcr.io/acme/a:v 1*', 'ghcr.io/acme/a:.*', `ghcr.io/acme/a:${'*'.repeat(129)}`])(
    'that no tag can match is an error: %s',
    (text) => {
      expect(() => alternatives().parse(text, 'reference', context)).toThrow(/has a pattern that no tag matches/);
    },
  );
});
