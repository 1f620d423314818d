/** The main menu. Its entries are commands, which say themselves where they stand in it. */

import { useState } from "react";
import type { Key } from "react-aria-components";
import { SUBMENUS } from "../../commands/menus";
import { t } from "../../i18n";
import { Button } from "../../ui/Button";
import { Icon, type IconName } from "../../ui/Icon";
import { MenuItem, MenuPopover, MenuSection, MenuTrigger, SubmenuTrigger } from "../../ui/Menu";
import { runCommand } from "../commands";
import { type Editor, useDocument, useEditor } from "../editor";
import { commandItem } from "./command-item";
import styles from "./header.module.css";
import { type MenuEntry, mainMenu } from "./menu-entries";

export function MainMenu() {
  const editor = useEditor();
  useDocument();
  const [isOpen, setOpen] = useState(false);
  const run = (key: Key) => runCommand(editor, String(key));
  return (
    <MenuTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button variant="quiet" aria-label={t("Main menu")} data-tour="menu" className={styles.menu ?? ""}>
        <Icon name="menu" size="md" />
      </Button>
      <MenuPopover placement="bottom end" aria-label={t("Main menu")} onAction={run}>
        {isOpen &&
          mainMenu().map((section, index) => (
            <MenuSection key={index}>{section.map((entry) => entryOf(entry, editor, run))}</MenuSection>
          ))}
      </MenuPopover>
    </MenuTrigger>
  );
}

function entryOf(entry: MenuEntry, editor: Editor, run: (key: Key) => void) {
  if ("command" in entry) return commandItem(entry.command, editor);
  const { label, icon } = SUBMENUS[entry.submenu];
  return (
    <SubmenuTrigger key={entry.submenu}>
      <MenuItem icon={icon as IconName} textValue={t(label)}>
        {t(label)}
      </MenuItem>
      <MenuPopover aria-label={t(label)} onAction={run}>
        {entry.sections.map((section, index) => (
          <MenuSection key={index}>{section.map((command) => commandItem(command, editor))}</MenuSection>
        ))}
      </MenuPopover>
    </SubmenuTrigger>
  );
}
