import type { Random } from './random.ts';

const syllables =
  'ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo ya zu con der ent form gra ing ment pro sta tion ver'.split(
    ' ',
  ) as [string, ...string[]];

/** A list of distinct words of two to four syllables. */
export function wordList(random: Random, count: number): readonly string[] {
  const words = new Set<string>();
  while (words.size < count) {
    let word = '';
    for (let left = 2 + random.below(3); left > 0; left--) word += random.pick(syllables);
    words.add(word);
  }
  return [...words];
}
