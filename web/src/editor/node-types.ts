/** The installed node types in the person's language: taken over when they come, and again when the language changes. */
import type { NodeType } from "../document";
import { language, onLanguageChange } from "../i18n";
import { inLanguage, loadNodeTexts } from "../i18n/node-texts";
import type { Editor } from "./editor";
import { ui } from "./store";

let installed: readonly NodeType[] = [];

/** Knows these types from now on; in English where their texts cannot be fetched. */
export async function takeTypes(editor: Pick<Editor, "types">, types: readonly NodeType[]): Promise<void> {
  installed = types;
  const wanted = language();
  const texts = await loadNodeTexts(wanted).catch(() => ({}));
  if (installed === types && wanted === language())
    editor.types.replace(types.map((type) => inLanguage(type, texts)));
}

/** As above, and everything that shows them is drawn anew. */
export async function showTypes(editor: Editor, types: readonly NodeType[]): Promise<void> {
  await takeTypes(editor, types);
  ui.set({ typesVersion: ui.get().typesVersion + 1 });
  editor.canvas?.showFlow(editor.canvas.flow);
}

/** Lets the types follow the language. */
export function followLanguage(editor: Editor): void {
  onLanguageChange(() => void showTypes(editor, installed));
}
