/** Names that the user may have meant: similar ones, else those that end with the given word. */
export function likelyNames(written: string, names: readonly string[]): readonly string[] {
  const close = names.filter((name) => distance(written, name) <= Math.min(2, Math.floor(written.length / 3)));
  return close.length > 0 ? close : names.filter((name) => name.endsWith(`-${written}`));
}

/** The Levenshtein distance. */
function distance(one: string, two: string): number {
  let above = Array.from({ length: two.length + 1 }, (_, index) => index);
  for (const [row, letter] of one.split('').entries()) {
    const line = [row + 1];
    for (let at = 1; at <= two.length; at++) {
      const changed = (above[at - 1] ?? 0) + (letter === two[at - 1] ? 0 : 1);
      line.push(Math.min(changed, (above[at] ?? 0) + 1, (line[at - 1] ?? 0) + 1));
    }
    above = line;
  }
  return above.at(-1) ?? 0;
}
