import { describe, expect, it } from "vitest";
import type { NodeType } from "../../document";
import { sampleType } from "../../document/testing/sample-types";
import { inLanguage, loadNodeTexts } from ".";
import { helpInLanguage } from "./help";

const TYPE: NodeType = {
  ...sampleType("link call"),
  type: "link call",
  help: "Says a word.\n\nAnd `another`.",
  label: [{ text: "{name}" }, { text: "word {count}" }],
  output_labels: ["Resume"],
  fields: [
    {
      name: "word",
      widget: "select",
      label: "Word",
      options: [{ value: "resume", label: "Resume" }],
      fields: [{ name: "row", widget: "text", placeholder: "Word" }],
    },
  ],
};

describe("the texts of a node type", () => {
  it("are in the language, wherever the type shows them, and as they were where it has no words", () => {
    const said = inLanguage(TYPE, { "link call": { Word: "Wort", "word {count}": "Wort {count}" } });
    expect(said.label.map(({ text }) => text)).toEqual(["{name}", "Wort {count}"]);
    expect(said.fields[0]).toMatchObject({
      name: "word",
      label: "Wort",
      options: [{ value: "resume", label: "Resume" }],
      fields: [{ placeholder: "Wort" }],
    });
    expect(TYPE.fields[0]?.label).toBe("Word");
  });

  it("are those of their own type only", () => {
    expect(inLanguage(TYPE, { debug: { Resume: "Fortsetzen" } }).output_labels).toEqual(["Resume"]);
  });

  it("are there for the languages of the editor, and none for English", async () => {
    expect((await loadNodeTexts("de")).delay?.Seconds).toBe("Sekunden");
    expect((await loadNodeTexts("ja")).delay?.Seconds).toBe("秒");
    expect(await loadNodeTexts("en")).toEqual({});
  });

  it("make a help page only when every paragraph is translated", () => {
    const said = { ...TYPE, description: "Sagt ein Wort." };
    expect(helpInLanguage(said, {})).toBe(TYPE.help);
    expect(helpInLanguage(said, { "link call": { "And `another`.": "Und `noch eins`." } })).toBe(
      "Sagt ein Wort.\n\nUnd `noch eins`.",
    );
  });
});
