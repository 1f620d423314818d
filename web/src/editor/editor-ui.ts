/** What commands can ask of the interface: the editor's side of `EditorUi`. */

import type { EditorUi } from "../commands/context";
import { notify } from "../ui/Toast";
import type { Editor } from "./editor";
import { deleteFlow, showFlow } from "./flows";
import { pressButton } from "./node-actions";
import { ui } from "./store";

export function editorUi(editor: Editor): EditorUi {
  return {
    editNode: (id) => ui.openTray({ id }),
    editFlow: (id) => ui.openTray({ id }),
    notify: (title, kind) => void notify({ kind, title }),
    pressButton: (id) => void pressButton(editor, id),
    showFlow: (id) => showFlow(editor, id),
    removeFlow: (id) => deleteFlow(editor, id),
  };
}
