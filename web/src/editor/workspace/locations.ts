/** Where the person has been: flow and part of the sheet, to go back to and forward from. */

import type { Camera } from "../../canvas/kernels";
import type { Editor } from "../editor";
import { showFlow } from "../flows";

interface Location {
  flow: string;
  camera: Camera;
}

const MOST = 50;
/** A view this far away, in pixels, is another place. */
const APART = 200;

const back: Location[] = [];
const forward: Location[] = [];
/** While going back or forward, what is shown is no new place. */
let isGoing = false;

function here({ canvas }: Editor): Location | undefined {
  if (!canvas?.flow) return undefined;
  const { x, y, zoom } = canvas.viewport;
  return { flow: canvas.flow, camera: { x, y, zoom } };
}

/** Called before something else is shown: what is shown now can be come back to. */
export function leaving(editor: Editor): void {
  const now = here(editor);
  if (isGoing || !now || isSame(now, back.at(-1))) return;
  back.push(now);
  if (back.length > MOST) back.shift();
  forward.length = 0;
}

export const canGoBack = (): boolean => back.length > 0;
export const canGoForward = (): boolean => forward.length > 0;

export const goBack = (editor: Editor): void => go(editor, back, forward);
export const goForward = (editor: Editor): void => go(editor, forward, back);

function go(editor: Editor, from: Location[], to: Location[]): void {
  const now = here(editor);
  let place = from.pop();
  while (place && (!editor.document.get(place.flow) || isSame(place, now))) place = from.pop();
  if (!place) return;
  if (now) to.push(now);
  isGoing = true;
  try {
    showFlow(editor, place.flow);
    editor.canvas?.lookAt(place.camera);
  } finally {
    isGoing = false;
  }
}

const isSame = (a: Location, b: Location | undefined): boolean =>
  b !== undefined &&
  a.flow === b.flow &&
  Math.abs(a.camera.x - b.camera.x) * a.camera.zoom < APART &&
  Math.abs(a.camera.y - b.camera.y) * a.camera.zoom < APART;
