/** Where one looks at the sheet from: `x`, `y` is the sheet point at the top left of the view. Pure. */
import { clamp, type Point, type Rect } from "./geometry";

export interface Camera {
  x: number;
  y: number;
  /** View pixels per sheet unit. */
  zoom: number;
}

export interface ViewSize {
  w: number;
  h: number;
}

export const MIN_ZOOM = 0.05;
export const MAX_ZOOM = 4;

/** The stops of the zoom buttons. */
const STOPS = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.5, 2, 3, 4];

export const toSheet = (camera: Camera, view: Point): Point => ({
  x: camera.x + view.x / camera.zoom,
  y: camera.y + view.y / camera.zoom,
});

export const toView = (camera: Camera, sheet: Point): Point => ({
  x: (sheet.x - camera.x) * camera.zoom,
  y: (sheet.y - camera.y) * camera.zoom,
});

/** The part of the sheet that is in view. */
export const visibleRect = (camera: Camera, size: ViewSize): Rect => ({
  x: camera.x,
  y: camera.y,
  w: size.w / camera.zoom,
  h: size.h / camera.zoom,
});

/** Move by view pixels: the sheet goes with the pointer. */
export const panBy = (camera: Camera, dx: number, dy: number): Camera => ({
  ...camera,
  x: camera.x - dx / camera.zoom,
  y: camera.y - dy / camera.zoom,
});

/** Another zoom, with the sheet point under a view point staying there. */
export function zoomAt(camera: Camera, zoom: number, view: Point): Camera {
  const next = clamp(zoom, MIN_ZOOM, MAX_ZOOM);
  const at = toSheet(camera, view);
  return { x: at.x - view.x / next, y: at.y - view.y / next, zoom: next };
}

/** The next stop of the zoom buttons in or out. */
export function zoomStop(zoom: number, direction: 1 | -1): number {
  const rest =
    direction > 0 ? STOPS.filter((stop) => stop > zoom * 1.001) : STOPS.filter((stop) => stop < zoom * 0.999);
  return (direction > 0 ? rest[0] : rest.at(-1)) ?? clamp(zoom, MIN_ZOOM, MAX_ZOOM);
}

/** The camera that shows a rectangle whole, in the middle, no larger than `most`. */
export function fit(rect: Rect, size: ViewSize, padding = 40, most = 1): Camera {
  const w = Math.max(size.w - 2 * padding, 1);
  const h = Math.max(size.h - 2 * padding, 1);
  const zoom = clamp(Math.min(w / Math.max(rect.w, 1), h / Math.max(rect.h, 1)), MIN_ZOOM, most);
  return {
    x: rect.x + rect.w / 2 - size.w / zoom / 2,
    y: rect.y + rect.h / 2 - size.h / zoom / 2,
    zoom,
  };
}

/** The camera moved no more than it takes to have a rectangle in view; the same camera when it is. */
export function reveal(camera: Camera, rect: Rect, size: ViewSize, padding = 60): Camera {
  const view = visibleRect(camera, size);
  const pad = Math.min(padding / camera.zoom, view.w / 4, view.h / 4);
  let { x, y } = camera;
  if (rect.x < view.x + pad) x = rect.x - pad;
  else if (rect.x + rect.w > view.x + view.w - pad) x = rect.x + rect.w + pad - view.w;
  if (rect.y < view.y + pad) y = rect.y - pad;
  else if (rect.y + rect.h > view.y + view.h - pad) y = rect.y + rect.h + pad - view.h;
  return x === camera.x && y === camera.y ? camera : { ...camera, x, y };
}

/** The camera with a sheet point in the middle of the view. */
export const centerOn = (camera: Camera, at: Point, size: ViewSize): Camera => ({
  ...camera,
  x: at.x - size.w / camera.zoom / 2,
  y: at.y - size.h / camera.zoom / 2,
});
