/** What commands are about: the sections of the keyboard list and of the documentation, in their order. */

import { msg } from "../i18n";

export const SUBJECTS = {
  edit: msg("Edit"),
  select: msg("Select"),
  navigate: msg("Go to"),
  arrange: msg("Arrange"),
  wire: msg("Wires"),
  group: msg("Groups"),
  node: msg("Nodes"),
  flow: msg("Flows"),
  subflow: msg("Subflows"),
  config: msg("Configuration nodes"),
  view: msg("View"),
  search: msg("Search"),
  transfer: msg("Import and export"),
  deploy: msg("Deploy"),
  history: msg("History"),
  debug: msg("Debug"),
  test: msg("Tests"),
  people: msg("Working together"),
  show: msg("Show"),
  settings: msg("Settings and help"),
} as const;

export type Subject = keyof typeof SUBJECTS;
