/** How much of a node is drawn at a zoom, so that the work of a frame stays bounded. Pure. */

/** `full`: an element each; `flat`: painted with icon block, label and ports; `plain`: a coloured block. */
export type Detail = "full" | "flat" | "plain";

const FULL_FROM = 0.45;
const FLAT_FROM = 0.22;
/** More elements than this are not worth their layout, however near one is. */
const MOST_ELEMENTS = 450;

/** The level of detail for a zoom with so many nodes in view. */
export function detailAt(zoom: number, nodesInView: number): Detail {
  if (zoom >= FULL_FROM && nodesInView <= MOST_ELEMENTS) return "full";
  return zoom >= FLAT_FROM ? "flat" : "plain";
}
