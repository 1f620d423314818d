/** How things look in this frame: what the layers are told beside the scene and the camera. */
import type { Detail, Point, Rect } from "../kernels";
import type { VirtualWire } from "../scene/links";
import type { CanvasTheme, TextMeasure } from "../theme";
import type { NodeStatus, OpenEnd } from "../types";

/** A wire that is being drawn by the pointer. */
export interface DraftWire {
  from: Point;
  to: Point;
}

export interface Look {
  theme: CanvasTheme;
  /** Device pixels per view pixel. */
  scale: number;
  detail: Detail;
  showGrid: boolean;
  gridSize: number;
  showStatus: boolean;
  showDocs: boolean;
  /** Asks for another frame: a picture has come. */
  redraw(): void;
  selection: ReadonlySet<string>;
  selectedWires: ReadonlySet<string>;
  /** Whether a node has its element: the sheet paints those that have none. */
  hasView(id: string): boolean;
  hoverWire: string | undefined;
  hoverEnd: OpenEnd | undefined;
  hoverNode: string | undefined;
  /** The node that something outside the canvas points at. */
  highlight: string | undefined;
  /** A wire into which the dragged node would go. */
  dropWire: string | undefined;
  dropGroup: string | undefined;
  /** Wires that are being moved: they are drawn as drafts. */
  hiddenWires: ReadonlySet<string>;
  virtualWires: readonly VirtualWire[];
  statuses: ReadonlyMap<string, NodeStatus>;
  measure: TextMeasure;
  /** Side of the ends that a draft wire can be put to, while one is drawn. */
  candidates: "input" | "output" | undefined;
  drafts: readonly DraftWire[];
  lasso: Rect | undefined;
  /** A line by which wires are cut. */
  slice: readonly Point[];
}
