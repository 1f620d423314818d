/** The menu at the pointer: the commands that fit what was pressed, those that cannot run left out. */

import { useRef } from "react";
import type { IconName } from "../../ui/Icon";
import { icons } from "../../ui/icons";
import { Menu, MenuItem, MenuSection } from "../../ui/Menu";
import { Popover } from "../../ui/Popover";
import { canRun, commandOf, keysText, runCommand } from "../commands";
import { useEditor } from "../editor";
import { CONTEXT_MENUS } from "../header/menu";
import { ui, useUi } from "../store";

/** Which menu goes with what was pressed. */
const MENU_OF: Record<string, keyof typeof CONTEXT_MENUS> = {
  sheet: "sheet",
  node: "node",
  port: "node",
  button: "node",
  group: "group",
  wire: "wire",
  link: "node",
  tab: "tab",
};

const DANGER = new Set(["core:delete-selection", "core:remove-flow"]);

export function ContextMenu() {
  const editor = useEditor();
  const spec = useUi((state) => state.contextMenu);
  const anchor = useRef<HTMLSpanElement>(null);
  if (!spec) return null;
  const kind = MENU_OF[spec.target] ?? "sheet";
  const groups = groupsOf(CONTEXT_MENUS[kind])
    .map((ids) => ids.map(commandOf).filter((command) => command && canRun(editor, command)))
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
          aria-label={`Actions of the ${kind === "sheet" ? "flow" : kind}`}
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
              {commands.map((command) => {
                const keys = command!.keys?.[0];
                const icon =
                  command!.icon && command!.icon in icons ? (command!.icon as IconName) : undefined;
                return (
                  <MenuItem
                    key={command!.id}
                    id={command!.id}
                    textValue={command!.label}
                    isInset
                    danger={DANGER.has(command!.id)}
                    {...(icon ? { icon } : {})}
                    {...(keys ? { keys: keysText(keys) } : {})}
                  >
                    {command!.label}
                  </MenuItem>
                );
              })}
            </MenuSection>
          ))}
        </Menu>
      </Popover>
    </>
  );
}

function groupsOf(ids: string[]): string[][] {
  const groups: string[][] = [[]];
  for (const id of ids) {
    if (id === "") groups.push([]);
    else groups.at(-1)!.push(id);
  }
  return groups;
}
