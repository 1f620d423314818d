/** Shows Markdown. */

import { useEffect, useState } from "react";
import { renderMarkdown } from "./markdown";
import styles from "./markdown-view.module.css";

export function Markdown({ text, isSmall }: { text: string; isSmall?: boolean }) {
  const [html, setHtml] = useState("");
  useEffect(() => {
    let isCurrent = true;
    renderMarkdown(text).then((result) => isCurrent && setHtml(result));
    return () => {
      isCurrent = false;
    };
  }, [text]);
  return (
    <div
      className={styles.markdown}
      data-small={isSmall || undefined}
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
