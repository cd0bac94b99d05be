import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { measured, type Command, type MeasureOptions, type Usage } from './run.ts';

/** One program at one work. */
export interface Contestant {
  readonly name: string;
  /** @param place an empty folder of its own, on the same disk for all */
  readonly command: (place: string) => Command;
  /** Looks at what the run made, or throws. @param first whether to look at all of it, whatever that takes */
  readonly outcome: (place: string, first: boolean) => Promise<Outcome>;
  /** Takes back what the run left elsewhere. */
  readonly undo?: (() => Promise<void>) | undefined;
}

export interface Outcome {
  /** Sent or stored. */
  readonly bytes: number;
  /** What must be equal in each round. */
  readonly identity?: string | undefined;
  /** What must be equal for all contestants that say it. */
  readonly content?: string | undefined;
}

/** One work that several programs do. */
export interface Work {
  readonly title: string;
  /** The first is ours, with which the others are compared. */
  readonly contestants: readonly Contestant[];
}

export interface Result {
  readonly name: string;
  /** One for each round. */
  readonly usages: readonly Usage[];
  readonly bytes: number;
}

export interface RoundOptions extends MeasureOptions {
  readonly rounds: number;
  /** Where places are made. */
  readonly directory: string;
  /** @default true: begin with a round that is checked to the last byte, and not counted */
  readonly rehearse?: boolean | undefined;
}

/** Runs all contestants in turns; which of them begins changes with each round. */
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
  if (contents.size > 1) throw new Error(`${title}: not all made the same content: ${[...contents].join(', ')}`);
  return contestants.map(({ name }, index) => ({
    name,
    usages: usages[index] ?? [],
    bytes: outcomes[index]?.bytes ?? 0,
  }));
}
