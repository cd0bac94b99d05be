import { describe, expect, it } from 'vitest';
import { referrers } from '../../src/commands/referrers.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import type { Descriptor } from '../../src/spec/index.ts';
import { name, putImage } from '../contract/content.ts';
import { run, type Run } from './run.ts';

/** Shows the referrers of the first manifest of a chain. */
async function show(levels: number): Promise<Run> {
  const registry = new MemoryRegistry();
  let subject: Descriptor | undefined;
  for (let level = 0; level <= levels; level++)
    subject = (await putImage(registry, name, String(level), level === 0 ? ['v1'] : [], { subject })).manifest
      .descriptor;
  await using server = await listen(registry);
  const reference = `${new URL(server.url).host}/${name}:v1`;
  return await run(referrers, { reference, 'plain-http': 'true' });
}

describe('referrers', () => {
  it('shows each level indented below its subject', async () => {
    const { lines } = await show(3);
    expect(lines.slice(1).map((line) => line.indexOf('└'))).toEqual([0, 3, 6]);
  });

  it('shows up to 100 levels, and refuses more', async () => {
    expect((await show(100)).lines).toHaveLength(101);
    await expect(show(101)).rejects.toThrow('the tree has more than 100 levels');
  });

  it('draws siblings with lines, and shows the direct referrers of one artifact type with their own', async () => {
    const registry = new MemoryRegistry();
    const { descriptor: subject } = (await putImage(registry, name, 'image', ['v1'])).manifest;
    const { descriptor: first } = (await putImage(registry, name, 'first', [], { subject, artifactType: 'a/first' }))
      .manifest;
    await putImage(registry, name, 'inner', [], { subject: first, artifactType: 'a/inner' });
    await putImage(registry, name, 'second', [], { subject, artifactType: 'a/second' });
    await using server = await listen(registry);
    const reference = `${new URL(server.url).host}/${name}:v1`;
    const { lines, values } = await run(referrers, { reference, 'plain-http': 'true' });
    const drawn = lines.slice(1).map((line) => /^(\W+)(\S+)/.exec(line)?.slice(1).join(''));
    expect([
      ['├─ a/first', '│  └─ a/inner', '└─ a/second'],
      ['├─ a/second', '└─ a/first', '   └─ a/inner'],
    ]).toContainEqual(drawn);
    expect(lines[0]).toBe(values['reference']);
    const filtered = await run(referrers, { reference, 'artifact-type': 'a/first', 'plain-http': 'true' });
    expect(filtered.values['referrers']).toMatchObject([
      {
        digest: first.digest,
        'media-type': first.mediaType,
        size: first.size,
        'artifact-type': 'a/first',
        referrers: [{ 'artifact-type': 'a/inner' }],
      },
    ]);
    expect(filtered.lines).toHaveLength(3);
  });
});
