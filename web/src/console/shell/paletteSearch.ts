/** Which entries of the palette fit a text, best first: pure, so that it can be tested. */

export interface Findable {
  label: string;
  keywords?: string;
  note?: string | undefined;
}

/** All of them for no text; else those in which every word of the text begins a word. */
export function findEntries<T extends Findable>(entries: readonly T[], text: string): T[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...entries];
  return entries
    .map((entry) => ({ entry, score: score(entry, words) }))
    .filter((hit) => hit.score > 0)
    .sort((a, b) => b.score - a.score)
    .map((hit) => hit.entry);
}

function score(entry: Findable, words: readonly string[]): number {
  const label = entry.label.toLowerCase();
  const rest = `${entry.keywords ?? ""} ${entry.note ?? ""}`.toLowerCase();
  let total = 0;
  for (const word of words) {
    const hit = label.startsWith(word)
      ? 4
      : begins(label, word)
        ? 3
        : begins(rest, word)
          ? 2
          : label.includes(word)
            ? 1
            : 0;
    if (hit === 0) return 0;
    total += hit;
  }
  return total;
}

const begins = (text: string, word: string) =>
  text.split(/[^\p{L}\p{N}]+/u).some((part) => part.startsWith(word));
