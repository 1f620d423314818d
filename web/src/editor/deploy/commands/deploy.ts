/** Puts what is open here into operation. */

import { mayChange } from "../../../commands/conditions";
import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { deploy } from "../deploy";

export default {
  id: "core:deploy-flows",
  label: msg("Deploy"),
  subject: "deploy",
  keys: ["ctrl-d"],
  icon: "deploy",
  needs: [mayChange],
  run: ({ editor }) => void deploy(editor),
} satisfies EditorCommand;
