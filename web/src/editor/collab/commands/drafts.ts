/** The commands of drafts. */

import { mayChange } from "../../../commands/conditions";
import { msg } from "../../../i18n";
import { type EditorCommand, needEditor } from "../../command";
import { ui } from "../../store";
import { askOrDo } from "../draft-actions";
import { isShared, useCollab } from "../store";

const hasDraft = needEditor(msg("This server keeps no drafts."), isShared);
const inShared = needEditor(
  msg("You work on a private draft."),
  () => useCollab.getState().draft === "shared",
);
const inPrivate = needEditor(
  msg("You work on the shared draft."),
  () => useCollab.getState().draft === "private",
);

export default [
  {
    id: "wirelatch:show-draft-changes",
    label: msg("Whose changes…"),
    help: msg("Lists what differs from what is deployed, by the person who changed it last."),
    subject: "people",
    menu: ["flows", 310],
    icon: "users",
    keywords: "draft undeployed co-editing presence review",
    needs: [hasDraft],
    run: () => ui.open({ kind: "draft-changes" }),
  },
  {
    id: "wirelatch:leave-shared-draft",
    label: msg("Work on a private draft"),
    help: msg("Goes on with a copy of the draft that nobody else sees or changes; it is kept on the server."),
    subject: "people",
    menu: ["flows", 320],
    icon: "lock",
    keywords: "co-editing alone branch",
    needs: [hasDraft, mayChange, inShared],
    run: () => askOrDo("leave"),
  },
  {
    id: "wirelatch:merge-private-draft",
    label: msg("Merge into the shared draft"),
    help: msg("Puts what was changed in the private draft into the one that everybody works on."),
    subject: "people",
    menu: ["flows", 321],
    icon: "upload",
    keywords: "co-editing branch",
    needs: [hasDraft, mayChange, inPrivate],
    run: () => askOrDo("merge"),
  },
  {
    id: "wirelatch:abandon-private-draft",
    label: msg("Throw the private draft away…"),
    subject: "people",
    menu: ["flows", 322],
    icon: "trash",
    isDangerous: true,
    needs: [hasDraft, mayChange, inPrivate],
    run: () => askOrDo("abandon"),
  },
  {
    id: "wirelatch:discard-draft",
    label: msg("Discard the draft…"),
    help: msg("Takes back everything that is not deployed, for everybody who works on the draft."),
    subject: "people",
    menu: ["flows", 323],
    icon: "trash",
    isDangerous: true,
    keywords: "revert reset undeployed",
    needs: [hasDraft, mayChange, inShared],
    run: () => askOrDo("discard"),
  },
] satisfies EditorCommand[];
