import { describe, expect, it } from "vitest";
import { Keymap } from "../commands";
import { SUBMENUS } from "../commands/menus";
import { SUBJECTS } from "../commands/subjects";
import { icons } from "../ui/icons";
import { everyCommand } from "./commands";
import { commandsPage } from "./commands.docs";
import { DIALOGS, PANELS, SETTINGS_PANES } from "./features";
import { contextMenu, mainMenu } from "./header/menu-entries";

describe("the commands of the editor", () => {
  const commands = everyCommand();

  it("have an id and a label of their own each", () => {
    expect(new Set(commands.map((command) => command.id)).size).toBe(commands.length);
    const labels = commands.map((command) => command.label);
    expect(labels.filter((label, index) => labels.indexOf(label) !== index)).toEqual([]);
    for (const command of commands) expect(command.id).toMatch(/^(core|wirelatch):[a-z0-9-]+$/);
  });

  it("share no keys in one scope", () => {
    const conflicts = new Keymap(commands).conflicts();
    expect(conflicts.map((sharing) => sharing.map((command) => command.id))).toEqual([]);
  });

  it("name icons that there are", () => {
    const unknown = commands.filter((command) => command.icon && !(command.icon in icons));
    expect(unknown.map((command) => `${command.id}: ${command.icon}`)).toEqual([]);
  });

  it("are in the menus that they name", () => {
    const inMain = mainMenu()
      .flat()
      .flatMap((entry) => ("command" in entry ? [entry.command] : entry.sections.flat()));
    expect(inMain.map((command) => command.id).sort()).toEqual(
      commands
        .filter((command) => command.menu)
        .map((command) => command.id)
        .sort(),
    );
    for (const { icon } of Object.values(SUBMENUS)) expect(Object.keys(icons)).toContain(icon);
    expect(contextMenu("node")[0]?.[0]?.id).toBe("core:edit-selected-node");
  });

  it("are about something", () => {
    for (const command of commands) expect(Object.keys(SUBJECTS)).toContain(command.subject);
  });

  it("are all in the documentation (`npm test -- -u` writes it)", async () => {
    await expect(commandsPage()).toMatchFileSnapshot("../../../docs/editor-commands.md");
  });
});

describe("what features offer", () => {
  it("has a name once", () => {
    for (const list of [PANELS, SETTINGS_PANES]) {
      expect(new Set(list.map(({ id }) => id)).size).toBe(list.length);
    }
  });

  it("can be loaded", async () => {
    const loads = [...Object.values(DIALOGS), ...[...PANELS, ...SETTINGS_PANES].map((item) => item.load)];
    for (const load of loads) expect(typeof (await load())).toBe("function");
    // Every dialog and panel is compiled for it, one after the other.
  }, 120_000);
});
