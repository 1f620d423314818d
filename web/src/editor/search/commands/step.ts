/** Going through what was found last. */

import { msg } from "../../../i18n";
import { type EditorCommand, needEditor } from "../../command";
import { stepResult, useResults } from "../results";

const found = needEditor(msg("Nothing was searched for."), () => useResults.getState().ids.length > 0);

const step = (id: string, label: string, key: string, by: 1 | -1): EditorCommand => ({
  id,
  label,
  subject: "search",
  keys: [key],
  scope: "canvas",
  needs: [found],
  run: ({ editor }) => stepResult(editor, by),
});

export default [
  step("core:search-next", msg("Show the next search result"), "f", 1),
  step("core:search-previous", msg("Show the previous search result"), "shift-f", -1),
];
