/** The help of a node type, in the person's language where it is translated. */
import { useEffect, useState } from "react";
import type { NodeType } from "../../document";
import type { NodeTexts } from "../../i18n/node-texts";
import { helpInLanguage, loadHelp } from "../../i18n/node-texts/help";
import { useLanguage } from "../../i18n/react";
import { Markdown } from "../markdown-view";

export function NodeHelp({ type }: { type: NodeType }) {
  const language = useLanguage();
  const [texts, setTexts] = useState<NodeTexts>();
  useEffect(() => {
    let isWanted = true;
    loadHelp(language)
      // What cannot be fetched is read in English.
      .catch(() => ({}))
      .then((loaded) => isWanted && setTexts(loaded));
    return () => {
      isWanted = false;
    };
  }, [language]);
  return texts ? <Markdown text={helpInLanguage(type, texts)} /> : null;
}
