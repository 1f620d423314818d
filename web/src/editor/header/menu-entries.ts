/** Menus out of commands: each says in which it is, and where. */

import type { Command } from "../../commands";
import type { ContextMenuId, MenuId } from "../../commands/menus";
import { SUBMENUS } from "../../commands/menus";
import { everyCommand } from "../commands";

/** An entry of the main menu: a command, or a submenu. */
export type MenuEntry = { command: Command } | { submenu: Exclude<MenuId, "main">; sections: Command[][] };

/** Sections of entries in the order of their numbers; those of one hundred stand together. */
function sections<T>(entries: readonly (readonly [number, T])[]): T[][] {
  const parts = new Map<number, T[]>();
  for (const [at, entry] of [...entries].sort(([one], [other]) => one - other)) {
    const hundred = Math.floor(at / 100);
    parts.set(hundred, [...(parts.get(hundred) ?? []), entry]);
  }
  return [...parts.values()];
}

const commandsOf = (menu: MenuId): (readonly [number, Command])[] =>
  everyCommand().flatMap((command) => (command.menu?.[0] === menu ? [[command.menu[1], command]] : []));

/** The main menu, section by section; submenus that hold nothing are left out. */
export function mainMenu(): MenuEntry[][] {
  const submenus = Object.entries(SUBMENUS).flatMap(([id, { at }]): [number, MenuEntry][] => {
    const submenu = id as keyof typeof SUBMENUS;
    const parts = sections(commandsOf(submenu));
    return parts.length > 0 ? [[at, { submenu, sections: parts }]] : [];
  });
  const commands = commandsOf("main").map(([at, command]): [number, MenuEntry] => [at, { command }]);
  return sections([...commands, ...submenus]);
}

/** The menu that opens on a thing, section by section. */
export const contextMenu = (id: ContextMenuId): Command[][] =>
  sections(
    everyCommand().flatMap((command) => {
      const at = command.contextMenus?.[id];
      return at === undefined ? [] : [[at, command] as const];
    }),
  );
