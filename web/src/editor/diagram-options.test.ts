import { expect, it } from "vitest";
import { diagramOptions } from "./diagram-options";

it("shows diagrams unless the settings file says otherwise", () => {
  expect(diagramOptions(undefined)).toEqual({ isEnabled: true, lightTheme: "default" });
  expect(diagramOptions({ markdownEditor: { mermaid: { enabled: true } } }).isEnabled).toBe(true);
  expect(diagramOptions({ markdownEditor: { mermaid: { enabled: false } } }).isEnabled).toBe(false);
  expect(diagramOptions({ markdownEditor: { mermaid: false } }).isEnabled).toBe(false);
});

it("takes the theme of light pages from the settings file", () => {
  expect(diagramOptions({ editorTheme: { mermaid: { theme: "forest" } } }).lightTheme).toBe("forest");
  expect(diagramOptions({ editorTheme: { mermaid: { theme: 3 } } }).lightTheme).toBe("default");
});
