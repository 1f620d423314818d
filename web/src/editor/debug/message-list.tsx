/**
 * The list of debug messages: only the rows in view are there. It stays at the newest one, unless somebody has scrolled
 * away from it; what they look at then stays where it is.
 */

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { t } from "../../i18n";
import type { Editor } from "../editor";
import styles from "./debug.module.css";
import { Message } from "./message";
import { RowHeights, windowOf } from "./rows";
import { type DebugEntry, LIMIT } from "./store";

const USUAL_HEIGHT = 64;

export function MessageList({
  entries,
  isFull,
  editor,
}: {
  entries: DebugEntry[];
  isFull: boolean;
  editor: Editor;
}) {
  const list = useRef<HTMLOListElement>(null);
  const heights = useRef(new RowHeights(USUAL_HEIGHT));
  const isAtEnd = useRef(true);
  const before = useRef<DebugEntry[]>(entries);
  const [view, setView] = useState({ top: Number.MAX_SAFE_INTEGER, height: 800 });
  const [, setMeasured] = useState(0);
  // At the end, the last rows are those in view, however high they turn out to be.
  let total = 0;
  for (const entry of entries) total += heights.current.of(entry.key);
  const top = isAtEnd.current ? Math.max(0, total - view.height) : Math.min(view.top, total);
  const { from, to, above, below } = windowOf(entries, heights.current, top, view.height);

  const measure = useCallback((key: number, element: HTMLElement | null) => {
    if (element && heights.current.set(key, element.offsetHeight)) setMeasured((count) => count + 1);
  }, []);

  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const observer = new ResizeObserver(() =>
      setView((known) => ({ ...known, height: element.clientHeight })),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  // Runs after every rendering: heights that came to be known may have moved the end, too.
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    if (isAtEnd.current) element.scrollTop = element.scrollHeight;
    else if (before.current !== entries) {
      const first = entries[0]?.key ?? Number.MAX_SAFE_INTEGER;
      let gone = 0;
      for (const entry of before.current) {
        if (entry.key >= first) break;
        gone += heights.current.of(entry.key);
      }
      if (gone > 0) element.scrollTop = Math.max(0, element.scrollTop - gone);
    }
    if (before.current !== entries) {
      before.current = entries;
      if (entries[0]) heights.current.forgetBefore(entries[0].key);
    }
  });

  return (
    <ol
      ref={list}
      className={styles.list}
      aria-label={t("Debug messages")}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard, too.
      tabIndex={0}
      onScroll={(event) => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < 40;
        setView({ top: scrollTop, height: clientHeight });
      }}
    >
      {isFull && <li className={styles.note}>{t("Older messages are dropped after {n}.", { n: LIMIT })}</li>}
      {above > 0 && <li aria-hidden="true" style={{ height: above }} />}
      {entries.slice(from, to).map((entry) => (
        <Message key={entry.key} entry={entry} editor={editor} measure={measure} />
      ))}
      {below > 0 && <li aria-hidden="true" style={{ height: below }} />}
    </ol>
  );
}
