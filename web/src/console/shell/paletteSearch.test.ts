import { describe, expect, it } from "vitest";
import { SECTIONS } from "../pages.ts";
import { findEntries } from "./paletteSearch.ts";

const entries = SECTIONS.flatMap((section) => section.entries);
const labels = (text: string) => findEntries(entries, text).map((entry) => entry.label);

describe("findEntries", () => {
  it("finds a page by the start of any of its words, the name before what it is about", () => {
    expect(labels("app")[0]).toBe("Applications");
    expect(labels("app")).toContain("Tokens and App passwords");
  });

  it("finds pages by what other products call them", () => {
    expect(labels("audit")).toEqual(["Logs"]);
    expect(labels("mfa")).toEqual(["Stages"]);
  });

  it("asks for every word", () => {
    expect(labels("property map")).toEqual(["Property Mappings"]);
    expect(labels("property nonsense")).toEqual([]);
  });

  it("gives everything for no text", () => {
    expect(labels(" ")).toHaveLength(entries.length);
  });
});
