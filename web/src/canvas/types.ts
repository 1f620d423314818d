/** What the canvas tells its owner, and what it can be told: the seam between the engine and the editor around it. */
import type { Wire } from "../document";
import type { Camera, Curve, Point, Rect, ViewSize } from "./kernels";
import type { CanvasTheme } from "./theme";

/** What is under the pointer. Ids of subflow ports are those of document/wires.ts. */
export type Target =
  | { kind: "sheet" }
  | { kind: "node"; id: string }
  | { kind: "group"; id: string }
  | { kind: "wire"; wire: Wire }
  | { kind: "port"; id: string; side: "input" | "output"; index: number }
  /** The round grip of a link node, from which virtual wires are drawn. */
  | { kind: "link"; id: string }
  | { kind: "button"; id: string }
  /** The badge of a node that has a description. */
  | { kind: "docs"; id: string };

/** A place: in client pixels for pop-ups, and on the sheet for new nodes. */
export interface Place {
  clientX: number;
  clientY: number;
  x: number;
  y: number;
}

/** An end that a new node is to be wired to. */
export interface OpenEnd {
  id: string;
  side: "input" | "output";
  index: number;
}

/** Where quick-add was asked for, and what the new node is to be joined to. */
export interface QuickAdd extends Place {
  /** Put the node into this wire. */
  wire?: Wire;
  /** Wire the node to this end. */
  from?: OpenEnd;
  /** Join the link node of that id to this one. */
  link?: string;
}

export interface CanvasCallbacks {
  /** A node, group or subflow is to be edited (double-click, Enter). */
  onEdit?(id: string): void;
  onSelectionChange?(ids: string[]): void;
  /** The button of a node was pressed. A `toggle:` button has changed the record already. */
  onButton?(id: string): void;
  onContextMenu?(place: Place, target: Target): void;
  /** The badge of a node that has a description was pressed. */
  onDocs?(id: string, place: Place): void;
  /** Ctrl-click on the sheet or a wire, or a wire let go over the sheet: a node is to be chosen, then `insertNode`d. */
  onQuickAdd?(request: QuickAdd): void;
  /** The pointer rests on something (a port shows its label), or left it. */
  onHover?(target: Target, place: Place): void;
  /** Where a flow that is shown for the first time was looked at before; undefined: at its beginning. */
  viewOf?(z: string): { x: number; y: number; zoom: number } | undefined;
  /** Something else is about to be shown: another flow, or a node that is far away. */
  onLeave?(): void;
  /** Another flow is shown, because a node on it was to be. */
  onFlowChange?(z: string): void;
  /** Pan or zoom. */
  onViewChange?(viewport: Viewport): void;
  /** Files or text were dropped: flows to import. */
  onDropText?(text: string, place: Place): void;
}

export interface Viewport {
  x: number;
  y: number;
  zoom: number;
  /** Size in pixels. */
  w: number;
  h: number;
}

/** A node's status as `/comms` brings it. */
export interface NodeStatus {
  fill?: string;
  shape?: string;
  text?: string | number | boolean;
}

/** How a new node joins what is there. */
export interface InsertOptions {
  wire?: Wire;
  from?: OpenEnd;
  /** Join the new link node to this one. */
  link?: string;
  /** The place is a centre that is to be used as it is, off the grid. */
  exact?: boolean;
}

/** Settings of the view that the user can change. */
export interface CanvasOptions {
  snap: boolean;
  showGrid: boolean;
  showStatus: boolean;
  readOnly: boolean;
  showMinimap: boolean;
  /** Distance of the grid's lines, in sheet units. */
  gridSize: number;
  /** Mark nodes that have a description. */
  showDocs: boolean;
  /** Whether new nodes show their label; absent: they do. */
  showLabels?: boolean;
}

/** A wire as it is drawn now. */
export interface DrawnWire {
  /** `wireKey` of the wire. */
  key: string;
  wire: Wire;
  curve: Curve;
}

/** What a drawing of somebody else's is drawn with. */
export interface Sheet {
  camera: Camera;
  /** Size in pixels of the view, and device pixels per view pixel. */
  size: ViewSize;
  scale: number;
  theme: CanvasTheme;
  /** The wires in view. */
  wires(): Iterable<DrawnWire>;
  wire(key: string): DrawnWire | undefined;
  boxOf(id: string): Rect | undefined;
}

/** A drawing above the nodes: live wires, the steps of a trace. Its element fills the view; pointers go through it. */
export interface Drawing {
  readonly element: HTMLElement;
  /** The view or what is in it has changed. */
  draw(sheet: Sheet): void;
  /** The pointer rests on something, or left it. */
  hover?(target: Target, place: Place): void;
}

/** What commands and the editor call on the engine. `CanvasEngine` of engine.ts is the one implementation. */
export interface Canvas {
  /** The flow that is shown; "" for none. */
  readonly flow: string;
  /** Ids of the selected nodes, groups and junctions. Change it with `select`. */
  readonly selection: ReadonlySet<string>;
  readonly selectedWires: readonly Wire[];
  readonly viewport: Viewport;
  readonly options: CanvasOptions;
  setOptions(options: Partial<CanvasOptions>): void;
  /** Show a tab or subflow; each keeps its own view and selection. */
  showFlow(z: string): void;
  select(ids: Iterable<string>, wires?: readonly Wire[]): void;
  setStatus(id: string, status: NodeStatus | null): void;
  /** Show the node's flow, bring the node into view, select it and make it flash. */
  revealNode(id: string): void;
  /** Make a node stand out while something elsewhere points at it (a debug message under the mouse). */
  highlight(id: string | null): void;
  /** Boxes on the sheet of what is shown: nodes, junctions and groups. */
  boxOf(id: string): Rect | undefined;
  boxes(kind?: "node" | "group"): Map<string, Rect>;
  /** The box with the node's button: what a group makes room for. */
  frameOf(id: string): Rect | undefined;
  /** Where the canvas is in the window, in client pixels. */
  readonly bounds: { left: number; top: number; width: number; height: number };
  /** Where the pointer was last, on the sheet; the middle of the view when it is outside. */
  readonly pointer: Point;
  insertNode(type: string, at: Point, options?: InsertOptions): string | undefined;
  /**
   * Let the selection follow the pointer until a click puts it down; Escape takes the last step back. `mergeKey` is
   * that of the transaction that brought it in, so that both are one step of undo.
   */
  carrySelection(mergeKey?: string): void;
  /** End what the pointer is in the middle of (carrying, dragging, wiring) as Escape does; false when it is nothing. */
  cancelGesture(): boolean;
  /** Draw a wire with the keyboard, from a port of a node; gives false when there is nothing to draw it to. */
  beginKeyboardWire(id: string, side: "input" | "output", index: number): boolean;
  /** Say something to those who listen to the page rather than see it. */
  announce(text: string): void;
  zoomTo(zoom: number): void;
  zoomStep(direction: 1 | -1): void;
  /** Fit all, or the given ids, into the view. */
  fit(ids?: Iterable<string>): void;
  /** Move the view just as far as it takes to show these. */
  reveal(ids: Iterable<string>): void;
  /** The pointer's place; the middle of the view when it is elsewhere. */
  placeOfPointer(): Place;
  panBy(dx: number, dy: number): void;
  /** Look at the sheet from there. */
  lookAt(camera: { x: number; y: number; zoom: number }): void;
  /** Start dragging a new node out of the palette; call it at pointerdown. */
  beginPaletteDrag(type: string, event: PointerEvent): void;
  /** Have a drawing above the nodes; gives the way to take it off. `Drawing.draw` is called soon, and after each frame. */
  addDrawing(drawing: Drawing): () => void;
  /** Read colours and fonts again. */
  setTheme(): void;
  focus(): void;
  destroy(): void;
}
