/** Back to where one was on the flows, and forward again. */

import { msg } from "../../../i18n";
import { type EditorCommand, needEditor } from "../../command";
import { canGoBack, canGoForward, goBack, goForward } from "../locations";

export default [
  {
    id: "core:go-to-previous-location",
    label: msg("Go back"),
    help: msg("Shows the flow and the part of it that was looked at before."),
    subject: "navigate",
    keys: ["ctrl-shift-left"],
    scope: "canvas",
    needs: [needEditor(msg("There is nowhere to go back to."), canGoBack)],
    run: ({ editor }) => goBack(editor),
  },
  {
    id: "core:go-to-next-location",
    label: msg("Go forward"),
    subject: "navigate",
    keys: ["ctrl-shift-right"],
    scope: "canvas",
    needs: [needEditor(msg("There is nowhere to go forward to."), canGoForward)],
    run: ({ editor }) => goForward(editor),
  },
] satisfies EditorCommand[];
