/** A command as an entry of a menu: its label, icon or check mark, keys. */

import type { Command } from "../../commands";
import { t } from "../../i18n";
import type { IconName } from "../../ui/Icon";
import { icons } from "../../ui/icons";
import { MenuItem } from "../../ui/Menu";
import { canRun, shownKeys } from "../commands";
import type { Editor } from "../editor";

/** The name of a command's icon, if there is such an icon. */
export const iconOf = (command: Command): IconName | undefined =>
  command.icon && command.icon in icons ? (command.icon as IconName) : undefined;

/** To be called, not rendered: a menu's collection wants its items as direct children. */
export function commandItem(command: Command, editor: Editor) {
  const keys = shownKeys(editor, command.id);
  const isChecked = editor.context ? command.checked?.(editor.context) : undefined;
  const icon = isChecked ? "check" : iconOf(command);
  const label = t(command.label);
  return (
    <MenuItem
      key={command.id}
      id={command.id}
      textValue={label}
      isInset
      isDisabled={!canRun(editor, command)}
      danger={command.isDangerous ?? false}
      {...(icon ? { icon } : {})}
      {...(keys ? { keys } : {})}
    >
      {label}
    </MenuItem>
  );
}
