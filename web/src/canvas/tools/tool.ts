/** What a gesture of the pointer is made of. One tool at a time has the pointer; the input hands it every event. */
import type { Point } from "../kernels";

/** One event of the pointer. */
export interface PointerInput {
  /** Pixels from the top left of the canvas. */
  view: Point;
  /** On the sheet. */
  sheet: Point;
  /** Ctrl, or the command key. */
  ctrl: boolean;
  shift: boolean;
  alt: boolean;
  isTouch: boolean;
}

export interface Tool {
  /** Name of a cursor (see canvas.css). */
  readonly cursor?: string;
  /** Whether the sheet scrolls when the pointer comes near the rim. */
  readonly scrollsAtRim?: boolean;
  move(input: PointerInput): void;
  /** A button goes down while the tool has the pointer without one (a wire or nodes that follow the mouse). */
  down?(input: PointerInput): void;
  /** Gives true when the tool wants to go on with the button up. */
  up(input: PointerInput): boolean | undefined;
  cancel(): void;
  /** A key goes down while the tool is used; true: it was meant for the tool. */
  key?(event: KeyboardEvent): boolean;
}

/** How far, in pixels, the pointer must go for a press to be a drag. */
export const DRAG_THRESHOLD = 4;
