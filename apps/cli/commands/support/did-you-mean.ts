/** More letters than this and it is another word. */
const MOST_EDITS = 3;

/** How many letters must be changed, added or left out to make one word of the other. */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_none, at) => at);
  for (const [at, letter] of [...from].entries()) {
    const above = row;
    row = [at + 1];
    for (const [column, other] of [...to].entries()) {
      const [left = 0, corner = 0, up = 0] = [row[column], above[column], above[column + 1]];
      row.push(Math.min(left + 1, up + 1, corner + (letter === other ? 0 : 1)));
    }
  }
  return row[to.length] ?? 0;
}

/** The word that was probably meant; undefined when none is near. */
export function didYouMean(typed: string, known: readonly string[]): string | undefined {
  const near = known.map((word) => ({ word, far: edits(typed.toLowerCase(), word) })).sort((a, b) => a.far - b.far)[0];
  return near !== undefined && near.far <= Math.min(MOST_EDITS, Math.floor(typed.length / 2)) ? near.word : undefined;
}
