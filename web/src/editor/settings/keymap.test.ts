import { describe, expect, it } from "vitest";
import { keySettings, scopeName } from "./keymap";

describe("keys as Node-RED stores them", () => {
  it("overrule the defaults, or take them away", () => {
    expect(
      keySettings({
        "core:search": { scope: "*", key: "ctrl-alt-f" },
        "core:undo": { scope: "red-ui-workspace", key: "alt-z" },
        "core:redo": { scope: "*" },
        "core:zoom-in": null,
      }),
    ).toEqual({
      "core:search": { keys: "ctrl-alt-f", scope: "everywhere" },
      "core:undo": { keys: "alt-z", scope: "canvas" },
      "core:redo": null,
    });
  });

  it("are overruled by a person's own", () => {
    const theme = { "core:search": { scope: "*", key: "alt-f" } };
    expect(keySettings(theme, { "core:search": { scope: "workspace", key: "f" } })).toEqual({
      "core:search": { keys: "f", scope: "canvas" },
    });
  });

  it("have scopes by Node-RED's names", () => {
    expect(scopeName("canvas")).toBe("red-ui-workspace");
    expect(scopeName("everywhere")).toBe("*");
    expect(scopeName("config-nodes")).toBe("red-ui-sidebar-node-config");
  });
});
