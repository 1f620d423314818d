/** Shows Markdown, and the diagrams in it. */

import {
  type MouseEvent,
  useContext,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import { isDark, onThemeChange } from "../ui/theme";
import { diagramOptions } from "./diagram-options";
import { EditorReact } from "./editor";
import { allowPictures } from "./foreign-pictures";
import { renderMarkdown } from "./markdown";
import styles from "./markdown-view.module.css";

export function Markdown({ text, isSmall }: { text: string; isSmall?: boolean }) {
  const [html, setHtml] = useState<string | null>("");
  const element = useRef<HTMLDivElement>(null);
  const { isEnabled, lightTheme } = diagramOptions(useContext(EditorReact)?.settings);
  const theme = useSyncExternalStore(onThemeChange, isDark) ? "dark" : lightTheme;
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
  // Before it is painted: a drawing that is there already does not flicker.
  useLayoutEffect(() => {
    const root = element.current;
    if (!root || !isEnabled || !html?.includes("language-mermaid")) return;
    let isCurrent = true;
    import("./diagrams").then(
      async ({ drawDiagrams }) => {
        if (isCurrent) await drawDiagrams(root, theme, () => isCurrent);
      },
      () => {}, // The text from which it would be drawn is there.
    );
    return () => {
      isCurrent = false;
    };
  }, [html, isEnabled, theme]);
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
      ref={element}
      onClick={press}
      tabIndex={-1}
      className={styles.markdown}
      data-small={isSmall || undefined}
      dangerouslySetInnerHTML={{ __html: html }}
    />
  );
}
