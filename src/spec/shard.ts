/** A share of the layers of an artifact, for one of several machines. */
export interface Shard {
  /** From 1 to `count`. */
  readonly number: number;
  /** At most 500: an artifact does not have more layers. */
  readonly count: number;
}

/** Maximum number of shards. */
const maxShards = 500;

/** Continues the quoted text of something that is not a shard. */
export const shardProblem: string = `is not a shard; write for example 2/4, a number from 1 to the number of shards, which is at most ${maxShards}`;

/** Parses `2/4`. @returns undefined for another text */
export function shardFromText(text: string): Shard | undefined {
  const [, number = 0, count = 0] = (/^(\d{1,4})\/(\d{1,4})$/.exec(text.trim()) ?? []).map(Number);
  return number >= 1 && number <= count && count <= maxShards ? { number, count } : undefined;
}
