/** The documentation page of all commands, with their keys (`docs/editor-commands.md`). */

import { formatKeys } from "../commands";
import { SUBMENUS } from "../commands/menus";
import { SUBJECTS } from "../commands/subjects";
import { everyCommand } from "./commands";

const HEAD = `# Commands of the editor

<!-- Written by \`npm test -- -u\` in web/ from the commands; edit those instead. -->

Each can be run from the list of all commands (Ctrl+Shift+P), and given keys of your own in the settings. On a Mac, Ctrl is ⌘ and Alt is ⌥.
Where nothing else is said, keys work in the whole editor; *canvas* means while the sheet has the focus, *edit
dialog* while a node is edited, *config nodes* in that panel.
`;

const SCOPES = { everywhere: "", canvas: "canvas", tray: "edit dialog", "config-nodes": "config nodes" };

export function commandsPage(): string {
  const parts = [HEAD];
  for (const [subject, title] of Object.entries(SUBJECTS)) {
    const commands = everyCommand()
      .filter((command) => command.subject === subject)
      .sort((one, other) => one.label.localeCompare(other.label, "en"));
    if (commands.length === 0) continue;
    parts.push(`## ${title}\n`, "| command | keys | where | menu | id |\n|---|---|---|---|---|");
    for (const { id, label, help, keys, scope, menu } of commands) {
      const shown = (keys ?? []).map((text) => `\`${formatKeys(text, false)}\``).join(", ");
      const place = menu ? (menu[0] === "main" ? "main" : SUBMENUS[menu[0]].label) : "";
      const where = keys
        ? [scope ?? "everywhere"]
            .flat()
            .map((name) => SCOPES[name])
            .join(", ")
        : "";
      parts.push(`| ${label}${help ? `: ${help}` : ""} | ${shown} | ${where} | ${place} | \`${id}\` |`);
    }
    parts.push("");
  }
  return `${parts.join("\n").trimEnd()}\n`;
}
