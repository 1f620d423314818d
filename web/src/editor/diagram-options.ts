/** What the settings file says of Mermaid diagrams, as Node-RED's does. */

export interface DiagramOptions {
  isEnabled: boolean;
  /** Mermaid's theme on light pages; dark ones have its dark theme. */
  lightTheme: string;
}

/** Reads `editorTheme.mermaid` and `markdownEditor.mermaid`, which may be `false` or an object with `enabled`. */
export function diagramOptions(settings: Record<string, unknown> | undefined): DiagramOptions {
  const own = read(read(settings, "markdownEditor"), "mermaid");
  const theme = read(read(read(settings, "editorTheme"), "mermaid"), "theme");
  return {
    isEnabled: own !== false && read(own, "enabled") !== false,
    lightTheme: typeof theme === "string" ? theme : "default",
  };
}

const read = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
