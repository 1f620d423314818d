/** The main menu. Its entries are commands; what is no command of its own (theme, account) stands beside them. */

import { useState } from "react";
import type { Key } from "react-aria-components";
import { Button } from "../../ui/Button";
import { Icon, type IconName } from "../../ui/Icon";
import { icons } from "../../ui/icons";
import { MenuItem, MenuPopover, MenuSection, MenuTrigger, SubmenuTrigger } from "../../ui/Menu";
import { type Theme, theme } from "../../ui/theme";
import { canRun, commandOf, keysText, runCommand } from "../commands";
import { type Editor, useDocument, useEditor } from "../editor";
import { chooseTheme } from "../preferences";
import styles from "./header.module.css";
import { MENU, type MenuEntry } from "./menu";

const THEMES: { id: Theme; label: string; icon: IconName }[] = [
  { id: "system", label: "As the system", icon: "monitor" },
  { id: "light", label: "Light", icon: "sun" },
  { id: "dark", label: "Dark", icon: "moon" },
];

export function MainMenu() {
  const editor = useEditor();
  useDocument();
  const [isOpen, setOpen] = useState(false);
  const run = (key: Key) => runCommand(editor, String(key));
  return (
    <MenuTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button variant="quiet" aria-label="Main menu" className={styles.menu ?? ""}>
        <Icon name="menu" size="md" />
      </Button>
      <MenuPopover placement="bottom end" aria-label="Main menu" onAction={run}>
        {MENU.map((section, index) => (
          <MenuSection key={index}>
            {isOpen && section.map((entry) => entryOf(entry, editor, run))}
          </MenuSection>
        ))}
      </MenuPopover>
    </MenuTrigger>
  );
}

function entryOf(entry: MenuEntry, editor: Editor, run: (key: Key) => void) {
  if (entry === "theme") return <ThemeMenu key="theme" editor={editor} />;
  if (typeof entry === "string") return item(entry, editor);
  const items = entry.items.filter((id) => commandOf(id));
  if (items.length === 0) return null;
  return (
    <SubmenuTrigger key={entry.label}>
      <MenuItem icon={entry.icon} textValue={entry.label}>
        {entry.label}
      </MenuItem>
      <MenuPopover aria-label={entry.label} onAction={run}>
        {items.map((id) => item(id, editor))}
      </MenuPopover>
    </SubmenuTrigger>
  );
}

function item(id: string, editor: Editor) {
  const command = commandOf(id);
  if (!command) return null;
  const keys = command.keys?.[0];
  const isChecked = command.checked && editor.context ? command.checked(editor.context) : undefined;
  const icon = isChecked
    ? "check"
    : command.icon && command.icon in icons
      ? (command.icon as IconName)
      : undefined;
  return (
    <MenuItem
      key={id}
      id={id}
      textValue={command.label}
      isInset
      isDisabled={!canRun(editor, command)}
      {...(icon ? { icon } : {})}
      {...(keys ? { keys: keysText(keys) } : {})}
    >
      {command.label}
    </MenuItem>
  );
}

function ThemeMenu({ editor }: { editor: Editor }) {
  return (
    <SubmenuTrigger>
      <MenuItem icon="sun" textValue="Theme">
        Theme
      </MenuItem>
      <MenuPopover
        aria-label="Theme"
        selectionMode="single"
        selectedKeys={[theme()]}
        onAction={(key) => chooseTheme(editor, key as Theme)}
      >
        {THEMES.map(({ id, label, icon }) => (
          <MenuItem key={id} id={id} icon={icon} textValue={label}>
            {label}
          </MenuItem>
        ))}
      </MenuPopover>
    </SubmenuTrigger>
  );
}
