/** Attributes and other free values as people write them: YAML, of which JSON is a part (https://yaml.org/spec/1.2.2/). */

/** What a text says, or what is wrong with it. The parser is fetched with the first use. */
export async function readAttributes(text: string): Promise<{ value: unknown } | { error: string }> {
  if (!text.trim()) return { value: {} };
  try {
    return { value: JSON.parse(text) };
  } catch {
    // No JSON: YAML, or neither.
  }
  const { parse } = await import("yaml");
  try {
    return { value: parse(text, { maxAliasCount: 20 }) };
  } catch (error) {
    return { error: `This is neither JSON nor YAML: ${(error as Error).message.split("\n")[0]}` };
  }
}

/** Free values as YAML; nothing for nothing. */
export async function writeAttributes(value: unknown): Promise<string> {
  if (value === null || value === undefined || (typeof value === "object" && Object.keys(value).length === 0))
    return "";
  const { stringify } = await import("yaml");
  return stringify(value, { lineWidth: 0 });
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
