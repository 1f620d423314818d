/** Two texts line by line: which lines are in both, and which in one only. */

export interface Line {
  kind: "same" | "before" | "after";
  text: string;
}

/** Beyond so many pairs of lines, the texts are shown as wholly different. */
const MOST = 250_000;

export function diffLines(before: string, after: string): Line[] {
  const a = before.split("\n");
  const b = after.split("\n");
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end])
    end += 1;
  const same = (text: string): Line => ({ kind: "same", text });
  return [
    ...a.slice(0, start).map(same),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map(same),
  ];
}

/** By the longest common subsequence of what is between the ends that are the same. */
function middle(a: string[], b: string[]): Line[] {
  const only = (kind: "before" | "after", lines: string[]): Line[] => lines.map((text) => ({ kind, text }));
  if (a.length * b.length > MOST) return [...only("before", a), ...only("after", b)];
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i]![j] =
        a[i] === b[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
  const out: Line[] = [];
  let [i, j] = [0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      out.push({ kind: "same", text: a[i]! });
      i += 1;
      j += 1;
    } else if (lengths[i + 1]![j]! >= lengths[i]![j + 1]!) out.push({ kind: "before", text: a[i++]! });
    else out.push({ kind: "after", text: b[j++]! });
  }
  return [...out, ...only("before", a.slice(i)), ...only("after", b.slice(j))];
}
