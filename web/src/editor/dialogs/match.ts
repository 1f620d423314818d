/** Matching of typed words against a text, for lists in which people look for a name they half remember. */

/**
 * How well the words fit: 0 best, null not at all. Each word must begin a word of the text, in any order; failing
 * that, the letters of the query must appear in the text in their order.
 */
export function matchWords(text: string, query: string): number | null {
  const name = text.toLowerCase();
  const wanted = query.trim().toLowerCase();
  if (wanted === "") return 1;
  if (name.startsWith(wanted)) return 0;
  const words = name.split(/[\s-]+/);
  if (wanted.split(/\s+/).every((part) => words.some((word) => word.startsWith(part)))) return 1;
  if (name.includes(wanted)) return 2;
  let at = 0;
  for (const letter of wanted.replace(/\s+/g, "")) {
    at = name.indexOf(letter, at) + 1;
    if (at === 0) return null;
  }
  return 3;
}
