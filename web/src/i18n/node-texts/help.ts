/** The long help of node types in other languages, paragraph by paragraph; fetched when help is first shown. */
import type { NodeType } from "../../document";
import { type NodeTexts, paragraphs } from ".";

const loaders = import.meta.glob<NodeTexts>(["./help/*.po", "!./help/en.po"], { import: "default" });

/** The help in a language; in English as long as a paragraph of it is not translated. */
export function helpInLanguage(type: NodeType, texts: NodeTexts): string {
  const [first = "", ...more] = paragraphs(type.help);
  const said = more.map((text) => texts[type.type]?.[text]);
  const description = type.description ?? first;
  const isWhole = said.every(Boolean) && (more.length > 0 || description !== first);
  return isWhole ? [description, ...said].join("\n\n") : type.help;
}

export async function loadHelp(language: string): Promise<NodeTexts> {
  return (await loaders[`./help/${language}.po`]?.()) ?? {};
}
