/** Adding to the selection what is wired to it: before it, after it, both. */

import { reachable } from "../../document";
import { msg } from "../../i18n";
import type { Command } from "../command";
import { selection } from "../conditions";

const along = (
  id: string,
  label: string,
  key: string,
  direction: "upstream" | "downstream" | "both",
  more: Partial<Command>,
): Command => ({
  id,
  label,
  subject: "select",
  keys: [`alt-s ${key}`],
  scope: "canvas",
  needs: [selection],
  ...more,
  run: ({ document, canvas }) => canvas.select(reachable(canvas.selection, direction, canvas.flow, document)),
});

export default [
  along("core:select-connected-nodes", msg("Select connected nodes"), "c", "both", {
    menu: ["edit", 320],
    contextMenus: { node: 400 },
  }),
  along("core:select-upstream-nodes", msg("Select upstream nodes"), "u", "upstream", {
    menu: ["edit", 330],
    keywords: "before sources",
  }),
  along("core:select-downstream-nodes", msg("Select downstream nodes"), "d", "downstream", {
    menu: ["edit", 340],
    keywords: "after targets",
  }),
];
