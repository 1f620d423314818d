/** One group as the canvas draws it: its frame and style. */
import { type GroupRecord, idList } from "../../document";
import { groupBox, type Rect } from "../kernels";
import type { Measure } from "./scene-node";

export interface SceneGroup {
  id: string;
  record: GroupRecord;
  box: Rect;
  /** The box that it has when nothing is being moved. */
  home: Rect;
  /** How many groups it is in. */
  depth: number;
  name: string;
  labelAt: { side: "top" | "bottom"; align: "left" | "center" | "right" } | undefined;
  stroke: string | undefined;
  strokeOpacity: number;
  fill: string | undefined;
  fillOpacity: number;
  color: string | undefined;
  changed: boolean;
}

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

const opacity = (value: unknown): number => {
  const number = value === undefined || value === "" ? 1 : Number(value);
  return Number.isNaN(number) ? 1 : number;
};

/**
 * The scene's picture of a group: fitted around what `frameOf` gives for its members, as widths depend on the fonts that
 * this browser has, and wide enough for its name. A size in the file counts for a group without members.
 */
export function makeGroup(
  record: GroupRecord,
  depth: number,
  frameOf: (id: string) => Rect | undefined,
  changed: boolean,
  measure: Measure,
): SceneGroup {
  const style = record.style ?? {};
  const name = record.name ?? "";
  const position = text(style["label-position"]) ?? "nw";
  const isLabelled = style.label === true && name !== "";
  const side = position.startsWith("s") ? "bottom" : "top";
  const members = idList(record.nodes).map(frameOf);
  const fitted = groupBox(members.filter((box) => box !== undefined));
  const home = fitted ?? { x: record.x ?? 0, y: record.y ?? 0, w: record.w ?? 100, h: record.h ?? 60 };
  if (isLabelled) home.w = Math.max(home.w, Math.ceil(measure(name)) + 8);
  return {
    id: record.id,
    record,
    box: home,
    home,
    depth,
    name,
    labelAt: isLabelled
      ? { side, align: position.endsWith("w") ? "left" : position.endsWith("e") ? "right" : "center" }
      : undefined,
    stroke: style.stroke === "none" ? "none" : text(style.stroke),
    strokeOpacity: opacity(style["stroke-opacity"]),
    fill: style.fill === "none" ? "none" : text(style.fill),
    fillOpacity: opacity(style["fill-opacity"]),
    color: text(style.color),
    changed,
  };
}
