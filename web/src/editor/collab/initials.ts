/** A name in the two letters that an avatar has room for. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s._@-]+/)
    .filter(Boolean);
  return (
    (words[0]?.[0] ?? "?") + (words.length > 1 ? (words[1]?.[0] ?? "") : (words[0]?.[1] ?? ""))
  ).toUpperCase();
}
