/** Shows tips, or no more. */

import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { choose, preferences } from "../../preferences";

export default {
  id: "core:toggle-show-tips",
  label: msg("Show tips"),
  subject: "settings",
  checked: () => preferences().showTips,
  run: ({ editor }) => choose(editor, { showTips: !preferences().showTips }),
} satisfies EditorCommand;
