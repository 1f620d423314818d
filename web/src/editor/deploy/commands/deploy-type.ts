/** What a deploy restarts. */

import { mayChange } from "../../../commands/conditions";
import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { type UiState, ui } from "../../store";

const type = (name: string, label: string, deployKind: UiState["deployKind"]): EditorCommand => ({
  id: `core:set-deploy-type-to-${name}`,
  label,
  subject: "deploy",
  needs: [mayChange],
  checked: () => ui.get().deployKind === deployKind,
  run: () => ui.set({ deployKind }),
});

export default [
  type("full", msg("Deploy everything"), "full"),
  type("modified-flows", msg("Deploy modified flows"), "flows"),
  type("modified-nodes", msg("Deploy modified nodes"), "nodes"),
];
