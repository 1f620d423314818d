/**
 * What node types say in other languages: labels and options of their forms, descriptions in the palette, names on the
 * canvas. They are declared in Python (`src/wirelatch/nodes`), so they have catalogues of their own, in which a text
 * belongs to its node type. Fetched only where the language is not English.
 */
import type { Field, NodeType } from "../../document";

/** Node type to English text to text of a language. */
export type NodeTexts = Readonly<Record<string, Readonly<Record<string, string>>>>;

const loaders = import.meta.glob<NodeTexts>(["./locales/*.po", "!./locales/en.po"], { import: "default" });

/** The texts in a language; none for English, and for a language that has none. */
export async function loadNodeTexts(language: string): Promise<NodeTexts> {
  return (await loaders[`./locales/${language}.po`]?.()) ?? {};
}

/** A node type with its texts in another language; what is not translated stays as it is. */
export function inLanguage(type: NodeType, texts: NodeTexts): NodeType {
  const known = texts[type.type];
  if (!known) return type;
  const say = (text: string): string => known[text] || text;
  return {
    ...type,
    description: say(paragraphs(type.help)[0] ?? ""),
    label: type.label.map((rule) => ({ ...rule, text: say(rule.text) })),
    output_labels: type.output_labels.map(say),
    fields: type.fields.map((field) => fieldInLanguage(field, say)),
  };
}

const SPOKEN = ["label", "help", "placeholder", "section", "heading", "other"] as const;

/** A field with each of its texts as `say` says it. */
export function fieldInLanguage(field: Field, say: (text: string) => string): Field {
  const said: Field = { ...field };
  for (const key of SPOKEN) if (said[key]) said[key] = say(said[key]);
  if (field.options) said.options = field.options.map((option) => ({ ...option, label: say(option.label) }));
  if (field.scripts)
    said.scripts = Object.fromEntries(
      Object.entries(field.scripts).map(([name, script]) => [say(name), script]),
    );
  if (field.fields) said.fields = field.fields.map((row) => fieldInLanguage(row, say));
  return said;
}

/** What stands between blank lines: help is translated by the paragraph. */
export const paragraphs = (text: string): string[] => text.trim().split(/\n\s*\n/);
