import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { measured, type Command, type MeasureOptions, type Usage } from './run.ts';

/** A program that performs a task. */
export interface Contestant {
  readonly name: string;
  /** @param place an empty directory for this run, on the same disk for all programs */
  readonly command: (place: string) => Command;
  /** Verifies the result of a run, or throws. @param first verify the complete content */
  readonly outcome: (place: string, first: boolean) => Promise<Outcome>;
  /** Removes results outside `place`. */
  readonly undo?: (() => Promise<void>) | undefined;
}

export interface Outcome {
  /** Bytes that were sent or stored. */
  readonly bytes: number;
  /** Must be equal in each round. */
  readonly identity?: string | undefined;
  /** Must be equal for all programs that report it. */
  readonly content?: string | undefined;
}

/** A task that several programs perform. */
export interface Work {
  readonly title: string;
  /** The first is ours. The others are compared with it. */
  readonly contestants: readonly Contestant[];
}

export interface Result {
  readonly name: string;
  /** One per round. */
  readonly usages: readonly Usage[];
  readonly bytes: number;
}

export interface RoundOptions extends MeasureOptions {
  readonly rounds: number;
  /** Parent of the directories for runs. */
  readonly directory: string;
  /** Begin with an unmeasured round that is verified completely. @default true */
  readonly rehearse?: boolean | undefined;
}

/** Runs all programs in turns. The first program changes in each round. */
export async function compete({ title, contestants }: Work, options: RoundOptions): Promise<readonly Result[]> {
  const usages = contestants.map((): Usage[] => []);
  const outcomes: Outcome[] = [];
  const first = options.rehearse === false ? 1 : 0;
  for (let round = first; round <= options.rounds; round++) {
    const order = contestants.map((contestant, index) => ({ contestant, index }));
    for (const { contestant, index } of round % 2 === 0 ? order : order.toReversed()) {
      const place = await mkdtemp(join(options.directory, 'place-'));
      try {
        const usage = await measured(contestant.command(place), place, options);
        const outcome = await contestant.outcome(place, round === first);
        if (round > 0) usages[index]?.push(usage);
        if (round === first) outcomes[index] = outcome;
        else if (outcome.identity !== outcomes[index]?.identity)
          throw new Error(
            `${title}: ${contestant.name} made ${outcome.identity} where it had made ${outcomes[index]?.identity}`,
          );
      } finally {
        await rm(place, { recursive: true, force: true });
        await contestant.undo?.();
      }
    }
  }
  const contents = new Set(outcomes.map(({ content }) => content).filter((content) => content !== undefined));
  if (contents.size > 1)
    throw new Error(`${title}: the programs produced different content: ${[...contents].join(', ')}`);
  return contestants.map(({ name }, index) => ({
    name,
    usages: usages[index] ?? [],
    bytes: outcomes[index]?.bytes ?? 0,
  }));
}
