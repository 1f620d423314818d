/** Node types that are switched on or off, here or by somebody else, come and go at once. */

import type { Editor } from "../editor";
import { reloadTypes } from "./node-sets";

export default function start(editor: Editor): void {
  const reload = () => {
    reloadTypes(editor).catch(() => {
      // The next page knows them.
    });
  };
  editor.comms.subscribe("notification/node/#", reload);
}
