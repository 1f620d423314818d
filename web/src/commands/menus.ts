/** The menus that commands put themselves into: the parts of the main menu, and those that open on things. */

import { msg } from "../i18n";

export interface MenuPart {
  label: string;
  icon: string;
  /** Place in the main menu; a line parts different hundreds. */
  at: number;
}

export type MenuId =
  | "main"
  | "edit"
  | "view"
  | "arrange"
  | "flows"
  | "subflows"
  | "groups"
  | "show"
  | "theme"
  | "help";

/** The submenus of the main menu; `main` is the menu itself. */
export const SUBMENUS: Readonly<Record<Exclude<MenuId, "main">, MenuPart>> = {
  edit: { label: msg("Edit"), icon: "edit", at: 200 },
  view: { label: msg("View"), icon: "eye", at: 210 },
  arrange: { label: msg("Arrange"), icon: "sliders", at: 220 },
  flows: { label: msg("Flows"), icon: "tab", at: 230 },
  subflows: { label: msg("Subflows"), icon: "subflow", at: 240 },
  groups: { label: msg("Groups"), icon: "group", at: 250 },
  show: { label: msg("Show"), icon: "sidebar", at: 300 },
  theme: { label: msg("Theme"), icon: "sun", at: 305 },
  help: { label: msg("Help"), icon: "help", at: 390 },
};

/** What a context menu is opened on; ports, buttons and link ends count as their node. */
export type ContextMenuId = "sheet" | "node" | "group" | "wire" | "tab";
