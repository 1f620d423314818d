/** How much of a large difference is listed at first: drawing hundreds of nodes that nobody looks at takes seconds. */

/** Nodes that are listed before somebody asks for more; flows beyond are folded. */
export const MOST = 100;

/** How many flows are unfolded from the start: as many as list no more than `MOST` nodes together, and the first. */
export function firstFlows(sizes: readonly number[]): number {
  let sum = 0;
  const end = sizes.findIndex((size) => {
    sum += size;
    return sum > MOST;
  });
  return end < 0 ? sizes.length : Math.max(1, end);
}
