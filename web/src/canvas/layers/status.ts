/** A node's status as it is shown: colour names as Node-RED has them, the text, and the room that it has. */
import type { Scene } from "../scene/scene";
import type { SceneNode } from "../scene/scene-node";
import { type CanvasTheme, STATUS_SIZE, type TextMeasure } from "../theme";
import type { NodeStatus } from "../types";

const COLORS: Readonly<Record<string, string>> = {
  red: "#d64541",
  green: "#3f9f4f",
  yellow: "#e2b21c",
  blue: "#4a8fdc",
  grey: "#9aa5ab",
  gray: "#9aa5ab",
};

/** The colour of a status mark. */
export const statusColor = (fill: string | undefined, theme: Pick<CanvasTheme, "portBorder">): string =>
  (fill && COLORS[fill]) || theme.portBorder;

/** The text of a status; a status without text and mark shows nothing. */
export function statusText(status: NodeStatus): string {
  return status.text === undefined || status.text === null ? "" : String(status.text).trim();
}

/** Whether there is anything to show. */
export const showsStatus = (status: NodeStatus | undefined): status is NodeStatus =>
  status !== undefined &&
  (statusText(status) !== "" || status.fill !== undefined || status.shape !== undefined);

/** Mark and gap before the text, and the space up to what follows. */
const MARK = 17;
const GAP = 10;
/** As much of a text is shown in any case. */
const LEAST = 40;
/** Where the line of a status begins and ends below its node. */
const LINE = { top: 4, bottom: 20 };

/** How wide a status text may be without going over a neighbour or a neighbour's status. */
export function statusRoom(
  scene: Scene,
  node: SceneNode,
  statuses: ReadonlyMap<string, NodeStatus>,
  width: number,
): number {
  const { box } = node;
  if (width + MARK + GAP <= box.w) return width;
  const top = box.y + box.h + LINE.top;
  const bottom = box.y + box.h + LINE.bottom;
  let room = width;
  for (const id of scene.nodeIndex.query({ x: box.x, y: top, w: width + MARK + GAP, h: bottom - top })) {
    const other = scene.nodes.get(id);
    if (!other || other.box.x <= box.x) continue;
    const { y, h } = other.box;
    const inBox = y < bottom && y + h > top;
    const inStatus = y + h + LINE.top < bottom && y + h + LINE.bottom > top && showsStatus(statuses.get(id));
    if (inBox || inStatus) room = Math.min(room, other.box.x - box.x - MARK - GAP);
  }
  return Math.max(room, Math.min(width, LEAST));
}

/** A status text cut to its room, for the sheet; elements leave that to the browser. */
export function cutStatus(text: string, room: number, measure: Pick<TextMeasure, "width">): string {
  const width = measure.width(text, STATUS_SIZE);
  if (width <= room) return text;
  return `${text.slice(0, Math.max(1, Math.floor((text.length * room) / width) - 1)).trimEnd()}…`;
}
