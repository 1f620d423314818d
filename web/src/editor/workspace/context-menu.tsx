/** The menu at the pointer: the commands that fit what was pressed, those that cannot run left out. */

import { useRef } from "react";
import type { ContextMenuId } from "../../commands/menus";
import { msg, t } from "../../i18n";
import { Menu, MenuSection } from "../../ui/Menu";
import { Popover } from "../../ui/Popover";
import { canRun, runCommand } from "../commands";
import { useEditor } from "../editor";
import { commandItem } from "../header/command-item";
import { contextMenu } from "../header/menu-entries";
import { ui, useUi } from "../store";

/** Which menu goes with what was pressed. */
const MENU_OF: Record<string, ContextMenuId> = {
  sheet: "sheet",
  node: "node",
  port: "node",
  button: "node",
  group: "group",
  wire: "wire",
  link: "node",
  tab: "tab",
};

const NAMES: Record<ContextMenuId, string> = {
  sheet: msg("Actions of the flow"),
  node: msg("Actions of the node"),
  group: msg("Actions of the group"),
  wire: msg("Actions of the wire"),
  tab: msg("Actions of the tab"),
};

export function ContextMenu() {
  const editor = useEditor();
  const spec = useUi((state) => state.contextMenu);
  const anchor = useRef<HTMLSpanElement>(null);
  if (!spec) return null;
  const kind = MENU_OF[spec.target] ?? "sheet";
  const groups = contextMenu(kind)
    .map((commands) => commands.filter((command) => canRun(editor, command)))
    .filter((commands) => commands.length > 0);
  const close = () => ui.set({ contextMenu: null });
  return (
    <>
      <span
        ref={anchor}
        key={`${spec.left} ${spec.top}`}
        style={{ position: "fixed", left: spec.left, top: spec.top, width: 1, height: 1 }}
      />
      <Popover
        key={`menu ${spec.left} ${spec.top}`}
        triggerRef={anchor}
        isOpen
        placement="bottom start"
        offset={0}
        onOpenChange={(isOpen) => !isOpen && close()}
      >
        <Menu
          aria-label={t(NAMES[kind])}
          autoFocus="first"
          onAction={(key) => {
            close();
            editor.canvas?.focus();
            runCommand(editor, String(key));
          }}
          onClose={close}
        >
          {groups.map((commands) => (
            <MenuSection key={commands[0]!.id}>
              {commands.map((command) => commandItem(command, editor))}
            </MenuSection>
          ))}
        </Menu>
      </Popover>
    </>
  );
}
