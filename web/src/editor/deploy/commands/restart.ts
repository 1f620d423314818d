/** Restarts what is deployed, as it is. */

import { mayChange } from "../../../commands/conditions";
import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { deploy } from "../deploy";

export default {
  id: "core:restart-flows",
  label: msg("Restart flows"),
  subject: "deploy",
  icon: "refresh",
  needs: [mayChange],
  run: ({ editor }) => void deploy(editor, "reload"),
} satisfies EditorCommand;
