/** Commands of other tools, and their names here. */
const otherNames: Readonly<Record<string, string>> = {
  catalog: 'repos',
  digest: 'resolve',
  inspect: 'manifest',
  list: 'tags',
  registry: 'serve',
  repo: 'repos',
  rm: 'delete',
};

/** The command that the user may have meant. */
export function likelyCommand(written: string, names: readonly string[]): string | undefined {
  return likelyNames(written, names)[0] ?? (Object.hasOwn(otherNames, written) ? otherNames[written] : undefined);
}

/** Names that the user may have meant: similar ones, else those that end with the given word. */
export function likelyNames(written: string, names: readonly string[]): readonly string[] {
  const close = names.filter((name) => distance(written, name) <= Math.min(2, Math.floor(written.length / 3)));
  return close.length > 0 ? close : names.filter((name) => name.endsWith(`-${written}`));
}

/** The edit distance, in which two swapped letters count as one change. */
function distance(one: string, two: string): number {
  let beforeAbove: readonly number[] = [];
  let above = Array.from({ length: two.length + 1 }, (_, index) => index);
  for (const [row, letter] of one.split('').entries()) {
    const line = [row + 1];
    for (let at = 1; at <= two.length; at++) {
      const changed = (above[at - 1] ?? 0) + (letter === two[at - 1] ? 0 : 1);
      const isSwapped = row > 0 && letter === two[at - 2] && one[row - 1] === two[at - 1];
      const swapped = isSwapped ? (beforeAbove[at - 2] ?? 0) + 1 : Infinity;
      line.push(Math.min(changed, swapped, (above[at] ?? 0) + 1, (line[at - 1] ?? 0) + 1));
    }
    beforeAbove = above;
    above = line;
  }
  return above.at(-1) ?? 0;
}
