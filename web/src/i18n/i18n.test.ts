import { afterEach, describe, expect, it } from "vitest";
import { language, msg, onLanguageChange, pickLanguage, setLanguage, showCatalogue, t } from ".";

afterEach(() => setLanguage("en"));

describe("t", () => {
  it("is the English text where there is no other", () => {
    expect(t("Add node")).toBe("Add node");
    showCatalogue("de", { "Add node": "" });
    expect(t("Add node")).toBe("Add node");
  });

  it("puts values in, and counts as the language does", () => {
    const nodes = "{n, plural, one {# node of {flow}} other {# nodes of {flow}}}";
    expect(t(nodes, { n: 1, flow: "A" })).toBe("1 node of A");
    expect(t(nodes, { n: 1200, flow: "A" })).toBe("1,200 nodes of A");
    showCatalogue("de", { [nodes]: "{n, plural, one {# Node} other {# Nodes}}" });
    expect(t(nodes, { n: 1200, flow: "A" })).toBe("1.200 Nodes");
  });

  it("leaves markup and apostrophes alone", () => {
    expect(t("It's <b>{name}</b>", { name: "x" })).toBe("It's <b>x</b>");
  });

  it("leaves braces alone where there are no values", () => {
    expect(t("Write {{payload}}")).toBe("Write {{payload}}");
  });
});

describe("the language", () => {
  it("is the chosen one, else one of the browser's, else English", () => {
    expect(pickLanguage("ja", ["de-AT"])).toBe("ja");
    expect(pickLanguage("browser", ["xx", "de-AT", "ja"])).toBe("de");
    expect(pickLanguage(undefined, ["xx"])).toBe("en");
  });

  it("is told to those who listen, once its catalogue is there", async () => {
    let told = "";
    const stop = onLanguageChange(() => {
      told = language();
    });
    await setLanguage("de");
    expect(told).toBe("de");
    stop();
    await setLanguage("en");
    expect(told).toBe("de");
  });

  it("marks texts of tables", () => {
    expect(msg("Add node")).toBe("Add node");
  });
});
