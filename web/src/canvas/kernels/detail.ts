/** How much of a node is drawn at a zoom, so that the work of a frame stays bounded. Pure. */

/**
 * `full`: an element each, when the view is at rest; `flat`: painted to look the same; `simple`: body, label and
 * ports; `plain`: a block of colour.
 */
export type Detail = "full" | "flat" | "simple" | "plain";

const FULL_FROM = 0.45;
const FLAT_FROM = 0.4;
const SIMPLE_FROM = 0.2;
/** More elements than this are not worth their layout, however near one is. */
const MOST_ELEMENTS = 450;

/** More nodes than this are not painted at the finer levels, so that a dense flow costs no more than another. */
const MOST_FLAT = 900;
const MOST_SIMPLE = 3000;

/** The level of detail for a zoom with so many nodes in view. */
export function detailAt(zoom: number, nodesInView: number): Detail {
  if (zoom >= FULL_FROM && nodesInView <= MOST_ELEMENTS) return "full";
  if (zoom >= FLAT_FROM && nodesInView <= MOST_FLAT) return "flat";
  return zoom >= SIMPLE_FROM && nodesInView <= MOST_SIMPLE ? "simple" : "plain";
}
