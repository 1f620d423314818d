/** What messages at a node's input look like (wirelatch/workbench/shapes.py), as paths that can be completed. Pure. */

import type { SeenProperty } from "../../forms";
import type { Shape } from "../../schema";
import { childPath } from "../debug/decode";

const MOST = 300;

/** Every property path of a shape, each after the one that it is in. */
export function propertiesOf(shape: Shape): SeenProperty[] {
  const found: SeenProperty[] = [];
  const walk = ({ properties, items }: Shape, path: string): void => {
    for (const [key, inner] of Object.entries(properties ?? {})) add(inner, childPath(path, key, "object"));
    if (items) add(items, `${path}[0]`);
  };
  const add = (inner: Shape, path: string): void => {
    if (found.length >= MOST) return;
    const kinds = inner.kinds.join(" | ");
    found.push({ path, detail: inner.sample === undefined ? kinds : `${kinds}: ${inner.sample}` });
    walk(inner, path);
  };
  walk(shape, "");
  return found;
}
