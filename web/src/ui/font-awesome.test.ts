import { expect, it } from "vitest";
import { glyphOf, isFontAwesome } from "./font-awesome";
import { glyphsByName } from "./font-awesome-glyphs";
import { nodeIcon } from "./icons";

it("knows all names of Font Awesome 4.7", () => {
  const glyphs = glyphsByName();
  expect(glyphs.size).toBe(786);
  expect(glyphs.get("clock-o")).toBe("\uf017");
  expect(glyphs.get("500px")).toBe("\uf26e");
  expect(glyphs.get("gears")).toBe(glyphs.get("cogs"));
});

it("takes names as flows and forms write them", () => {
  for (const name of ["font-awesome/fa-cog", "fa-cog", "fa fa-cog"]) expect(isFontAwesome(name)).toBe(true);
  for (const name of ["cog", "node-red/fa-cog.svg", "function.svg"]) expect(isFontAwesome(name)).toBe(false);
});

it("has no glyph for drawings, and an empty one until the font is there", () => {
  expect(glyphOf("function.svg")).toBeUndefined();
  expect(glyphOf("fa-cog")).toBe("");
});

it("draws a plain node for what has no drawing", () => {
  expect(nodeIcon("font-awesome/fa-nothing-like-that")).toBe(nodeIcon("nothing"));
});
