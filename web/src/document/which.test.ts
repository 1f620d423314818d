import { describe, expect, it } from "vitest";
import type { Field } from "./node-types";
import { closeWhich, openWhich } from "./which";

const fields: Field[] = [
  {
    name: "kind",
    widget: "which",
    options: [
      { value: "server", label: "Listen on" },
      { value: "client", label: "Connect to" },
    ],
  },
  { name: "server", widget: "config" },
  { name: "client", widget: "config" },
];

describe("a choice between properties", () => {
  it("is told by the property that is set, and else is the first", () => {
    expect(openWhich({ server: "", client: "c" }, fields).kind).toBe("client");
    expect(openWhich({ server: "s" }, fields).kind).toBe("server");
    expect(openWhich({}, fields).kind).toBe("server");
  });

  it("is not stored itself, and empties what was not chosen", () => {
    expect(closeWhich({ kind: "client", server: "s", client: "c" }, fields)).toEqual({
      server: "",
      client: "c",
    });
  });
});
