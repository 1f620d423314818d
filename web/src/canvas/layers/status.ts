/** A node's status as it is shown: colour names as Node-RED has them, and the text. */
import type { CanvasTheme } from "../theme";
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
