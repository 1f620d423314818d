/** What the canvas shows; each person's choice, kept on the server. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { choose, type ViewPreferences } from "../../preferences";

const option = (id: string, label: string, name: keyof ViewPreferences, at: number): EditorCommand => ({
  id,
  label,
  subject: "view",
  menu: ["view", at],
  checked: ({ canvas }) => Boolean(canvas.options[name]),
  run: ({ editor, canvas }) => choose(editor, { [name]: !canvas.options[name] }),
});

export default [
  option("core:toggle-show-grid", msg("Show grid"), "showGrid", 200),
  option("core:toggle-snap-grid", msg("Snap to grid"), "snap", 210),
  option("core:toggle-status", msg("Show node status"), "showStatus", 220),
  option("core:toggle-node-info-icon", msg("Mark nodes that have a description"), "showDocs", 225),
];
