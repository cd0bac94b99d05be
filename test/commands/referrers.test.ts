import { describe, expect, it } from 'vitest';
import { readInputs } from '../../src/commands/option.ts';
import { referrers } from '../../src/commands/referrers.ts';
import type { Outcome, RunContext } from '../../src/commands/command.ts';
import { MemoryRegistry } from '../../src/memory/index.ts';
import { listen } from '../../src/server/index.ts';
import type { Descriptor } from '../../src/spec/index.ts';
import { name, putImage } from '../contract/content.ts';

const ignore = (): undefined => undefined;

const context: RunContext = {
  label: (option) => option,
  env: { HOME: '/nonexistent' },
  notice: ignore,
  log: {
    phase: ignore,
    line: ignore,
    notice: ignore,
    warning: ignore,
    debug: ignore,
    progress: ignore,
    hide: ignore,
  },
  signal: new AbortController().signal,
  print: ignore,
  describeFailure: ignore,
  onFailure: ignore,
  onForcedExit: ignore,
};

/** Shows the referrers of the first manifest of a chain. */
async function show(levels: number): Promise<Outcome> {
  const registry = new MemoryRegistry();
  let subject: Descriptor | undefined;
  for (let level = 0; level <= levels; level++)
    subject = (await putImage(registry, name, String(level), level === 0 ? ['v1'] : [], { subject })).manifest
      .descriptor;
  await using server = await listen(registry);
  const reference = `${new URL(server.url).host}/${name}:v1`;
  return await referrers.run(
    await readInputs(referrers.options, { reference, 'plain-http': 'true' }, context),
    context,
  );
}

describe('referrers', () => {
  it('shows each level indented below its subject', async () => {
    const { lines } = await show(3);
    expect(lines.slice(1).map((line) => line.indexOf('└'))).toEqual([0, 3, 6]);
  });

  it('shows up to 100 levels, and refuses more', async () => {
    expect((await show(100)).lines).toHaveLength(101);
    await expect(show(101)).rejects.toMatchObject({
      code: 'SIZE_LIMIT',
      message: expect.stringContaining('the tree has more than 100 levels'),
    });
  });
});
