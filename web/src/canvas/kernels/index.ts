/** The pure mathematics of the canvas: nothing in this folder knows the DOM, React, or the state of an editor. */
export * from "./alignment";
export * from "./camera";
export * from "./curve";
export * from "./detail";
export * from "./free-place";
export * from "./geometry";
export * from "./grid-index";
export * from "./group-box";
export * from "./lasso";
export * from "./node-box";
export * from "./reading-order";
export * from "./snapping";
export * from "./wire-targets";
