/** Opens what there is of projects, where the server keeps flows in them. */

import { msg } from "../../../i18n";
import { type EditorCommand, needEditor } from "../../command";
import { ui } from "../../store";

const areOn = needEditor(
  msg("Projects are switched off on the server."),
  ({ editor }) =>
    (editor.settings.editorTheme as { projects?: { enabled?: boolean } } | undefined)?.projects?.enabled ===
    true,
);

export default [
  {
    id: "core:new-project",
    label: msg("New project"),
    help: msg("Keeps flows in a Git repository, begun here or cloned."),
    subject: "history",
    keys: ["ctrl-alt-n"],
    icon: "add",
    keywords: "git clone repository create",
    needs: [areOn],
    run: () => ui.open({ kind: "projects", isNew: true }),
  },
  {
    id: "core:open-project",
    label: msg("Projects"),
    subject: "history",
    menu: ["show", 260],
    keys: ["ctrl-alt-o"],
    icon: "tab",
    keywords: "open git repository delete",
    needs: [areOn],
    run: () => ui.open({ kind: "projects" }),
  },
  {
    id: "core:show-version-control-tab",
    label: msg("Show version control"),
    help: msg("Changes, commits, branches and remotes of the open project."),
    subject: "history",
    menu: ["show", 270],
    keys: ["ctrl-g v"],
    icon: "history",
    keywords: "git commit push pull branch merge",
    needs: [areOn],
    run: () => ui.open({ kind: "project", tab: "changes" }),
  },
  {
    id: "core:show-project-settings",
    label: msg("Project settings"),
    subject: "history",
    icon: "settings",
    keywords: "git readme dependencies encryption key",
    needs: [areOn],
    run: () => ui.open({ kind: "project", tab: "settings" }),
  },
] satisfies EditorCommand[];
