/** Shows Markdown. */

import { useEffect, useState } from "react";
import { renderMarkdown } from "./markdown";
import styles from "./markdown-view.module.css";

export function Markdown({ text, isSmall }: { text: string; isSmall?: boolean }) {
  const [html, setHtml] = useState<string | null>("");
  useEffect(() => {
    let isCurrent = true;
    renderMarkdown(text).then(
      (result) => isCurrent && setHtml(result),
      // What renders it could not be fetched: the text as it is says the same.
      () => isCurrent && setHtml(null),
    );
    return () => {
      isCurrent = false;
    };
  }, [text]);
  if (html === null) return <div className={styles.plain}>{text}</div>;
  return (
    <div
      className={styles.markdown}
      data-small={isSmall || undefined}
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
