import { expect, it } from "vitest";
import type { Binding } from "../api/types.ts";
import { withNames } from "./CheckAccess.tsx";

const binding: Binding = {
  pk: "b",
  target: "t",
  order: 0,
  enabled: true,
  negate: false,
  timeout: 30,
  failure_result: false,
};

it("names groups and users where the server gives their keys", () => {
  const bindings = [
    { ...binding, group: "9564-aa", group_obj: { name: "Viewers" } },
    { ...binding, user: 7, user_obj: { username: "ann", name: "Ann" } },
  ];
  expect(withNames("binding 0 to group 9564-aa: passes", bindings)).toBe(
    "binding 0 to group “Viewers”: passes",
  );
  expect(withNames("binding 1 to user 7: passes", bindings)).toBe("binding 1 to user “ann”: passes");
  expect(withNames("binding 1 to user 71: passes", bindings)).toBe("binding 1 to user 71: passes");
});
