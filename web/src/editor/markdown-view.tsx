/** Shows Markdown. */

import { type MouseEvent, useEffect, useState } from "react";
import { allowPictures } from "./foreign-pictures";
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
  const press = ({ target, currentTarget }: MouseEvent<HTMLElement>) => {
    const host = (target as Element).closest<HTMLElement>("[data-host]")?.dataset.host;
    if (!host) return;
    allowPictures(host);
    currentTarget.focus(); // the button goes
    void renderMarkdown(text).then(setHtml);
  };
  if (html === null) return <div className={styles.plain}>{text}</div>;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the click comes from a button in the text, by mouse or by key
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      onClick={press}
      tabIndex={-1}
      className={styles.markdown}
      data-small={isSmall || undefined}
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
