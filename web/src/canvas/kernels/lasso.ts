/** What a drawn rectangle selects: nodes whose middle is inside, groups that lie wholly within. Pure. */
import { center, contains, encloses, type Rect } from "./geometry";

export interface LassoItem {
  id: string;
  box: Rect;
  isGroup: boolean;
}

/** The ids of the items that a rectangle catches. */
export function caughtBy(rect: Rect, items: Iterable<LassoItem>): string[] {
  const caught: string[] = [];
  for (const item of items) {
    if (item.isGroup ? encloses(rect, item.box) : contains(rect, center(item.box))) caught.push(item.id);
  }
  return caught;
}
