import { expect, it } from "vitest";
import { fontAwesomeDrawing, fontAwesomeNames } from "./font-awesome";
import { hasDrawing, icons, nodeIcon } from "./icons";

it("has a drawing for every name it knows", () => {
  for (const name of fontAwesomeNames()) expect(icons, name).toHaveProperty([fontAwesomeDrawing(name)!]);
});

it("takes names as flows and forms write them", () => {
  expect(nodeIcon("font-awesome/fa-clock-o")).toBe(nodeIcon("fa-clock-o"));
  expect(nodeIcon("font-awesome/fa-clock-o")).toBe(icons.timer);
  expect(fontAwesomeDrawing("fa fa-cog")).toBe("config");
  expect(hasDrawing("font-awesome/fa-nothing-like-that")).toBe(false);
});
