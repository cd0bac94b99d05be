import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { empty, packaging, pulling, pushing, type Registry } from './directories.ts';
import { randomInput, sourceInput, type Input } from './inputs.ts';
import type { Programs } from './programs.ts';
import { measured, type MeasureOptions } from './run.ts';
import type { Work } from './rounds.ts';

export interface WeightOptions extends MeasureOptions {
  readonly mostMib: number;
  readonly mostFiles: number;
  readonly directory: string;
}

/** Average size of a file, bytes, in the input with many files. */
const smallFileBytes = 1024;
const mib = 1024 * 1024;

/**
 * Measures the maximum resident size of our program for each task, with one very large file and with very many small
 * files.
 */
export async function weigh(
  programs: Programs,
  registry: Registry,
  options: WeightOptions,
): Promise<readonly (readonly string[])[]> {
  const { mostMib, mostFiles, directory } = options;
  const rows: (readonly string[])[] = [['', 'peak, MiB', 'time, s']];
  const makers = [
    (at: string) => randomInput(at, mostMib * mib),
    (at: string) => sourceInput(at, mostFiles, smallFileBytes),
  ];
  for (const make of makers) {
    const at = join(directory, 'heavy');
    const input = await make(at);
    for (const work of worksOf(input)) rows.push(await weighOne(work));
    await empty(registry);
    await rm(at, { recursive: true });
  }
  return rows;

  /** In order: a pull needs the pushed artifact. */
  function worksOf(input: Input): readonly Work[] {
    return [packaging(input, programs), pushing(input, registry, programs), pulling(input, registry, programs)];
  }

  async function weighOne({ title, contestants: [ours] }: Work): Promise<readonly string[]> {
    if (ours === undefined) throw new Error(`${title}: no program performs it`);
    const place = await mkdtemp(join(directory, 'place-'));
    try {
      const { peakBytes, seconds } = await measured(ours.command(place), place, options);
      await ours.outcome(place, false);
      return [title, (peakBytes / mib).toFixed(0), seconds.toFixed(1)];
    } finally {
      await rm(place, { recursive: true, force: true });
    }
  }
}
