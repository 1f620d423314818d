/** Import and export at their library. */

import { mayChange } from "../../../commands/conditions";
import { msg } from "../../../i18n";
import type { EditorCommand } from "../../command";
import { ui } from "../../store";

export default [
  {
    id: "core:show-library-import-dialog",
    label: msg("Import from the library…"),
    subject: "transfer",
    needs: [mayChange],
    run: () => ui.open({ kind: "import", source: "local" }),
  },
  {
    id: "core:show-examples-import-dialog",
    label: msg("Import an example…"),
    subject: "transfer",
    needs: [mayChange],
    run: () => ui.open({ kind: "import", source: "examples" }),
  },
  {
    id: "core:show-library-export-dialog",
    label: msg("Export to the library…"),
    subject: "transfer",
    needs: [mayChange],
    run: () => ui.open({ kind: "export", target: "library" }),
  },
] satisfies EditorCommand[];
